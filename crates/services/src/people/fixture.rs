//! A small house for the tests of features: a database in a temporary file, a clock moved by hand, tenants with a bot
//! each, people who write to them, and callers. Telegram is out of reach; what was accepted is read from the outbox.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::DateTime;
use serde_json::{Value, value::RawValue};
use switchboard_store::{
    BotId, Db, IntegrationId, OpenOptions, OutboxId, TenantId, bots,
    entities::{
        chat::ChatKind,
        integration::{self, ChatScope, ConfiguredBy, DeliveryPolicy},
        outbox,
    },
    integrations, next_uuid, outcomes, tenants, units, users,
};
use tempfile::TempDir;

use super::{Person, TelegramChat};
use crate::{
    actor::{ActingUser, Actor, Credential, Origin, Role},
    clock::{Clock, ManualClock},
    core::{Core, Settings},
    incoming::Incoming,
    sealing::Keyring,
    telegram::{BotAccess, CallError, Telegram},
    work::Work,
};

/// Telegram, out of reach.
#[derive(Debug)]
pub(crate) struct NoTelegram;

#[async_trait]
impl Telegram for NoTelegram {
    async fn call(&self, _: &BotAccess, _: &str, _: &Value, _: Duration) -> Result<Box<RawValue>, CallError> {
        Err(CallError::Unsent("no network in this test".to_owned()))
    }
}

/// Everything that a feature needs.
pub(crate) struct House {
    pub(crate) core: Core,
    pub(crate) clock: ManualClock,
    _dir: Option<TempDir>,
}

/// A tenant with one bot.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) tenant: TenantId,
    pub(crate) slug: String,
    pub(crate) bot: BotId,
}

impl House {
    pub(crate) async fn open() -> Self {
        let dir = TempDir::new().unwrap();
        let url = format!("sqlite://{}", dir.path().join("test.db").display());
        Self { _dir: Some(dir), ..Self::on(url).await }
    }

    /// On a database that nobody used before.
    pub(crate) async fn on(url: String) -> Self {
        let db = Db::open(&OpenOptions { url, max_connections: 2 }).await.unwrap();
        db.migrate().await.unwrap();
        let clock = ManualClock::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let settings = Settings {
            telegram_api_url: "http://127.0.0.1:1".parse().unwrap(),
            allowed_api_urls: Vec::new(),
            public_api_url: None,
            delivery_policy: DeliveryPolicy::Resend,
        };
        let core = Core {
            db,
            clock: Arc::new(clock.clone()),
            keyring: Arc::new(Keyring::new(vec![[7; 32]]).unwrap()),
            telegram: Arc::new(NoTelegram),
            wakes: Arc::default(),
            loading: Arc::default(),
            figures: Arc::default(),
            settings: Arc::new(settings),
        };
        Self { core, clock, _dir: None }
    }

    /// The tenant `slug`, made if need be, with one more bot. `change` sets what matters to the test.
    pub(crate) async fn home(
        &self,
        slug: &str,
        bot: BotId,
        change: impl FnOnce(&mut integration::Model),
    ) -> Home {
        let work = Work::begin(&self.core).await.unwrap();
        let tenant = tenants::ensure(work.tx(), slug, work.now).await.unwrap().id;
        let unit = units::ensure_default(work.tx(), tenant, work.now).await.unwrap().id;
        let mut row = integration::Model {
            id: IntegrationId::new(work.now),
            tenant_id: tenant,
            unit_id: unit,
            is_default: false,
            sends_only: false,
            configured_by: ConfiguredBy::Api,
            bot_id: Some(bot),
            bot_username: Some("test_bot".to_owned()),
            bot_name: None,
            public_bot_id: None,
            title: None,
            scope: ChatScope::Both,
            token_key_id: None,
            token_nonce: None,
            token_ciphertext: None,
            token_hint: None,
            owner_chat_id: None,
            support_chat_id: None,
            agents: None,
            welcome_message: None,
            api_root: None,
            webhook_key: next_uuid(work.now).to_string(),
            webhook_secret_hash: None,
            webhook_url: None,
            is_active: true,
            delivery_policy: DeliveryPolicy::Resend,
            created_at: work.now,
            updated_at: work.now,
            deleted_at: None,
        };
        change(&mut row);
        let id = row.id;
        integrations::insert(work.tx(), row).await.unwrap();
        bots::connect(work.tx(), tenant, id, bot, false).await.unwrap();
        work.commit().await.unwrap();
        Home { tenant, slug: slug.to_owned(), bot }
    }

    /// The home's bot leaves its integration, which ends.
    pub(crate) async fn disconnect(&self, home: &Home) {
        let work = Work::begin(&self.core).await.unwrap();
        let (mut row, _) = integrations::by_bot(work.tx(), home.bot).await.unwrap().unwrap();
        row.deleted_at = Some(work.now);
        integrations::update(work.tx(), row).await.unwrap();
        work.commit().await.unwrap();
    }

    /// An update in hand; end it with [`Work::commit`] on its `work`.
    pub(crate) async fn incoming(&self, home: &Home) -> Incoming {
        let work = Work::begin(&self.core).await.unwrap();
        let (integration, _) = integrations::by_bot(work.tx(), home.bot).await.unwrap().unwrap();
        let received_at = work.now;
        Incoming { work, tenant: home.tenant, bot: home.bot, integration, inbox: 1, received_at, tries: 0 }
    }

    /// A caller with a token.
    pub(crate) async fn caller(&self, home: &Home, external_id: &str, role: Role) -> Actor {
        let work = Work::begin(&self.core).await.unwrap();
        let user = users::ensure(work.tx(), home.tenant, external_id, None, work.now).await.unwrap();
        work.commit().await.unwrap();
        Actor {
            tenant: home.tenant,
            tenant_slug: home.slug.clone(),
            user: Some(ActingUser { id: user.id, external_id: user.external_id, name: user.name }),
            credential: Credential::Token(role),
            expires_at: None,
            origin: Origin::default(),
        }
    }

    /// What the tenant accepted after the send `after`, oldest first.
    pub(crate) async fn accepted(&self, home: &Home, after: OutboxId) -> Vec<outbox::Model> {
        outcomes::after(self.core.db.reader(), home.tenant, after, 1000).await.unwrap()
    }

    /// The texts of [`accepted`](Self::accepted).
    pub(crate) async fn texts(&self, home: &Home, after: OutboxId) -> Vec<String> {
        let sends = self.accepted(home, after).await;
        sends.iter().filter_map(|send| self.opened(send)["text"].as_str().map(str::to_owned)).collect()
    }

    /// The parameters of a send, also of one that holds a code.
    pub(crate) fn opened(&self, send: &outbox::Model) -> Value {
        Value::Object(crate::delivery::payload::open(&self.core, send).unwrap())
    }

    /// The id of the tenant's latest send, to look after.
    pub(crate) async fn latest(&self, home: &Home) -> OutboxId {
        self.accepted(home, 0).await.last().map_or(0, |send| send.id)
    }

    pub(crate) fn now(&self) -> DateTime<chrono::Utc> {
        self.clock.now()
    }
}

/// The parameters of a send.
pub(crate) fn payload(send: &outbox::Model) -> Value {
    serde_json::from_str(&send.payload).unwrap()
}

/// A person who speaks English.
pub(crate) fn person(id: i64, username: Option<&str>) -> Person {
    Person {
        telegram_user_id: id,
        username: username.map(str::to_owned),
        first_name: format!("Person {id}"),
        last_name: None,
        language_code: Some("en".to_owned()),
        is_bot: false,
    }
}

/// A person's private chat.
pub(crate) fn private_chat(person: &Person) -> TelegramChat {
    TelegramChat {
        telegram_chat_id: person.telegram_user_id,
        kind: ChatKind::Private,
        title: None,
        username: person.username.clone(),
    }
}

/// A group.
pub(crate) fn group(id: i64) -> TelegramChat {
    TelegramChat {
        telegram_chat_id: id,
        kind: ChatKind::Supergroup,
        title: Some("Group".to_owned()),
        username: None,
    }
}
