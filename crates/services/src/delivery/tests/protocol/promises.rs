//! What must hold in every state, and what must happen in some state so that the model is no dead letter.

use stateright::Property;

use super::{
    model::{Policy, Protocol},
    state::{Lane, Row, RowState, Send, State},
};

pub(in crate::delivery::tests) const NOTHING_LOST: &str =
    "when nothing more can happen, everything accepted has ended";
pub(in crate::delivery::tests) const SENT_ARRIVED: &str = "what is marked as sent has arrived";
pub(in crate::delivery::tests) const ARRIVED_SHOWN: &str =
    "what arrived is not shown as undelivered, unless it is flagged";
pub(in crate::delivery::tests) const TAKEN_BACK: &str =
    "what was taken back does not arrive, unless it is flagged";
pub(in crate::delivery::tests) const ORDER_KEPT: &str = "what arrives after a later send is flagged";
pub(in crate::delivery::tests) const DOUBLES_FLAGGED: &str = "nothing arrives more often than its flags say";
pub(in crate::delivery::tests) const PARK_SINGLE: &str = "under park nothing arrives twice";

/// Every promise.
pub(in crate::delivery::tests) fn all() -> Vec<Property<Protocol>> {
    vec![
        Property::always(NOTHING_LOST, |protocol, state| {
            rows(state).all(|(_, _, row)| row.has_ended()) || !protocol.is_over(state)
        }),
        Property::always(SENT_ARRIVED, |_, state| {
            rows(state).all(|(lane, send, row)| row.state != RowState::Sent || lane.times(send) > 0)
        }),
        Property::always(ARRIVED_SHOWN, |_, state| {
            rows(state).all(|(lane, send, row)| {
                let is_shown = matches!(row.state, RowState::Sending | RowState::Sent | RowState::Uncertain);
                lane.times(send) == 0 || is_shown || row.ambiguous > 0
            })
        }),
        Property::always(TAKEN_BACK, |_, state| {
            rows(state).all(|(lane, send, row)| !row.taken_back || lane.times(send) == 0 || row.ambiguous > 0)
        }),
        Property::always(ORDER_KEPT, |_, state: &State| state.lanes.iter().all(late_ones_are_flagged)),
        Property::always(DOUBLES_FLAGGED, |_, state| {
            rows(state).all(|(lane, send, row)| lane.times(send) <= 1 + usize::from(row.ambiguous))
        }),
        Property::always(PARK_SINGLE, |protocol, state| {
            protocol.policy == Policy::Resend || rows(state).all(|(lane, send, _)| lane.times(send) <= 1)
        }),
        Property::sometimes(
            "everything is sent and nothing flagged, whatever went wrong",
            |_, state: &State| {
                state.troubles == 0
                    && rows(state).all(|(_, _, row)| row.state == RowState::Sent && row.ambiguous == 0)
            },
        ),
        Property::sometimes("a send is in doubt", |protocol, state| {
            rows(state).any(|(lane, send, row)| match protocol.policy {
                Policy::Resend => lane.times(send) > 1,
                Policy::Park => row.state == RowState::Uncertain,
            })
        }),
    ]
}

fn rows(state: &State) -> impl Iterator<Item = (&Lane, Send, &Row)> {
    state.lanes.iter().flat_map(|lane| lane.rows.iter().enumerate().map(move |(send, row)| (lane, send, row)))
}

fn late_ones_are_flagged(lane: &Lane) -> bool {
    let is_late = |at: usize, send: Send| lane.arrived[..at].iter().any(|earlier| *earlier > send);
    lane.arrived.iter().enumerate().all(|(at, send)| !is_late(at, *send) || lane.rows[*send].is_flagged())
}
