//! The delivery protocol, checked exhaustively for small sizes: two workers, one bot, a few sends, and any few things that go
//! wrong, of every kind and in every order. Every state that can come of it is visited, and none may break a promise.
//!
//! The model has the steps of `services::delivery` and `store::{outbox, dispatch, settlement, ownership}`; its comments name them.
//! [`Flaw`] lists rules that the model can leave out: each must be missed.

mod accepting;
mod flaw;
pub(super) mod model;
mod possible;
mod promises;
mod sending;
pub(super) mod state;
mod telegram;
mod working;

use std::io::Write as _;

use stateright::{Checker, HasDiscoveries, Model as _};

pub(super) use self::model::{Policy, Protocol};
use self::{
    flaw::Flaw,
    promises::{DOUBLES_FLAGGED, NOTHING_LOST, ORDER_KEPT, PARK_SINGLE, TAKEN_BACK},
};

fn protocol(lanes: &[usize], policy: Policy, troubles: u8) -> Protocol {
    Protocol { lanes: lanes.to_vec(), policy, troubles, most_losses: 3, flaw: None }
}

/// Visits everything.
fn holds(protocol: Protocol) {
    let said = format!("{protocol:?}");
    let checker = protocol.checker().threads(2).spawn_bfs().join();
    let _ = writeln!(
        std::io::stderr(),
        "    {said}: {} states, {} steps at most",
        checker.unique_state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
}

#[test]
fn one_lane_keeps_every_promise() {
    holds(protocol(&[2], Policy::Resend, 3));
    holds(protocol(&[2], Policy::Park, 3));
}

#[test]
fn a_longer_lane_keeps_every_promise() {
    holds(protocol(&[3], Policy::Resend, 2));
    holds(protocol(&[3], Policy::Park, 2));
}

#[test]
fn two_lanes_keep_every_promise() {
    holds(protocol(&[1, 1], Policy::Resend, 2));
    holds(protocol(&[2, 1], Policy::Park, 2));
}

#[test]
fn one_send_keeps_every_promise_whatever_goes_wrong() {
    holds(protocol(&[1], Policy::Resend, 5));
    holds(protocol(&[1], Policy::Park, 5));
}

#[test]
fn a_send_that_loses_too_many_answers_ends_uncertain_and_counted() {
    holds(Protocol { most_losses: 2, ..protocol(&[2], Policy::Resend, 3) });
}

/// Each rule that is left out, the smallest world in which it is missed, and the promise that is then broken.
const FLAWS: &[(Flaw, &[usize], Policy, u8, &str)] = &[
    (Flaw::AcceptWithoutLaneLock, &[2], Policy::Resend, 0, ORDER_KEPT),
    (Flaw::CloseWithoutLook, &[1], Policy::Resend, 0, NOTHING_LOST),
    (Flaw::StartWithoutHold, &[1], Policy::Resend, 2, NOTHING_LOST),
    (Flaw::StartFromAnyState, &[1], Policy::Resend, 1, TAKEN_BACK),
    (Flaw::CallBeforeMark, &[1], Policy::Resend, 1, DOUBLES_FLAGGED),
    (Flaw::TwoInFlight, &[2], Policy::Resend, 0, ORDER_KEPT),
    (Flaw::ReturnBehind, &[2], Policy::Resend, 1, ORDER_KEPT),
    (Flaw::FinishWithoutEpoch, &[1], Policy::Resend, 4, DOUBLES_FLAGGED),
    (Flaw::ResendUnflagged, &[1], Policy::Resend, 1, DOUBLES_FLAGGED),
    (Flaw::ParkResends, &[1], Policy::Park, 1, PARK_SINGLE),
    (Flaw::TakeoverUnflagged, &[1], Policy::Resend, 1, DOUBLES_FLAGGED),
    (Flaw::TakeoverResendsParked, &[1], Policy::Park, 1, PARK_SINGLE),
    (Flaw::TakeoverWithoutSettling, &[1], Policy::Resend, 1, NOTHING_LOST),
    (Flaw::TakeoverWithoutEpoch, &[1], Policy::Resend, 1, DOUBLES_FLAGGED),
    (Flaw::LateSuccessUnflagged, &[2], Policy::Park, 1, ORDER_KEPT),
];

#[test]
fn every_rule_that_is_left_out_is_missed() {
    for (flaw, lanes, policy, troubles, promise) in FLAWS {
        let flawed = Protocol { flaw: Some(*flaw), ..protocol(lanes, *policy, *troubles) };
        let found = HasDiscoveries::AllOf([*promise].into());
        let checker = flawed.checker().threads(2).finish_when(found).spawn_bfs().join();
        let path = checker.discovery(promise);
        let path = path.unwrap_or_else(|| panic!("{flaw:?} is not noticed"));
        let _ = writeln!(
            std::io::stderr(),
            "    {flaw:?}: after {} steps: {promise}: no",
            path.into_actions().len()
        );
    }
}
