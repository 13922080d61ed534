//! Callback queries that wait for `answerCallbackQuery`. Kept for the 150 seconds that a query lives, so an answer to
//! an older or invented one fails as Telegram's does; answered ones are kept as long, with the answer.

use std::collections::VecDeque;

use serde_json::Value;

use super::{World, message::Place};

const LIFETIME_MS: i64 = 150 * 1000;

#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) id: String,
    pub(crate) bot: i64,
    pub(crate) place: Place,
    pub(crate) answer: Option<Value>,
    at_ms: i64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Queries {
    open: VecDeque<Query>,
}

impl World {
    pub(crate) fn open_query(&mut self, bot: i64, place: Place) -> String {
        let id = self.random_id().to_string();
        let at_ms = self.clock.now_ms();
        self.forget_queries(at_ms);
        self.queries.open.push_back(Query { id: id.clone(), bot, place, answer: None, at_ms });
        id
    }

    /// Stores the answer; `None` if there is no such query of this bot, or it is too old.
    pub(crate) fn answer_query(&mut self, bot: i64, id: &str, answer: Value) -> Option<Query> {
        self.forget_queries(self.clock.now_ms());
        let query = self.queries.open.iter_mut().find(|query| query.bot == bot && query.id == id)?;
        query.answer = Some(answer);
        Some(query.clone())
    }

    pub(crate) fn query(&self, id: &str) -> Option<&Query> {
        self.queries.open.iter().find(|query| query.id == id)
    }

    fn forget_queries(&mut self, now_ms: i64) {
        while self.queries.open.front().is_some_and(|query| query.at_ms + LIFETIME_MS <= now_ms) {
            self.queries.open.pop_front();
        }
    }
}
