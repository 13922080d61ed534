//! The protocol as a model: in each state, what may happen next. A transaction is one action, because its locks make it so: the
//! bot's share lock keeps a step and a taking apart (`store::ownership::hold`), the lane's lock an acceptance and a closing.

use stateright::{Model, Property};

use super::{
    flaw::Flaw,
    promises,
    state::{Answer, Send, State},
};

/// What happens when an answer is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::delivery::tests) enum Policy {
    Resend,
    Park,
}

/// One thing that happens. Workers and lanes by number; `known` says whether the owner hears of its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::delivery::tests) enum Action {
    Insert { lane: usize },
    Commit { lane: usize, send: Send },
    Cancel { lane: usize, send: Send },
    Replay { lane: usize, send: Send },
    Take { worker: usize },
    DeclareGone { worker: usize },
    Stop { worker: usize },
    Rest { worker: usize },
    Crash { worker: usize },
    Restart { worker: usize },
    Read { worker: usize, lane: usize },
    Start { worker: usize, lane: usize, known: bool },
    Answer { worker: usize, lane: usize, flight: usize, answer: Answer },
    StrayArrives { lane: usize, send: Send },
    Finish { worker: usize, lane: usize, flight: usize, known: bool },
    Expire { worker: usize, lane: usize },
    Close { worker: usize, lane: usize },
}

/// The protocol for so many sends and so much trouble.
#[derive(Clone, Debug)]
pub(in crate::delivery::tests) struct Protocol {
    /// Sends of each lane.
    pub(in crate::delivery::tests) lanes: Vec<usize>,
    pub(in crate::delivery::tests) policy: Policy,
    /// How many things may go wrong, of whatever kind.
    pub(in crate::delivery::tests) troubles: u8,
    /// `delivery::ending::MAX_AMBIGUOUS`.
    pub(in crate::delivery::tests) most_losses: u8,
    pub(in crate::delivery::tests) flaw: Option<Flaw>,
}

impl Protocol {
    pub(in crate::delivery::tests) fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    /// What follows, or `None` when nothing changes.
    pub(in crate::delivery::tests) fn after(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Insert { lane } => state.insert(lane),
            Action::Commit { lane, send } => state.commit(lane, send),
            Action::Cancel { lane, send } => state.cancel(lane, send),
            Action::Replay { lane, send } => state.replay(lane, send),
            Action::Take { worker } => state.take(self, worker),
            Action::DeclareGone { worker } => state.declare_gone(worker),
            Action::Stop { worker } => state.stop(worker),
            Action::Rest { worker } => state.rest(worker),
            Action::Crash { worker } => state.crash(worker),
            Action::Restart { worker } => state.workers[worker].is_dead = false,
            Action::Read { worker, lane } => state.read(worker, lane),
            Action::Start { worker, lane, known } => state.start(self, worker, lane, known),
            Action::Answer { worker, lane, flight, answer } => state.answer(worker, lane, flight, answer),
            Action::StrayArrives { lane, send } => state.stray_arrives(lane, send),
            Action::Finish { worker, lane, flight, known } => {
                state.finish(self, worker, lane, flight, known);
            }
            Action::Expire { worker, lane } => state.expire(worker, lane),
            Action::Close { worker, lane } => state.close(self, worker, lane),
        }
        (state != *last).then_some(state)
    }

    /// What may happen next and changes something, with what follows.
    pub(in crate::delivery::tests) fn steps(&self, state: &State) -> Vec<(Action, State)> {
        let mut actions = Vec::new();
        self.actions(state, &mut actions);
        actions.into_iter().filter_map(|action| Some((action, self.after(state, action)?))).collect()
    }

    /// Whether nothing more can happen.
    pub(in crate::delivery::tests) fn is_over(&self, state: &State) -> bool {
        let mut actions = Vec::new();
        self.actions(state, &mut actions);
        !actions.into_iter().any(|action| self.after(state, action).is_some())
    }
}

impl Model for Protocol {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::new(&self.lanes, self.troubles)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        self.of_lanes(state, actions);
        for worker in 0..state.workers.len() {
            Self::of_worker(state, worker, actions);
            for lane in 0..state.lanes.len() {
                self.of_flights(state, worker, lane, actions);
                self.of_queue(state, worker, lane, actions);
            }
        }
    }

    // What changes nothing is no step: a state in which only that is left is the end.
    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        Some(self.after(last, action)?.ordered())
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises::all()
    }
}
