//! A Telegram that answers by script and remembers what it was asked, and a post office that delivers to it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::{Value, json, value::RawValue};
use switchboard_store::{
    ChatId, MessageId, OutboxId, chats, dispatch,
    entities::{
        chat::ChatKind,
        integration,
        message::{self, MessageDirection, MessageStatus},
        outbox::{self, OutboxState},
    },
    messages, outcomes,
};
use tokio::{sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    bots,
    core::Core,
    delivery::{Delivery, DeliverySettings, Limit, Outgoing, accept_with_id},
    people::fixture::{Home, House, person, private_chat},
    sealing::Keyring,
    telegram::{BotAccess, CallError, Telegram},
    work::Work,
};

pub(super) type Answer = Result<Value, CallError>;

/// One call that was made.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) params: Value,
}

#[derive(Debug, Default)]
pub(super) struct Scripted {
    script: Mutex<VecDeque<Answer>>,
    calls: Mutex<Vec<Call>>,
    called: Notify,
}

impl Scripted {
    /// What the next calls are answered; after them, everything succeeds.
    pub(super) fn will_answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.script.lock().unwrap().extend(answers);
    }

    pub(super) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    pub(super) fn texts(&self) -> Vec<String> {
        let text = |call: &Call| call.params["text"].as_str().map(str::to_owned);
        self.calls().iter().filter_map(text).collect()
    }
}

#[async_trait]
impl Telegram for Scripted {
    async fn call(
        &self,
        _: &BotAccess,
        method: &str,
        params: &Value,
        _: Duration,
    ) -> Result<Box<RawValue>, CallError> {
        let n = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(Call { method: method.to_owned(), params: params.clone() });
            calls.len()
        };
        self.called.notify_one();
        let answer =
            self.script.lock().unwrap().pop_front().unwrap_or_else(|| Ok(json!({ "message_id": 1000 + n })));
        answer.map(|value| RawValue::from_string(value.to_string()).unwrap())
    }
}

/// A house with a bot that can send, and delivery to run.
pub(super) struct PostOffice {
    pub(super) house: House,
    pub(super) home: Home,
    pub(super) chat: ChatId,
    pub(super) telegram: Arc<Scripted>,
}

pub(super) fn refused(status: u16, description: &str) -> Answer {
    Err(CallError::Refused {
        status,
        description: description.to_owned(),
        retry_after: None,
        migrate_to: None,
    })
}

pub(super) fn lost() -> Answer {
    Err(CallError::Ambiguous("reset".to_owned()))
}

pub(super) const BOT: i64 = 4_200_000_001;
pub(super) const ANN: i64 = 5_000_000_007;

impl PostOffice {
    pub(super) async fn open() -> Self {
        Self::in_house(House::open().await).await
    }

    pub(super) async fn in_house(mut house: House) -> Self {
        let telegram = Arc::new(Scripted::default());
        house.core.telegram = Arc::clone(&telegram) as Arc<dyn Telegram>;
        let keyring = Arc::clone(&house.core.keyring);
        let home = house.home("default", BOT, |row| seal_token(row, &keyring)).await;
        let chat = record_chat(&house.core, &home, ANN).await;
        Self { house, home, chat, telegram }
    }

    pub(super) fn send(&self, text: &str) -> Outgoing {
        Outgoing::new(BOT, self.chat, "sendMessage", json!({ "text": text }))
    }

    pub(super) async fn accept(&self, outgoing: Outgoing) -> OutboxId {
        let work = Work::begin(&self.house.core).await.unwrap();
        let id = accept_with_id(&work, self.home.tenant, outgoing).await.unwrap();
        work.commit().await.unwrap();
        id
    }

    /// Runs delivery until every given send has ended; returns their rows.
    pub(super) async fn deliver(&self, sends: &[OutboxId]) -> Vec<outbox::Model> {
        let running = self.start(fast());
        self.wait_for(sends, |row| row.done_at.is_some()).await;
        running.stop().await;
        self.rows(sends).await
    }

    /// As [`deliver`](Self::deliver), and until every lane is closed.
    pub(super) async fn deliver_all(&self, sends: &[OutboxId]) -> Vec<outbox::Model> {
        let running = self.start(fast());
        self.wait_for(sends, |row| row.done_at.is_some()).await;
        let closing = async {
            while self.open_lanes().await > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), closing).await.expect("an empty lane is closed");
        running.stop().await;
        self.rows(sends).await
    }

    pub(super) fn start(&self, settings: DeliverySettings) -> Running {
        let delivery = Delivery::new(self.house.core.clone(), settings);
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let task = tokio::spawn(async move { delivery.run(stopped).await });
        Running { stop, task }
    }

    pub(super) async fn rows(&self, sends: &[OutboxId]) -> Vec<outbox::Model> {
        let all = outcomes::after(self.house.core.db.reader(), self.home.tenant, 0, 10_000).await.unwrap();
        sends.iter().map(|id| all.iter().find(|row| row.id == *id).unwrap().clone()).collect()
    }

    /// Polls until each of the rows is as wanted; a test that hangs here has lost something.
    pub(super) async fn wait_for(&self, sends: &[OutboxId], wanted: impl Fn(&outbox::Model) -> bool) {
        let looking = async {
            while !self.rows(sends).await.iter().all(&wanted) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(20), looking).await;
        if found.is_err() {
            panic!("still waiting for {:#?}", self.rows(sends).await);
        }
    }

    /// An outgoing message of Ann's history.
    pub(super) async fn message(&self) -> MessageId {
        let ann = person(ANN, Some("ann"));
        let incoming = self.house.incoming(&self.home).await;
        let met = crate::people::meet(&incoming, &private_chat(&ann), &ann).await.unwrap();
        incoming.work.commit().await.unwrap();
        let work = Work::begin(&self.house.core).await.unwrap();
        let row = message::Model {
            id: MessageId::new(work.now),
            tenant_id: self.home.tenant,
            conversation_id: None,
            contact_id: met.contact.id,
            user_id: None,
            direction: MessageDirection::Outgoing,
            status: MessageStatus::Queued,
            kind: "text".to_owned(),
            body: Some("hello".to_owned()),
            admin_username: None,
            failure: None,
            created_at: work.now,
            updated_at: work.now,
        };
        let id = row.id;
        messages::insert(work.tx(), row).await.unwrap();
        work.commit().await.unwrap();
        id
    }

    /// Marks a send as started by an owner that is gone.
    pub(super) async fn leave_started(&self, send: OutboxId) {
        let work = Work::begin(&self.house.core).await.unwrap();
        dispatch::start(work.tx(), &[send], 0, work.now).await.unwrap();
        work.commit().await.unwrap();
    }

    pub(super) async fn open_lanes(&self) -> usize {
        dispatch::open_lanes(self.house.core.db.reader(), BOT, 100).await.unwrap().len()
    }
}

/// Delivery at work.
pub(super) struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Limits that never matter.
pub(super) fn fast() -> DeliverySettings {
    let limit = Limit { limit: 100_000, window: Duration::from_secs(1), burst: 50_000 };
    DeliverySettings { private_chat: limit, group_chat: limit, bot: limit, ..DeliverySettings::default() }
}

pub(super) fn is(state: OutboxState) -> impl Fn(&outbox::Model) -> bool {
    move |row| row.state == state
}

pub(super) async fn record_chat(core: &Core, home: &Home, telegram_chat_id: i64) -> ChatId {
    let work = Work::begin(core).await.unwrap();
    let seen = chats::SeenChat {
        tenant: home.tenant,
        bot: home.bot,
        telegram_chat_id,
        kind: if telegram_chat_id > 0 { ChatKind::Private } else { ChatKind::Group },
        title: None,
        username: None,
    };
    let id = chats::record(work.tx(), seen, work.now).await.unwrap().id;
    work.commit().await.unwrap();
    id
}

fn seal_token(row: &mut integration::Model, keyring: &Keyring) {
    let token = SecretString::from(format!("{BOT}:{}", "A".repeat(35)));
    let sealed = keyring.seal(&token, &bots::sealed_for(row.id)).unwrap();
    row.token_key_id = Some(sealed.key_id);
    row.token_nonce = Some(sealed.nonce);
    row.token_ciphertext = Some(sealed.ciphertext);
}
