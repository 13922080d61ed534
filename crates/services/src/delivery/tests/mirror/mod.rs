//! The model is a mirror: whatever the model may do next, in any order, is done on a real database by the functions that delivery
//! itself uses, and afterwards both must say the same of every row. Then everything is brought to an end, and nothing may be left.
//!
//! A few cases in every run; `SWITCHBOARD_TEST_CASES=1000` for as many as one likes.

mod ground;
mod owner;
mod worker;

use std::marker::PhantomData;

use proptest::{prelude::*, test_runner::Config};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use self::ground::Ground;
use super::protocol::{
    Policy, Protocol,
    model::Action,
    state::{RowState, State},
};
use crate::people::database::{Database, Postgres, Sqlite};

/// Cases in one run, unless `SWITCHBOARD_TEST_CASES` says otherwise.
const CASES: u32 = 24;

fn cases() -> Config {
    #[expect(clippy::disallowed_methods, reason = "says how long to test, and is no setting of the product")]
    let named = std::env::var("SWITCHBOARD_TEST_CASES").ok();
    let cases = named.map_or(CASES, |text| text.parse().expect("SWITCHBOARD_TEST_CASES is a number"));
    Config { cases, max_shrink_iters: 2_000, ..Config::default() }
}

/// The model in one state.
#[derive(Clone, Debug)]
struct Mirror {
    protocol: Protocol,
    state: State,
}

impl Mirror {
    fn new(policy: Policy, lanes: &[usize], troubles: u8) -> Self {
        let protocol = Protocol { lanes: lanes.to_vec(), policy, troubles, most_losses: 3, flaw: None };
        let state = State::new(lanes, troubles);
        Self { protocol, state }
    }

    /// What happens when nothing goes wrong any more.
    fn next_to_the_end(&self) -> Option<(Action, State)> {
        let troubles = self.state.troubles;
        self.protocol.steps(&self.state).into_iter().find(|(_, after)| after.troubles == troubles)
    }
}

impl ReferenceStateMachine for Mirror {
    type State = Self;
    /// `None` when nothing more can happen.
    type Transition = Option<Action>;

    fn init_state() -> BoxedStrategy<Self> {
        let lanes = prop_oneof![Just(vec![4]), Just(vec![3, 3]), Just(vec![2, 1, 2])];
        let policy = prop_oneof![Just(Policy::Resend), Just(Policy::Park)];
        (policy, lanes, 4_u8..12)
            .prop_map(|(policy, lanes, troubles)| Self::new(policy, &lanes, troubles))
            .boxed()
    }

    fn transitions(mirror: &Self) -> BoxedStrategy<Option<Action>> {
        let steps: Vec<Action> =
            mirror.protocol.steps(&mirror.state).into_iter().map(|(action, _)| action).collect();
        if steps.is_empty() { Just(None).boxed() } else { prop::sample::select(steps).prop_map(Some).boxed() }
    }

    fn apply(mut mirror: Self, action: &Option<Action>) -> Self {
        let after = action.and_then(|action| mirror.protocol.after(&mirror.state, action));
        mirror.state = after.unwrap_or(mirror.state);
        mirror
    }

    fn preconditions(mirror: &Self, action: &Option<Action>) -> bool {
        action
            .is_none_or(|action| mirror.protocol.steps(&mirror.state).iter().any(|(step, _)| *step == action))
    }
}

/// The code on such a database.
struct Code<D>(PhantomData<D>);

impl<D: Database> StateMachineTest for Code<D> {
    type SystemUnderTest = Ground;
    type Reference = Mirror;

    fn init_test(mirror: &Mirror) -> Ground {
        Ground::open::<D>(&mirror.state, mirror.protocol.policy)
    }

    fn apply(mut ground: Ground, _: &Mirror, action: Option<Action>) -> Ground {
        if let Some(action) = action {
            ground.make(action);
        }
        ground
    }

    fn check_invariants(ground: &Ground, mirror: &Mirror) {
        ground.compare(&mirror.state);
    }

    fn teardown(mut ground: Ground, mut mirror: Mirror) {
        while let Some((action, after)) = mirror.next_to_the_end() {
            ground.make(action);
            mirror.state = after;
            ground.compare(&mirror.state);
        }
        let rows: Vec<RowState> =
            mirror.state.lanes.iter().flat_map(|lane| &lane.rows).map(|row| row.state).collect();
        let is_left = |state: &RowState| matches!(state, RowState::Pending | RowState::Sending);
        assert!(!rows.iter().any(is_left), "{rows:?}");
    }
}

prop_state_machine! {
    #![proptest_config(cases())]

    #[test]
    fn the_code_does_on_sqlite_what_the_model_says(sequential 20..80 => Code<Sqlite>);

    #[test]
    fn the_code_does_on_postgres_what_the_model_says(sequential 20..80 => Code<Postgres>);
}
