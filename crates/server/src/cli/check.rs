//! `switchboard check`: says in plain words what is wrong with the configuration, the database and the default bot, and how
//! to mend it. Changes nothing. With `--running` it only asks the running server whether it lives, for health checks.

mod bot;
mod database;
mod findings;
mod running;

use std::sync::Arc;

use anyhow::{anyhow, bail};
use switchboard_services::SystemClock;
use url::Url;

use self::findings::Findings;
use super::{runtime, terminal};
use crate::{
    config::{Config, is_loopback},
    wiring::Parts,
};

/// Check the configuration, the database and the bots
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only ask the server that runs with this configuration whether it lives (for health checks)
    #[arg(long)]
    running: bool,
}

impl Arguments {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<()> {
        if self.running {
            return running::ask(config.server.listen_addr);
        }
        let findings = runtime::run(async { Ok(look(config).await) })?;
        terminal::answer(&findings);
        match findings.problems() {
            0 => Ok(()),
            1 => bail!("there is a problem"),
            several => bail!("there are {several} problems"),
        }
    }
}

async fn look(config: &Config) -> Findings {
    let mut findings = Findings::default();
    let is_complete = configuration(config, &mut findings);
    public_address(config, &mut findings);
    let is_database_ready = database::look(config, &mut findings).await;
    let parts = if is_complete && is_database_ready {
        let parts = Parts::assemble(config, Arc::new(SystemClock)).await;
        parts.inspect_err(|error| {
            findings.problem("Configuration", format!("{error:#}"), "change it as the text says");
        })
    } else {
        Err(anyhow!("there is no database to look into"))
    };
    bot::look(config, parts.as_ref().ok(), &mut findings).await;
    findings
}

/// Whether a server would start with it.
fn configuration(config: &Config, findings: &mut Findings) -> bool {
    match config.ready_to_serve() {
        Ok(()) => {
            findings.good("Configuration", "complete");
            true
        }
        Err(problems) => {
            for problem in problems.iter() {
                findings.problem(
                    "Configuration",
                    problem.to_string(),
                    "set it in the environment or in switchboard.toml",
                );
            }
            false
        }
    }
}

/// Telegram calls webhooks by https only; on this machine a local Telegram takes http as well.
fn public_address(config: &Config, findings: &mut Findings) {
    let Some(url) = config.server.public_api_url() else {
        findings.good(
            "Public address",
            "none (PUBLIC_API_URL): updates are fetched by polling, which is just as good",
        );
        return;
    };
    match Url::parse(&url) {
        Ok(parsed) if parsed.scheme() == "https" => findings.good("Public address", url),
        Ok(parsed) if is_loopback(&parsed) => {
            findings.good("Public address", format!("{url}, on this machine: for a local Telegram only"));
        }
        _ => findings.problem(
            "Public address",
            format!("{url} is plain http, and Telegram calls https addresses only"),
            "let PUBLIC_API_URL begin with https://, or leave it out to fetch updates by polling",
        ),
    }
}
