//! A house to measure in: a database, the parts of the server over it, the null Bot API as Telegram; and bots and people by
//! the thousand, made in bulk through the store.

mod people;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use switchboard::{
    Overrides, Server,
    config::{Config, Sources},
    wiring::Parts,
};
use switchboard_services::{
    Actor, Core, Services, SystemClock, Work, bots as speaking,
    delivery::{Delivery, DeliverySettings, Limit},
    sealing::digest,
};
use switchboard_store::{
    BotId, IntegrationId, bots,
    entities::integration::{self, ChatScope, ConfiguredBy, DeliveryPolicy},
    integrations, tenants, units,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::people::Person;
use crate::{
    null_api::NullApi,
    place::{Fresh, Place},
    raw::Raw,
};

/// The header that the webhook of every bot here expects.
pub const WEBHOOK_SECRET: &str = "measured";
/// The first bot's id; the others follow.
const FIRST_BOT: BotId = 7_000_000_001;
/// Bots that one transaction makes.
const BULK: usize = 500;

/// A house without a running server: what calls the services is the scenario itself.
#[derive(Debug)]
pub struct House {
    /// The core and the services.
    pub parts: Parts,
    /// Telegram.
    pub api: NullApi,
    /// The data.
    pub database: Fresh,
    /// The caller of every call: the operator of the tenant `measure`.
    pub actor: Actor,
    /// The environment of a server on this data.
    pub environment: Vec<(&'static str, String)>,
    first: OnceLock<(BotId, Uuid)>,
    server: Option<Server>,
    folder: TempDir,
}

/// What a bot is made with.
#[derive(Clone, Copy, Debug, Default)]
pub struct BotPlan {
    /// Where its people are answered.
    pub support_chat: Option<i64>,
    /// Whether it has a webhook; otherwise it is polled.
    pub webhook: bool,
}

impl House {
    /// Opens one on a new database.
    ///
    /// # Errors
    /// When the database or the null Bot API cannot be had.
    pub async fn open(place: &Place) -> anyhow::Result<Self> {
        Self::with(place, false).await
    }

    /// Opens one with a whole server in it, whose limits are out of the way.
    ///
    /// # Errors
    /// When the database, the null Bot API or the server cannot be had.
    pub async fn with_server(place: &Place) -> anyhow::Result<Self> {
        Self::with(place, true).await
    }

    async fn with(place: &Place, serves: bool) -> anyhow::Result<Self> {
        let (api, database) = (NullApi::start()?, place.fresh().await?);
        let environment = vec![
            ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
            ("METRICS_ADDR", "127.0.0.1:0".to_owned()),
            ("DATABASE_URL", database.url.clone()),
            ("JWT_SECRET", "measured".repeat(4)),
            ("ENCRYPTION_KEY", STANDARD.encode([7; 32])),
            ("TELEGRAM_API_URL", api.url()?.to_string()),
            ("LOG_FILTER", "warn".to_owned()),
        ];
        let config =
            Config::load(&Sources::of_variables(environment.clone())).context("the configuration")?;
        let (parts, server) = if serves {
            let overrides = Overrides { delivery: Some(unlimited()), ..Overrides::default() };
            let server = Server::start(config, overrides).await?;
            (Parts { core: server.core().clone(), services: Arc::clone(server.services()) }, Some(server))
        } else {
            let parts = Parts::assemble(&config, Arc::new(SystemClock)).await?;
            parts.core.db.migrate().await?;
            (parts, None)
        };
        let actor = parts.services.accounts.operator("measure").await?;
        let folder = tempfile::tempdir()?;
        Ok(Self { parts, api, database, actor, environment, first: OnceLock::new(), server, folder })
    }

    /// What the features share.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.parts.core
    }

    /// The features.
    #[must_use]
    pub fn services(&self) -> &Arc<Services> {
        &self.parts.services
    }

    /// A bare connection to the data.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn raw(&self) -> anyhow::Result<Raw> {
        Raw::open(&self.database.url).await
    }

    /// Where the server takes a bot's updates.
    ///
    /// # Errors
    /// Without a server.
    pub fn webhook(&self, bot: BotId) -> anyhow::Result<String> {
        let addr = self.server.as_ref().context("no server in this house")?.addr();
        Ok(format!("http://{addr}/api/v1/telegram/webhook/{}", webhook_key(bot)))
    }

    /// A folder for whatever a process needs.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Makes bots; the first call begins with the first id.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn bots(&self, count: usize, plan: BotPlan) -> anyhow::Result<Vec<BotId>> {
        let made: Vec<BotId> = (FIRST_BOT..).take(count).collect();
        for some in made.chunks(BULK) {
            let work = Work::begin(self.core()).await?;
            let tenant = tenants::ensure(work.tx(), &self.actor.tenant_slug, work.now).await?.id;
            let unit = units::ensure_default(work.tx(), tenant, work.now).await?.id;
            for bot in some {
                let row = self.integration(*bot, unit, plan)?;
                let id = row.id;
                self.first.get_or_init(|| (*bot, id.0));
                integrations::insert(work.tx(), row).await?;
                bots::connect(work.tx(), tenant, id, *bot, true).await?;
            }
            work.commit().await?;
        }
        self.core().wakes.roster_changed();
        Ok(made)
    }

    /// The first bot that was made, and its integration.
    ///
    /// # Errors
    /// When there is none.
    pub fn first_bot(&self) -> anyhow::Result<(BotId, Uuid)> {
        self.first.get().copied().context("no bot was made")
    }

    fn integration(
        &self,
        bot: BotId,
        unit: switchboard_services::UnitId,
        plan: BotPlan,
    ) -> anyhow::Result<integration::Model> {
        let now = self.core().clock.now();
        let id = IntegrationId::new(now);
        let token = SecretString::from(format!("{bot}:{}", "m".repeat(35)));
        let sealed = self.core().keyring.seal(&token, &speaking::sealed_for(id))?;
        let webhook_url = plan.webhook.then(|| format!("https://measured.example/{}", webhook_key(bot)));
        Ok(integration::Model {
            id,
            tenant_id: self.actor.tenant,
            unit_id: unit,
            is_default: false,
            configured_by: ConfiguredBy::Api,
            bot_id: Some(bot),
            bot_username: Some(format!("null_{bot}_bot")),
            bot_name: Some("Null".to_owned()),
            public_bot_id: None,
            title: None,
            scope: ChatScope::Both,
            token_key_id: Some(sealed.key_id),
            token_nonce: Some(sealed.nonce),
            token_ciphertext: Some(sealed.ciphertext),
            token_hint: Some("mmmm".to_owned()),
            owner_chat_id: None,
            support_chat_id: plan.support_chat,
            agents: None,
            welcome_message: None,
            webhook_key: webhook_key(bot),
            webhook_secret_hash: plan.webhook.then(|| digest(WEBHOOK_SECRET.as_bytes())),
            webhook_url,
            is_active: true,
            sends_only: false,
            api_root: None,
            delivery_policy: DeliveryPolicy::Resend,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        })
    }

    /// Starts sending alone; cancel the token and wait for the task to stop it.
    #[must_use]
    pub fn deliver(&self, settings: DeliverySettings) -> (CancellationToken, JoinHandle<()>) {
        let (stop, delivery) = (CancellationToken::new(), Delivery::new(self.core().clone(), settings));
        let told = stop.clone();
        (stop, tokio::spawn(async move { delivery.run(told).await }))
    }

    /// Ends it all and removes the data.
    ///
    /// # Errors
    /// When something does not end.
    pub async fn close(self) -> anyhow::Result<()> {
        match self.server {
            Some(server) => server.shutdown().await,
            None => self.parts.core.db.close().await?,
        }
        self.database.remove().await
    }
}

fn webhook_key(bot: BotId) -> String {
    format!("measured-{bot}")
}

/// Limits that are never reached, so that what is measured is ours.
#[must_use]
pub fn unlimited() -> DeliverySettings {
    let many = Limit { limit: 1_000_000, window: Duration::from_secs(1), burst: 500_000 };
    DeliverySettings { private_chat: many, group_chat: many, bot: many, ..DeliverySettings::default() }
}
