//! The configuration: what may be set, where it comes from and what is wrong with it.
//!
//! A command asks for [`Config::load`]. Three layers are laid over each other, the later one wins: the commented defaults in
//! `switchboard.default.toml` (compiled in), a file, and the environment. Each section then checks itself and names every bad key
//! by both its names, before any socket opens. [`Config::ready_to_serve`] asks for what only a server needs: its secrets.
//!
//! Nothing is stored. What can fail: a file that is missing or is not TOML, unknown keys, values of the wrong kind or out of range.
//! No value that could be a secret is ever repeated in an error.

pub mod audit;
pub mod auth;
pub mod database;
pub mod delivery;
pub mod encryption;
pub mod graphql;
pub mod log;
pub mod rate_limits;
pub mod server;
pub mod telegram;
pub mod traces;
pub mod trusted_key;

mod example;
mod keys;
mod problem;
mod serving;
mod sources;
mod web_address;

use figment::{Figment, providers::Serialized};
use serde::Deserialize;

pub use problem::{Problem, Problems};
pub use sources::Sources;
pub use web_address::is_loopback;

/// The defaults, with the documentation of every key.
pub const DEFAULTS: &str = include_str!("../../switchboard.default.toml");

/// Everything that can be set, checked. `Debug` shows no secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Addresses to listen on and to be found at.
    pub server: server::Server,
    /// Where the data is.
    pub database: database::Database,
    /// Whose tokens are trusted.
    pub auth: auth::Auth,
    /// The keys for bot tokens at rest.
    pub encryption: encryption::Encryption,
    /// The Bot API, and the default tenant's bot.
    pub telegram: telegram::Telegram,
    /// Limits and policy of sending.
    pub delivery: delivery::Delivery,
    /// What the GraphQL endpoint answers to.
    pub graphql: graphql::Graphql,
    /// How often somebody may call.
    pub rate_limits: rate_limits::RateLimits,
    /// How long it is remembered who did what.
    pub audit: audit::Audit,
    /// Where spans are sent.
    pub traces: traces::Traces,
    /// How to log.
    pub log: log::Log,
}

impl Config {
    /// Reads and checks all layers.
    ///
    /// # Errors
    /// All problems found, each with its key and how to mend it.
    pub fn load(sources: &Sources) -> Result<Self, Problems> {
        let defaults = sources::table(DEFAULTS, "the built-in defaults")?;
        let file = sources.file_table()?;
        keys::refuse_unknown(&file)?;
        let config: Config = Figment::new()
            .merge(Serialized::defaults(defaults))
            .merge(Serialized::defaults(file))
            .merge(Serialized::defaults(keys::by_section(&sources.environment)))
            .extract()
            .map_err(Problems::from)?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<(), Problems> {
        let mut problems = Problems::default();
        self.server.validate(&mut problems);
        self.database.validate(&mut problems);
        self.auth.validate(&mut problems);
        self.encryption.validate(&mut problems);
        self.telegram.validate(&mut problems);
        self.delivery.validate(&mut problems);
        self.graphql.validate(&mut problems);
        self.rate_limits.validate(&mut problems);
        self.audit.validate(&mut problems);
        self.traces.validate(&mut problems);
        self.log.validate(&mut problems);
        problems.into_result()
    }
}

#[cfg(test)]
mod tests;
