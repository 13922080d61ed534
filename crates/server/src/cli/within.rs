//! What commands have in common that change or list what is in the database: the parts without the tasks, over a database that is
//! up to date. A server that runs beside them sees the change within seconds.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use switchboard_services::SystemClock;

use super::{runtime, terminal};
use crate::{config::Config, wiring::Parts};

/// Runs a command that ends with an answer, and shows it.
pub(super) fn database(
    config: &Config,
    command: impl AsyncFnOnce(&Parts) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    terminal::answer(ask(config, command)?);
    Ok(())
}

/// Runs a command and returns what it says.
pub(super) fn ask<T>(
    config: &Config,
    command: impl AsyncFnOnce(&Parts) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    runtime::run(async {
        let parts = Parts::assemble(config, Arc::new(SystemClock)).await?;
        let missing = parts.core.db.pending_migrations().await.context("the database can't be read")?;
        ensure!(
            missing == 0,
            "the database is not up to date; run `switchboard migrate`, or start the server once"
        );
        let answer = command(&parts).await;
        parts.core.db.close().await.context("the database did not close cleanly")?;
        answer
    })
}
