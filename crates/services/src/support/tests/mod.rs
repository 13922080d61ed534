//! Scenes of a support chat: a person, an agent, and the bot between them. Delivery is played by hand.

mod forms;
mod history;
mod receiving;
mod retrying;
mod routing;
mod sending;

use serde_json::Value;
use switchboard_store::{
    TenantId, dispatch,
    entities::{
        integration,
        message::{self, MessageStatus},
        message_map, outbox,
        outbox::OutboxState,
    },
    histories, message_map as map, messages, settlement, users,
};

use super::{ReceivedMessage, Support};
use crate::{
    incoming::Handling,
    people::{
        Person, TelegramChat,
        fixture::{self, Home, House},
    },
    work::Work,
};

pub(super) const GROUP: i64 = -1_001_234_567_890;

pub(super) struct Scene {
    pub(super) house: House,
    pub(super) home: Home,
    pub(super) support: Support,
}

impl Scene {
    /// A tenant whose bot relays to [`GROUP`].
    pub(super) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(super) async fn with(change: impl FnOnce(&mut integration::Model)) -> Self {
        let house = House::open().await;
        let relays = |row: &mut integration::Model| {
            row.support_chat_id = Some(GROUP);
            change(row);
        };
        let home = house.home("acme", 500, relays).await;
        let support = Support::new(house.core.clone());
        Self { house, home, support }
    }

    /// A person writes to the bot.
    pub(super) async fn hear(&self, person: &Person, raw: Value) {
        let incoming = self.house.incoming(&self.home).await;
        let chat = fixture::private_chat(person);
        self.support.receive(&incoming, &chat, person, received(raw)).await.unwrap();
        incoming.work.commit().await.unwrap();
    }

    /// An agent writes in the support group.
    pub(super) async fn agent(&self, agent: &Person, raw: Value) -> Handling {
        self.agent_in(&fixture::group(GROUP), agent, raw).await
    }

    pub(super) async fn agent_in(&self, chat: &TelegramChat, agent: &Person, raw: Value) -> Handling {
        let incoming = self.house.incoming(&self.home).await;
        let handling = self.support.agent_wrote(&incoming, chat, agent, received(raw)).await.unwrap();
        incoming.work.commit().await.unwrap();
        handling
    }

    /// What was accepted, oldest first.
    pub(super) async fn sends(&self) -> Vec<outbox::Model> {
        self.house.accepted(&self.home, 0).await
    }

    /// The only send after `after`.
    pub(super) async fn only_send_after(&self, after: i64) -> outbox::Model {
        let mut sends = self.house.accepted(&self.home, after).await;
        assert_eq!(sends.len(), 1, "{sends:?}");
        sends.remove(0)
    }

    /// Telegram took a send and calls the result `telegram_id`.
    pub(super) async fn delivered(&self, send: &outbox::Model, chat: i64, telegram_id: i64) {
        self.started(send).await;
        self.finished(send, chat, telegram_id).await;
    }

    /// Telegram took a started send.
    pub(super) async fn finished(&self, send: &outbox::Model, chat: i64, telegram_id: i64) {
        self.ended(send, OutboxState::Sent, None).await;
        let work = Work::begin(&self.house.core).await.unwrap();
        let row = message_map::Model {
            bot_id: self.home.bot,
            telegram_chat_id: chat,
            telegram_message_id: telegram_id,
            message_id: send.message_id,
            outbox_id: Some(send.id),
            from_bot: true,
        };
        map::insert(work.tx(), row).await.unwrap();
        work.commit().await.unwrap();
    }

    /// Delivery began a send.
    pub(super) async fn started(&self, send: &outbox::Model) {
        let work = Work::begin(&self.house.core).await.unwrap();
        assert_eq!(dispatch::start(work.tx(), &[send.id], 1, work.now).await.unwrap().len(), 1);
        work.commit().await.unwrap();
    }

    /// A started send ended.
    pub(super) async fn ended(&self, send: &outbox::Model, state: OutboxState, reason: Option<&str>) {
        let work = Work::begin(&self.house.core).await.unwrap();
        let from = settlement::From::Sending(1);
        let ended = settlement::end(work.tx(), &[send.id], from, state, reason, work.now).await.unwrap();
        assert_eq!(ended.len(), 1);
        if let (Some(reason), Some(message)) = (reason, send.message_id) {
            let status = MessageStatus::Failed;
            settlement::set_message_status(work.tx(), &[message], status, Some(reason), work.now)
                .await
                .unwrap();
        }
        work.commit().await.unwrap();
    }

    /// The message that a send carries.
    pub(super) async fn message_of(&self, send: &outbox::Model) -> message::Model {
        let reader = self.house.core.db.reader();
        messages::by_id(reader, self.home.tenant, send.message_id.unwrap()).await.unwrap().unwrap()
    }

    /// What the history of a user holds.
    pub(super) async fn messages_of(&self, tenant: TenantId, external_id: &str) -> Vec<histories::Shown> {
        let reader = self.house.core.db.reader();
        let user = users::by_external_id(reader, tenant, external_id).await.unwrap().unwrap();
        let all = histories::Page { tenant, user: user.id, skip: 0, take: 100 };
        histories::page(reader, all).await.unwrap()
    }
}

/// A message as the bot passes it on.
pub(super) fn received(raw: Value) -> ReceivedMessage {
    ReceivedMessage {
        message_id: raw["message_id"].as_i64().unwrap(),
        reply_to_message_id: raw["reply_to_message"]["message_id"].as_i64(),
        message_thread_id: None,
        raw,
    }
}
