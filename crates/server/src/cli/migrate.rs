//! `switchboard migrate`: brings the database to this version's shape, and says what it did. `serve` does the same when
//! it starts; this is for those who want it done before.

use anyhow::Context as _;

use super::{runtime, terminal};
use crate::{config::Config, wiring};

/// Bring the database up to date
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

impl Arguments {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<()> {
        let applied = runtime::run(migrate(config))?;
        let shown = config.database.shown_url();
        terminal::answer(match applied {
            0 => format!("{shown} was up to date already."),
            1 => format!("{shown} is up to date now: 1 migration was applied."),
            several => format!("{shown} is up to date now: {several} migrations were applied."),
        });
        Ok(())
    }
}

async fn migrate(config: &Config) -> anyhow::Result<usize> {
    let db = wiring::open(config).await?;
    let missing = db.pending_migrations().await.context("the database can't be read")?;
    db.migrate().await.context("the database can't be brought up to date")?;
    db.close().await.context("the database did not close cleanly")?;
    Ok(missing)
}
