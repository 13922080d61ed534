//! `switchboard api-key`: keys for programs. A key is shown once, when it is made, and stored hashed.

mod listing;

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use clap::{Subcommand, builder::NonEmptyStringValueParser};
use secrecy::ExposeSecret as _;
use switchboard_services::{ApiKeyId, Scope, accounts::NewApiKey};

use super::{duration, refusal, token::tenant, within};
use crate::{config::Config, wiring::Parts};

/// Make, list and revoke keys for programs
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key and print it, once
    Create {
        /// What it is for, as it shows in the list
        #[arg(long, value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
        /// The user as whom it acts, by the id in your application
        #[arg(long, value_name = "ID")]
        user: Option<String>,
        /// What it may do; may be given several times
        #[arg(long = "scope", required = true, value_name = "SCOPE", value_parser = scope)]
        scopes: Vec<Scope>,
        /// How long it is good for: 15m, 1h, 30d; for ever when not given
        #[arg(long, value_parser = duration::parse)]
        expires_in: Option<Duration>,
    },
    /// List the keys of a tenant, without the keys themselves
    List {
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
    },
    /// Make a key worthless, at once
    Revoke {
        /// The key's id, as it stands in the list
        id: ApiKeyId,
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
    },
}

impl Arguments {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        within::database(config, async |parts| self.action.run(parts).await)
    }
}

impl Action {
    async fn run(self, parts: &Parts) -> anyhow::Result<String> {
        let accounts = &parts.services.accounts;
        match self {
            Self::Create { name, tenant, user, scopes, expires_in } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                let expires_at = expires_in.map(|span| ends(parts.core.clock.now(), span)).transpose()?;
                let new = NewApiKey { name, scopes, user, expires_at };
                let (_, secret) = accounts.create_api_key(&actor, new).await.map_err(refusal::of)?;
                Ok(secret.expose_secret().to_owned())
            }
            Self::List { tenant } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                let keys = accounts.list_api_keys(&actor).await.map_err(refusal::of)?;
                Ok(listing::of(&keys, parts.core.clock.now()))
            }
            Self::Revoke { id, tenant } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                accounts.revoke_api_key(&actor, id).await.map_err(refusal::of)?;
                Ok(format!("The key {id} is worthless from now on."))
            }
        }
    }
}

fn ends(now: DateTime<Utc>, span: Duration) -> anyhow::Result<DateTime<Utc>> {
    now.checked_add_signed(TimeDelta::from_std(span)?).context("that is too long")
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::parse(text).ok_or_else(|| {
        let known = Scope::ALL.map(Scope::as_str).join(", ");
        format!("the scopes are {known}")
    })
}
