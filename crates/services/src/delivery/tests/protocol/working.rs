//! What workers do: `services::delivery::worker` and `takeover`.

use super::{
    flaw::Flaw,
    model::{Policy, Protocol},
    state::{Memory, Owner, RowState, Stage, State, Task},
};

impl State {
    /// `Worker::take`: a new epoch, and what the last owner left started is settled, in one transaction. Of a peer that lives
    /// only when it was declared gone.
    pub(in crate::delivery::tests) fn take(&mut self, protocol: &Protocol, worker: usize) {
        let is_free = match self.owner {
            Owner::Free | Owner::Crashed => true,
            Owner::Worker(owner) => self.workers[owner].is_gone,
        };
        let has_work = self.lanes.iter().any(|lane| lane.open);
        if !is_free || !has_work {
            return;
        }
        self.owner = Owner::Worker(worker);
        if !protocol.has(Flaw::TakeoverWithoutEpoch) || self.epoch == 0 {
            self.epoch += 1;
        }
        if !protocol.has(Flaw::TakeoverWithoutSettling) {
            self.settle_left_sends(protocol);
        }
        let lanes = vec![Memory::default(); self.lanes.len()];
        self.workers[worker].task = Some(Task { epoch: self.epoch, stopping: false, lanes });
    }

    /// `takeover::settle_left_sends`.
    fn settle_left_sends(&mut self, protocol: &Protocol) {
        let epoch = self.epoch;
        let rows = self.lanes.iter_mut().flat_map(|lane| &mut lane.rows);
        for row in rows.filter(|row| row.state == RowState::Sending && row.epoch < epoch) {
            match protocol.policy {
                Policy::Park if !protocol.has(Flaw::TakeoverResendsParked) => row.state = RowState::Uncertain,
                Policy::Park | Policy::Resend => {
                    row.state = RowState::Pending;
                    row.ambiguous += u8::from(!protocol.has(Flaw::TakeoverUnflagged));
                }
            }
        }
    }

    /// `ownership::declare_gone` by the peer, which saw no beat for too long. The worker lives.
    pub(in crate::delivery::tests) fn declare_gone(&mut self, worker: usize) {
        self.troubles -= 1;
        self.workers[worker].is_gone = true;
    }

    /// The owner's task is told to stop: the worker found out that it is gone, or (a trouble) it shuts down or gives back.
    pub(in crate::delivery::tests) fn stop(&mut self, worker: usize) {
        let is_replaced = self.workers[worker].is_gone || self.owner != Owner::Worker(worker);
        self.troubles -= u8::from(!is_replaced);
        if let Some(task) = &mut self.workers[worker].task {
            task.stopping = true;
        }
    }

    /// The stopped task ends, once nothing is in flight, or (a trouble) because its patience is over; then the bot is given back
    /// (`ownership::give_back`), or the worker has a new id.
    pub(in crate::delivery::tests) fn rest(&mut self, worker: usize) {
        let lanes = self.workers[worker].task.iter().flat_map(|task| &task.lanes);
        if lanes.into_iter().any(|lane| !lane.flights.is_empty()) {
            if self.troubles == 0 {
                return;
            }
            self.troubles -= 1;
        }
        self.abandon(worker);
        self.workers[worker].is_gone = false;
        if self.owner == Owner::Worker(worker) {
            self.owner = Owner::Free;
        }
    }

    /// `kill -9`. What is on its way to Telegram may still arrive.
    pub(in crate::delivery::tests) fn crash(&mut self, worker: usize) {
        self.troubles -= 1;
        self.abandon(worker);
        self.workers[worker].is_gone = false;
        self.workers[worker].is_dead = true;
        if self.owner == Owner::Worker(worker) {
            self.owner = Owner::Crashed;
        }
    }

    fn abandon(&mut self, worker: usize) {
        let Some(task) = self.workers[worker].task.take() else { return };
        for (lane, memory) in self.lanes.iter_mut().zip(task.lanes) {
            for flight in memory.flights.iter().filter(|flight| flight.stage == Stage::Flying) {
                lane.rows[flight.send].strays += 1;
            }
        }
    }
}
