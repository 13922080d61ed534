//! What the owner of the bot does: `services::delivery::{owner, scheduler, step}`.

use super::{
    flaw::Flaw,
    model::{Policy, Protocol},
    state::{Answer, Flight, Memory, Row, RowState, Stage, State},
};

impl State {
    fn memory(&mut self, worker: usize, lane: usize) -> &mut Memory {
        let task = self.workers[worker].task.as_mut().expect("only an owner sends");
        &mut task.lanes[lane]
    }

    fn epoch_of(&self, worker: usize) -> u8 {
        self.workers[worker].task.as_ref().map_or(0, |task| task.epoch)
    }

    fn lose(&mut self, worker: usize) {
        if let Some(task) = &mut self.workers[worker].task {
            task.stopping = true;
        }
    }

    /// `Owner::feed_hungry`: `dispatch::heads`, `Scheduler::feed`.
    pub(in crate::delivery::tests) fn read(&mut self, worker: usize, lane: usize) {
        self.memory(worker, lane).heads = self.lanes[lane].waiting();
    }

    /// `Scheduler::pick` and `ledger::write_starts`: the write-ahead mark. A step whose commit's result is unknown is written again.
    pub(in crate::delivery::tests) fn start(
        &mut self,
        protocol: &Protocol,
        worker: usize,
        lane: usize,
        known: bool,
    ) {
        let marking =
            self.memory(worker, lane).flights.iter().position(|flight| flight.stage == Stage::Marking);
        let send = match marking {
            Some(at) => self.memory(worker, lane).flights.remove(at).send,
            None => self.memory(worker, lane).heads.remove(0),
        };
        self.troubles -= u8::from(!known);
        if !self.holds(worker) && !protocol.has(Flaw::StartWithoutHold) {
            // `Written::lost`, `Scheduler::not_started`.
            self.memory(worker, lane).heads.clear();
            self.lose(worker);
            return;
        }
        let epoch = self.epoch_of(worker);
        let row = &mut self.lanes[lane].rows[send];
        if !mark(protocol, row, epoch) {
            // Taken back meanwhile: what waits is read again.
            return self.read(worker, lane);
        }
        let stage = if known { Stage::Flying } else { Stage::Marking };
        let flight = Flight { send, ambiguous: row.ambiguous, stage };
        self.memory(worker, lane).flights.push(flight);
    }

    /// `Ending::of` and `ledger::write_endings`. Facts are written by an owner that was replaced, too.
    pub(in crate::delivery::tests) fn finish(
        &mut self,
        protocol: &Protocol,
        worker: usize,
        lane: usize,
        at: usize,
        known: bool,
    ) {
        let epoch = self.epoch_of(worker);
        let flight = self.memory(worker, lane).flights[at].clone();
        let Stage::Answered(answer) = flight.stage else { return };
        let is_ended = end(protocol, &mut self.lanes[lane].rows[flight.send], &flight, answer, epoch);
        if !known {
            self.troubles -= 1;
            return;
        }
        let memory = self.memory(worker, lane);
        memory.flights.remove(at);
        if !is_ended && protocol.has(Flaw::ReturnBehind) {
            memory.heads.push(flight.send);
        } else if !is_ended {
            // `Scheduler::returned`.
            memory.heads.clear();
        }
        if !self.holds(worker) {
            self.lose(worker);
        }
    }

    /// `ledger::write_expired`: the head's time is over.
    pub(in crate::delivery::tests) fn expire(&mut self, worker: usize, lane: usize) {
        self.troubles -= 1;
        let send = self.memory(worker, lane).heads.remove(0);
        if !self.holds(worker) {
            return self.lose(worker);
        }
        let row = &mut self.lanes[lane].rows[send];
        if row.state == RowState::Pending {
            row.state = RowState::Expired;
        }
    }

    /// `dispatch::close_empty`: waits for the lane's lock, then looks.
    pub(in crate::delivery::tests) fn close(&mut self, protocol: &Protocol, worker: usize, lane: usize) {
        let at = &self.lanes[lane];
        let looks_empty = at.waiting().is_empty() && !at.is_locked();
        if self.holds(worker) && (looks_empty || protocol.has(Flaw::CloseWithoutLook)) {
            self.lanes[lane].open = false;
        } else if !self.holds(worker) {
            self.lose(worker);
        }
    }
}

/// `dispatch::start`.
fn mark(protocol: &Protocol, row: &mut Row, epoch: u8) -> bool {
    let is_mine = row.state == RowState::Sending && row.epoch == epoch;
    if row.state != RowState::Pending && !is_mine && !protocol.has(Flaw::StartFromAnyState) {
        return false;
    }
    if !protocol.has(Flaw::CallBeforeMark) {
        (row.state, row.epoch) = (RowState::Sending, epoch);
    }
    true
}

/// `ending::change` with `settlement::end` and `settlement::put_back`. Whether it ended; otherwise it goes back into its lane.
fn end(protocol: &Protocol, row: &mut Row, flight: &Flight, answer: Answer, epoch: u8) -> bool {
    let is_started = row.state == RowState::Sending
        && (row.epoch == epoch || protocol.has(Flaw::FinishWithoutEpoch))
        || protocol.has(Flaw::CallBeforeMark) && row.state == RowState::Pending;
    let goes_again = match (answer, protocol.policy) {
        (Answer::Done | Answer::Refused, _) => false,
        (Answer::Unsent, _) => true,
        (Answer::Lost, Policy::Resend) => flight.ambiguous + 1 < protocol.most_losses,
        (Answer::Lost, Policy::Park) => protocol.has(Flaw::ParkResends),
    };
    if is_started && goes_again {
        row.state = RowState::Pending;
        row.ambiguous += u8::from(answer == Answer::Lost && !protocol.has(Flaw::ResendUnflagged));
    } else if is_started {
        row.state = match answer {
            Answer::Done => RowState::Sent,
            Answer::Refused => RowState::Failed,
            Answer::Unsent | Answer::Lost => RowState::Uncertain,
        };
    } else if answer == Answer::Done && matches!(row.state, RowState::Pending | RowState::Uncertain) {
        // `From::Doubted`: a late success is still a fact, and stays marked as the late one that it is.
        row.state = RowState::Sent;
        row.ambiguous =
            if protocol.has(Flaw::LateSuccessUnflagged) { row.ambiguous } else { row.ambiguous.max(1) };
    }
    !goes_again
}
