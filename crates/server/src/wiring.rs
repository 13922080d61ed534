//! From the configuration to the parts that work: the one place where the features are put together.
//!
//! `serve` and `demo` run all of it ([`crate::Server`]); commands that only look or change something use the same parts
//! without the tasks. Fails in plain words when the database cannot be opened, or when another server holds its file.

use std::{io, sync::Arc};

use anyhow::{Context as _, anyhow};
use secrecy::ExposeSecret as _;
use switchboard_bot::BotApi;
use switchboard_services::{
    Clock, Core, Services, Wakes, accounts::Accounts, audit::Audit, broadcasts::Broadcasts,
    channels::Channels, conversations::Conversations, deliveries::Deliveries, events::Events,
    integrations::Integrations, leads::Leads, linking::Linking, notifications::Notifications,
    rate_limits::RateLimits, support::Support, units::Units,
};
use switchboard_store::{Db, lock::ServerLock};

use crate::{config::Config, settings};

/// What all commands share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The database, the clock, the keys, Telegram.
    pub core: Core,
    /// The features.
    pub services: Arc<Services>,
}

impl Parts {
    /// Opens the database and builds the features over it. Nothing runs yet, and the schema is left as it is.
    ///
    /// # Errors
    /// When the database cannot be opened, or a key of the configuration cannot be used.
    pub async fn assemble(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let keyring = settings::keyring(&config.encryption)?;
        let shared = settings::shared(config)?;
        let trust = settings::trust(&config.auth)?;
        let core = Core {
            db: open(config).await?,
            clock,
            keyring: Arc::new(keyring),
            telegram: Arc::new(BotApi::new().context("the client for Telegram")?),
            wakes: Arc::new(Wakes::default()),
            loading: Arc::new(settings::loading(&config.telegram)),
            figures: Arc::default(),
            settings: Arc::new(shared),
        };
        let services = Services {
            accounts: Accounts::new(core.clone(), trust).context("[auth] of the configuration")?,
            linking: Linking::new(core.clone()),
            notifications: Notifications::new(core.clone()),
            support: Support::new(core.clone()),
            conversations: Conversations::new(core.clone()),
            events: Events::new(core.clone()),
            leads: Leads::new(core.clone()),
            integrations: Integrations::new(core.clone()),
            units: Units::new(core.clone()),
            channels: Channels::new(core.clone()),
            broadcasts: Broadcasts::new(core.clone()),
            deliveries: Deliveries::new(core.clone()),
            audit: Audit::new(core.clone()),
            rate_limits: RateLimits::new(settings::rate_limits(&config.rate_limits)),
        };
        Ok(Self { core, services: Arc::new(services) })
    }
}

/// Opens the configured database without touching its schema.
///
/// # Errors
/// When it cannot be reached within 5 s.
pub async fn open(config: &Config) -> anyhow::Result<Db> {
    let options = settings::database(&config.database);
    Db::open(&options)
        .await
        .with_context(|| format!("the database {} can't be opened", config.database.shown_url()))
}

/// Makes sure that no other server writes the same SQLite file, for as long as the answer is kept. Databases that admit
/// several servers need no lock.
///
/// # Errors
/// When another server holds it, or its folder can't be written.
pub fn admit_one(config: &Config) -> anyhow::Result<Option<ServerLock>> {
    let shown = config.database.shown_url();
    ServerLock::acquire(config.database.url.expose_secret()).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => anyhow!(
            "another server is running on {shown}; stop it, or give this one another DATABASE_URL \
             (several servers share one PostgreSQL)"
        ),
        _ => anyhow!(error).context(format!("the lock beside {shown} can't be taken")),
    })
}
