//! `switchboard integration`: the bots of a tenant. A token is read from stdin or from a file: as an argument everybody on the machine
//! could see it.

mod bot_token;
mod listing;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use switchboard_services::{
    Actor, IntegrationId, UnitId,
    integrations::{Field, IntegrationView, NewIntegration, NewUnitIntegration},
};

use super::{refusal, token::tenant, within};
use crate::{config::Config, wiring::Parts};

/// Connect, list and remove bots
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Connect a bot and print the integration's id. Its token is read from stdin, or from a file
    Create(Create),
    /// List the bots of a tenant, without their tokens
    List {
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
        /// Only those of this unit
        #[arg(long, value_name = "ID")]
        unit: Option<UnitId>,
    },
    /// Disconnect a bot: its webhook is removed at Telegram, its token is erased
    Remove {
        /// The integration's id, as it stands in the list
        id: IntegrationId,
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
    },
}

#[derive(Debug, clap::Args)]
struct Create {
    /// The tenant's slug
    #[arg(long, default_value = "default", value_parser = tenant)]
    tenant: String,
    /// One more bot of this unit; without it the tenant's default bot is set up, or gets another token
    #[arg(long, value_name = "ID")]
    unit: Option<UnitId>,
    /// A file with the token in it, instead of stdin
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// What people call it; the bot's name when not given
    #[arg(long, requires = "unit")]
    title: Option<String>,
    /// Which chats it answers in
    #[arg(long, requires = "unit", value_enum)]
    scope: Option<Scope>,
    /// The owner's chat: a group's id begins with a minus
    #[arg(long, value_name = "CHAT", allow_negative_numbers = true, conflicts_with = "unit")]
    owner_chat: Option<i64>,
    /// What /start is answered with
    #[arg(long, value_name = "TEXT")]
    welcome: Option<String>,
    /// The Bot API server that the bot is at: TELEGRAM_API_URL, or one of TELEGRAM_ALLOWED_API_URLS
    #[arg(long, value_name = "URL")]
    api_url: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Scope {
    Private,
    Group,
    Both,
}

impl Arguments {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        within::database(config, async |parts| self.action.run(parts).await)
    }
}

impl Action {
    async fn run(self, parts: &Parts) -> anyhow::Result<String> {
        let (accounts, integrations) = (&parts.services.accounts, &parts.services.integrations);
        match self {
            Self::Create(create) => {
                let actor = accounts.operator(&create.tenant).await.map_err(refusal::of)?;
                Ok(create.run(parts, &actor).await?.id.to_string())
            }
            Self::List { tenant, unit } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                let found = integrations_of(parts, &actor, unit).await.map_err(refusal::of)?;
                Ok(listing::of(&found))
            }
            Self::Remove { id, tenant } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                integrations.delete_by_id(&actor, id).await.map_err(refusal::of)?;
                Ok(format!("The integration {id} is removed; its token is erased."))
            }
        }
    }
}

impl Create {
    async fn run(self, parts: &Parts, actor: &Actor) -> anyhow::Result<IntegrationView> {
        let bot_token = bot_token::read(self.token_file.as_deref())?;
        let (welcome_message, api_url) = (given(self.welcome), given(self.api_url));
        let integrations = &parts.services.integrations;
        let made = match self.unit {
            None => {
                let owner_chat_id = given(self.owner_chat);
                let new = NewIntegration { bot_token, owner_chat_id, welcome_message, api_url };
                integrations.connect(actor, new).await
            }
            Some(unit_id) => {
                let scope = self.scope.map(|scope| scope.name().to_owned());
                let title = self.title;
                let bot_id = None;
                let new =
                    NewUnitIntegration { bot_id, unit_id, title, scope, bot_token, welcome_message, api_url };
                integrations.connect_to_unit(actor, new).await
            }
        };
        made.map_err(refusal::of)
    }
}

impl Scope {
    fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Both => "both",
        }
    }
}

fn given<T>(value: Option<T>) -> Field<T> {
    value.map_or(Field::Kept, Field::Set)
}

/// Of one unit, or of all.
async fn integrations_of(
    parts: &Parts,
    actor: &Actor,
    unit: Option<UnitId>,
) -> switchboard_services::Result<Vec<IntegrationView>> {
    let units = match unit {
        Some(unit) => vec![unit],
        None => parts.services.units.list(actor).await?.into_iter().map(|unit| unit.id).collect(),
    };
    let mut found = Vec::new();
    for unit in units {
        found.extend(parts.services.integrations.of_unit(actor, unit).await?);
    }
    Ok(found)
}
