//! Steps of several bots in one commit: each bot's claim is checked for itself, and what came of a step is told to its own.

use std::sync::Arc;

use serde_json::{json, value::RawValue};
use switchboard_store::{
    BotId, ChatId, OutboxId, WorkerId, dispatch, entities::outbox::OutboxState, message_map, outcomes,
    ownership,
};

use super::scripted::{ANN, BOT, PostOffice, record_chat};
use crate::{
    delivery::{
        Outgoing, OwnedBot,
        courier::Report,
        ending::Ending,
        ledger::{self, Entry},
        scheduler::Pick,
        step::{Step, Written},
    },
    work::Work,
};

const OTHER: BotId = 4_200_000_002;

struct Scene {
    office: PostOffice,
    chats: [ChatId; 2],
    owned: [OwnedBot; 2],
}

impl Scene {
    async fn open() -> Self {
        let office = PostOffice::open().await;
        let other = office.house.home("other", OTHER, |_| {}).await;
        let chats = [office.chat, record_chat(&office.house.core, &other, ANN).await];
        let work = Work::begin(&office.house.core).await.unwrap();
        let worker = WorkerId::new(work.now);
        ownership::register(work.tx(), worker, "", work.now).await.unwrap();
        let taken = ownership::take(work.tx(), worker, 10).await.unwrap();
        work.commit().await.unwrap();
        let owned = [BOT, OTHER].map(|bot| {
            let row = taken.iter().find(|row| row.id == bot).unwrap();
            OwnedBot {
                bot,
                tenant: row.tenant_id,
                owner: worker,
                epoch: row.epoch,
                token_version: row.token_version,
                polled: false,
            }
        });
        Self { office, chats, owned }
    }

    async fn accept(&self, place: usize, text: &str) -> Pick {
        let (owned, chat) = (&self.owned[place], self.chats[place]);
        let outgoing = Outgoing::new(owned.bot, chat, "sendMessage", json!({"text": text}));
        let work = Work::begin(&self.office.house.core).await.unwrap();
        let id = crate::delivery::accept_with_id(&work, owned.tenant, outgoing).await.unwrap();
        work.commit().await.unwrap();
        let row = self.row(place, id).await;
        Pick { lane: row.lane_id, chat, telegram_chat_id: ANN, row: Arc::new(row) }
    }

    async fn row(&self, place: usize, id: OutboxId) -> switchboard_store::entities::outbox::Model {
        let reader = self.office.house.core.db.reader();
        let rows = outcomes::after(reader, self.owned[place].tenant, 0, 100).await.unwrap();
        rows.into_iter().find(|row| row.id == id).unwrap()
    }

    async fn write(&self, steps: [Step; 2]) -> Vec<Written> {
        let entries =
            self.owned.iter().zip(steps).map(|(owned, step)| Entry { owned: *owned, step: Arc::new(step) });
        ledger::write(&self.office.house.core, &entries.collect::<Vec<_>>()).await.unwrap()
    }
}

fn starts(pick: &Pick) -> Step {
    Step { starts: vec![pick.clone()], ..Step::default() }
}

fn sent(pick: &Pick, message_id: i64) -> Step {
    let now = pick.row.created_at;
    let result = Ok(RawValue::from_string(json!({"message_id": message_id}).to_string()).unwrap());
    let ending = Ending::of(Report { pick: pick.clone(), started_at: now, ended_at: now, result });
    Step { endings: vec![ending], closing: vec![pick.lane], ..Step::default() }
}

#[tokio::test]
async fn each_bot_hears_what_came_of_its_own_step() {
    let scene = Scene::open().await;
    let picks = [scene.accept(0, "a").await, scene.accept(1, "b").await];
    let written = scene.write([starts(&picks[0]), starts(&picks[1])]).await;
    for (written, pick) in written.iter().zip(&picks) {
        assert!(!written.lost);
        assert_eq!(written.started.iter().copied().collect::<Vec<_>>(), [pick.row.id]);
    }
    // The same number at two bots: two messages.
    let written = scene.write([sent(&picks[0], 77), sent(&picks[1], 77)]).await;
    for (place, (written, pick)) in written.iter().zip(&picks).enumerate() {
        assert_eq!(written.closed, [pick.lane]);
        assert_eq!(scene.row(place, pick.row.id).await.state, OutboxState::Sent);
        let reader = scene.office.house.core.db.reader();
        let map = message_map::find(reader, scene.owned[place].bot, ANN, 77).await.unwrap().unwrap();
        assert_eq!((map.outbox_id, map.from_bot), (Some(pick.row.id), true));
        assert_eq!(dispatch::open_lanes(reader, scene.owned[place].bot, 10).await.unwrap(), []);
    }
}

#[tokio::test]
async fn who_lost_its_bot_starts_nothing_but_its_facts_are_kept_and_the_others_go_on() {
    let scene = Scene::open().await;
    let picks = [scene.accept(0, "a").await, scene.accept(1, "b").await];
    scene.write([starts(&picks[0]), starts(&picks[1])]).await;
    let next = [scene.accept(0, "c").await, scene.accept(1, "d").await];
    let work = Work::begin(&scene.office.house.core).await.unwrap();
    ownership::give_back(work.tx(), scene.owned[0].owner, &[BOT]).await.unwrap();
    work.commit().await.unwrap();
    let steps = [0, 1].map(|place| Step { closing: Vec::new(), ..sent(&picks[place], 78) });
    let [mut first, mut second] = steps;
    first.starts = vec![next[0].clone()];
    second.starts = vec![next[1].clone()];
    let written = scene.write([first, second]).await;
    assert_eq!(written.iter().map(|written| written.lost).collect::<Vec<_>>(), [true, false]);
    assert!(written[0].started.is_empty());
    assert_eq!(written[1].started.len(), 1);
    for (place, pick) in picks.iter().enumerate() {
        assert_eq!(scene.row(place, pick.row.id).await.state, OutboxState::Sent);
    }
    assert_eq!(scene.row(0, next[0].row.id).await.state, OutboxState::Pending);
    assert_eq!(scene.row(1, next[1].row.id).await.state, OutboxState::Sending);
}
