//! What Telegram and the network do.

use super::state::{Answer, Send, Stage, State};

impl State {
    /// A call in flight is taken, refused, not sent at all, or its answer is lost, before or after it was taken.
    pub(in crate::delivery::tests) fn answer(
        &mut self,
        worker: usize,
        lane: usize,
        at: usize,
        answer: Answer,
    ) {
        let Some(task) = &mut self.workers[worker].task else { return };
        let flight = &mut task.lanes[lane].flights[at];
        let lane = &mut self.lanes[lane];
        match answer {
            Answer::Done => lane.arrived.push(flight.send),
            // It may be taken later still.
            Answer::Lost if flight.stage == Stage::Flying => lane.rows[flight.send].strays += 1,
            Answer::Lost | Answer::Refused | Answer::Unsent => {}
        }
        self.troubles -= u8::from(answer != Answer::Done);
        flight.stage = Stage::Answered(answer);
    }

    /// A call that nobody waits for is taken after all.
    pub(in crate::delivery::tests) fn stray_arrives(&mut self, lane: usize, send: Send) {
        let lane = &mut self.lanes[lane];
        lane.rows[send].strays -= 1;
        lane.arrived.push(send);
    }
}
