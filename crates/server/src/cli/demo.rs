//! `switchboard demo`: the server and a local Telegram, with people and a bot in it, without any configuration.

use std::net::SocketAddr;

use super::{runtime, terminal};
use crate::{
    config::Sources,
    demo::{Demo, Wishes},
    signals::Signals,
};

/// Try it out: the server and a local Telegram, no account needed
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where the server listens; 127.0.0.1:8080, or any free port where that one is taken
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where the local Telegram listens; 127.0.0.1:8081, or any free port
    #[arg(long, value_name = "ADDRESS")]
    telegram_listen: Option<SocketAddr>,
}

impl Arguments {
    pub(super) fn run(&self, sources: Sources) -> anyhow::Result<()> {
        let wishes = Wishes { listen: self.listen, telegram_listen: self.telegram_listen };
        runtime::run(play(wishes, sources))
    }
}

async fn play(wishes: Wishes, sources: Sources) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let demo = Demo::start(wishes, sources).await?;
    terminal::answer(demo.programme()?);
    signals.next().await;
    let folder = demo.folder();
    signals.end_at_the_next(move || {
        let _ = std::fs::remove_dir_all(folder);
    });
    demo.end().await?;
    terminal::answer("\nThe demo has ended; everything in it is gone.");
    Ok(())
}
