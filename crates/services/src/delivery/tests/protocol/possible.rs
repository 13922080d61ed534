//! In each state, what may happen next. Whatever is a trouble needs some of it left; callers and peers need none.

use super::{
    flaw::Flaw,
    model::{Action, Protocol},
    state::{Answer, Owner, RowState, Stage, State},
};

impl Protocol {
    pub(super) fn of_lanes(&self, state: &State, actions: &mut Vec<Action>) {
        let is_trouble_left = state.troubles > 0;
        for (lane, at) in state.lanes.iter().enumerate() {
            let is_locked = at.is_locked() && !self.has(Flaw::AcceptWithoutLaneLock);
            if !is_locked {
                actions.push(Action::Insert { lane });
            }
            for (send, row) in at.rows.iter().enumerate() {
                if row.state == RowState::Uncommitted {
                    actions.push(Action::Commit { lane, send });
                }
                if row.strays > 0 {
                    actions.push(Action::StrayArrives { lane, send });
                }
                if is_trouble_left && row.state == RowState::Pending {
                    actions.push(Action::Cancel { lane, send });
                }
                if is_trouble_left && row.is_undelivered() && !row.replayed && !is_locked {
                    actions.push(Action::Replay { lane, send });
                }
            }
        }
    }

    pub(super) fn of_worker(state: &State, worker: usize, actions: &mut Vec<Action>) {
        let at = &state.workers[worker];
        if at.is_dead {
            actions.push(Action::Restart { worker });
            return;
        }
        if state.troubles > 0 && !at.is_gone && !state.workers[1 - worker].is_dead {
            actions.push(Action::DeclareGone { worker });
        }
        let Some(task) = &at.task else {
            actions.push(Action::Take { worker });
            if at.is_gone {
                actions.push(Action::Rest { worker });
            }
            return;
        };
        if state.troubles > 0 {
            actions.push(Action::Crash { worker });
        }
        if task.stopping {
            actions.push(Action::Rest { worker });
        } else if at.is_gone || state.owner != Owner::Worker(worker) || state.troubles > 0 {
            actions.push(Action::Stop { worker });
        }
    }

    pub(super) fn of_flights(&self, state: &State, worker: usize, lane: usize, actions: &mut Vec<Action>) {
        let Some(task) = &state.workers[worker].task else { return };
        for (flight, in_flight) in task.lanes[lane].flights.iter().enumerate() {
            let answers = match in_flight.stage {
                Stage::Marking => continue,
                Stage::Flying => &[Answer::Done, Answer::Refused, Answer::Unsent, Answer::Lost][..],
                Stage::Answered(Answer::Done) => &[Answer::Lost][..],
                Stage::Answered(_) => &[],
            };
            let answers = answers.iter().filter(|answer| **answer == Answer::Done || state.troubles > 0);
            actions.extend(answers.map(|&answer| Action::Answer { worker, lane, flight, answer }));
            if matches!(in_flight.stage, Stage::Answered(_)) {
                let ends = knowing(state).map(|known| Action::Finish { worker, lane, flight, known });
                actions.extend(ends);
            }
        }
    }

    pub(super) fn of_queue(&self, state: &State, worker: usize, lane: usize, actions: &mut Vec<Action>) {
        let Some(task) = &state.workers[worker].task else { return };
        let memory = &task.lanes[lane];
        let is_marking = memory.flights.iter().any(|flight| flight.stage == Stage::Marking);
        let room = if self.has(Flaw::TwoInFlight) { 2 } else { 1 };
        let may_start = !task.stopping && memory.flights.len() < room && !memory.heads.is_empty();
        if is_marking || may_start {
            actions.extend(knowing(state).map(|known| Action::Start { worker, lane, known }));
        }
        if may_start && state.troubles > 0 {
            actions.push(Action::Expire { worker, lane });
        }
        if !task.stopping && memory.flights.is_empty() && memory.heads.is_empty() && state.lanes[lane].open {
            actions.push(Action::Read { worker, lane });
            actions.push(Action::Close { worker, lane });
        }
    }
}

/// A commit's own result may be unknown.
fn knowing(state: &State) -> impl Iterator<Item = bool> {
    [true, false].into_iter().filter(|known| *known || state.troubles > 0)
}
