//! The model's steps of the bot's owner, done for real: each is a [`Step`] that is written.

use std::{collections::VecDeque, sync::Arc};

use serde_json::{json, value::RawValue};
use switchboard_store::{dispatch, entities::outbox};

use super::{
    super::protocol::state::Answer,
    ground::{Flight, Held, World},
};
use crate::{
    delivery::{
        courier::Report,
        ending::{Change, Ending},
        lane::HEADS_PER_LANE,
        ledger::{self, Entry},
        scheduler::Pick,
        step::{Step, Written},
    },
    telegram::CallError,
};

impl World {
    fn held(&mut self, worker: usize, lane: usize) -> &mut Held {
        &mut self.hands[worker].lanes[lane]
    }

    async fn write(&self, worker: usize, step: Step) -> Written {
        let owned = self.hands[worker].owned.expect("only an owner writes");
        let entry = Entry { owned, step: Arc::new(step) };
        ledger::write(&self.office.house.core, &[entry]).await.unwrap().remove(0)
    }

    pub(super) async fn read(&mut self, worker: usize, lane: usize) {
        let id = self.streets[lane].lane.expect("an open lane");
        let reader = self.office.house.core.db.reader();
        let rows = dispatch::heads(reader, &[id], HEADS_PER_LANE).await.unwrap();
        self.held(worker, lane).heads = rows.into_iter().map(Arc::new).collect();
    }

    /// Where the commit's result is not known, what was started waits in `flight` to be written again.
    pub(super) async fn start(&mut self, worker: usize, lane: usize) {
        let held = self.held(worker, lane);
        let pick = match held.flight.take() {
            Some(flight) => flight.pick,
            None => {
                let row = held.heads.pop_front().expect("a head");
                self.pick(lane, row)
            }
        };
        let written = self.write(worker, Step { starts: vec![pick.clone()], ..Step::default() }).await;
        if written.lost {
            self.held(worker, lane).heads.clear();
        } else if written.started.contains(&pick.row.id) {
            self.held(worker, lane).flight = Some(Flight { pick, answer: None });
        } else {
            self.read(worker, lane).await;
        }
    }

    fn pick(&self, lane: usize, row: Arc<outbox::Model>) -> Pick {
        let street = &self.streets[lane];
        Pick { lane: row.lane_id, chat: street.chat, telegram_chat_id: street.telegram_chat_id, row }
    }

    pub(super) fn answer(&mut self, worker: usize, lane: usize, answer: Answer) {
        if let Some(flight) = &mut self.held(worker, lane).flight {
            flight.answer = Some(answer);
        }
    }

    pub(super) async fn finish(&mut self, worker: usize, lane: usize, known: bool) {
        let flight = self.held(worker, lane).flight.clone().expect("a send in flight");
        let answer = flight.answer.expect("an answer");
        let ending = Ending::of(self.report(flight.pick, answer));
        let goes_back = matches!(ending.change, Change::Back(_));
        self.write(worker, Step { endings: vec![ending], ..Step::default() }).await;
        if known {
            let held = self.held(worker, lane);
            held.flight = None;
            if goes_back {
                held.heads = VecDeque::new();
            }
        }
    }

    fn report(&self, pick: Pick, answer: Answer) -> Report {
        let now = self.office.house.now();
        let refused = |status, description: &str, retry_after| CallError::Refused {
            status,
            description: description.to_owned(),
            retry_after,
            migrate_to: None,
        };
        let is_even = pick.row.id % 2 == 0;
        let result = match answer {
            Answer::Done => {
                let message = json!({ "message_id": 10_000 + pick.row.id }).to_string();
                Ok(RawValue::from_string(message).unwrap())
            }
            Answer::Refused => Err(refused(403, "Forbidden: bot was blocked by the user", None)),
            Answer::Unsent if is_even => Err(CallError::Unsent("connection refused".to_owned())),
            Answer::Unsent => Err(refused(429, "Too Many Requests: retry after 1", Some(1))),
            Answer::Lost if is_even => Err(CallError::Ambiguous("reset".to_owned())),
            Answer::Lost => Err(refused(502, "Bad Gateway", None)),
        };
        Report { pick, started_at: now, ended_at: now, result }
    }

    pub(super) async fn expire(&mut self, worker: usize, lane: usize) {
        let row = self.held(worker, lane).heads.pop_front().expect("a head");
        let pick = self.pick(lane, row);
        self.write(worker, Step { expired: vec![pick], ..Step::default() }).await;
    }

    pub(super) async fn close(&mut self, worker: usize, lane: usize) {
        let id = self.streets[lane].lane.expect("a lane");
        self.write(worker, Step { closing: vec![id], ..Step::default() }).await;
    }
}
