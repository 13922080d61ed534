//! `switchboard serve`: the server, until it is told to stop. Says where it listens once it does.

use anyhow::bail;

use super::{runtime, terminal};
use crate::{Overrides, Server, config::Config, logs, signals::Signals};

/// Start the server
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

impl Arguments {
    pub(super) fn run(&self, config: Config) -> anyhow::Result<()> {
        // Kept until everything has ended: what is left of the traces is sent last.
        let _traces = logs::install(&config.log, &config.traces)?;
        runtime::run(serve(config))
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let server = tokio::select! {
        server = Server::start(config, Overrides::default()) => server?,
        () = signals.next() => return Ok(()),
    };
    terminal::answer(format!(
        "Switchboard serves http://{}/graphql, metrics at http://{}/metrics",
        server.addr(),
        server.metrics_addr()
    ));
    let is_broken = tokio::select! {
        () = signals.next() => false,
        () = server.broken() => true,
    };
    tracing::info!("stopping; what is in flight is finished first");
    signals.end_at_the_next(|| {});
    server.shutdown().await;
    if is_broken {
        bail!("a part of the server ended by itself; the log says which");
    }
    Ok(())
}
