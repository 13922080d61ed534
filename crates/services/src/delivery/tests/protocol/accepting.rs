//! What callers do: `services::delivery::accept`, `Deliveries::cancel` and `replay`.

use super::state::{RowState, Send, State};

impl State {
    /// `store::outbox::open_lane`, which takes the lane's lock, and `store::outbox::insert`; or `make_lanes` and `insert_all`, which do
    /// the same for several.
    pub(in crate::delivery::tests) fn insert(&mut self, lane: usize) {
        let next = self.lanes[lane].rows.iter_mut().find(|row| row.state == RowState::Unborn);
        if let Some(row) = next {
            row.state = RowState::Uncommitted;
        }
    }

    /// `Work::commit`.
    pub(in crate::delivery::tests) fn commit(&mut self, lane: usize, send: Send) {
        let lane = &mut self.lanes[lane];
        lane.rows[send].state = RowState::Pending;
        lane.open = true;
    }

    /// `Deliveries::cancel`: from `pending` only.
    pub(in crate::delivery::tests) fn cancel(&mut self, lane: usize, send: Send) {
        self.troubles -= 1;
        let row = &mut self.lanes[lane].rows[send];
        (row.state, row.taken_back) = (RowState::Cancelled, true);
    }

    /// `Deliveries::replay`: a new send of the lane, once.
    pub(in crate::delivery::tests) fn replay(&mut self, lane: usize, send: Send) {
        let rows = &mut self.lanes[lane].rows;
        let Some(next) = rows.iter().position(|row| row.state == RowState::Unborn) else { return };
        rows[send].replayed = true;
        self.troubles -= 1;
        self.commit(lane, next);
    }
}
