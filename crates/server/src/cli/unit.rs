//! `switchboard unit`: the parts of a tenant, each with bots of its own.

use clap::{Subcommand, builder::NonEmptyStringValueParser};
use switchboard_services::units::Unit;

use super::{refusal, table, token::tenant, within};
use crate::{config::Config, wiring::Parts};

const HEADINGS: [&str; 3] = ["ID", "TITLE", "SINCE"];

/// Make and list the parts of a tenant
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a unit and print its id
    Create {
        /// What people call it
        #[arg(long, value_parser = NonEmptyStringValueParser::new())]
        title: String,
        /// The tenant's slug
        #[arg(long, default_value = "default", value_parser = tenant)]
        tenant: String,
    },
    /// List the units of a tenant
    List {
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
        let (accounts, units) = (&parts.services.accounts, &parts.services.units);
        match self {
            Self::Create { title, tenant } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                Ok(units.create(&actor, &title).await.map_err(refusal::of)?.id.to_string())
            }
            Self::List { tenant } => {
                let actor = accounts.operator(&tenant).await.map_err(refusal::of)?;
                let rows: Vec<_> = units.list(&actor).await.map_err(refusal::of)?.iter().map(row).collect();
                Ok(table::of(HEADINGS, &rows, "There are no units."))
            }
        }
    }
}

fn row(unit: &Unit) -> [String; 3] {
    let title =
        if unit.is_default { format!("{} (the default one)", unit.title) } else { unit.title.clone() };
    [unit.id.to_string(), title, unit.created_at.format("%Y-%m-%d").to_string()]
}
