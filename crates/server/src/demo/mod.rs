//! The demo: a server and a local Telegram in one process, with a bot, a person and an agent, and nothing to configure.
//!
//! `switchboard demo` starts it and prints its programme: addresses, tokens, and four commands that play the main job.
//! Everything is made afresh on each run: secrets, ids, an SQLite file in a temporary folder that is removed at the end.
//! What can fail: an address that was asked for is taken, or there is no room for temporary files.

mod address;
mod cast;
mod programme;

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use telegram_emulator::{Emulator, Options};
use tempfile::TempDir;

use self::cast::Cast;
use crate::{
    Overrides, Server,
    config::{Config, Sources},
    logs, secrets,
};

/// Where to listen, for those who care.
pub(crate) struct Wishes {
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) telegram_listen: Option<SocketAddr>,
}

/// The running demo.
pub(crate) struct Demo {
    config: Config,
    cast: Cast,
    server: Server,
    telegram: Emulator,
    folder: TempDir,
}

impl Demo {
    /// Starts both. Of the environment only the settings of the log are heeded.
    pub(crate) async fn start(wishes: Wishes, sources: Sources) -> anyhow::Result<Self> {
        let telegram_addr = address::choose(wishes.telegram_listen, 8081)?;
        let telegram = Emulator::start(Options { addr: telegram_addr, ..Options::default() })
            .await
            .with_context(|| format!("the local Telegram can't listen on {telegram_addr}"))?;
        let cast = Cast::assemble(&telegram.sim()).context("the local Telegram refused a person")?;
        let folder = tempfile::Builder::new().prefix("switchboard-demo-").tempdir();
        let folder = folder.context("no folder for temporary files")?;
        let listen = address::choose(wishes.listen, 8080)?;
        let config = Config::load(&Sources::of_variables(variables(
            sources,
            [
                ("LISTEN_ADDR", listen.to_string()),
                ("METRICS_ADDR", "127.0.0.1:0".to_owned()),
                ("PUBLIC_API_URL", format!("http://{listen}")),
                ("DATABASE_URL", format!("sqlite://{}", folder.path().join("demo.db").display())),
                ("JWT_SECRET", secrets::random::<48>()?),
                ("ENCRYPTION_KEY", secrets::random::<32>()?),
                ("TELEGRAM_API_URL", telegram.url()),
                ("TELEGRAM_BOT_TOKEN", cast.bot.token.expose_secret().to_owned()),
                ("SUPPORT_CHAT_ID", cast.support_chat.to_string()),
            ],
        )))?;
        // Nobody collects its traces.
        let _ = logs::install(&config.log, &config.traces)?;
        let server = Server::start(config.clone(), Overrides::default()).await?;
        Ok(Self { config, cast, server, telegram, folder })
    }

    /// Where its files are.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Stops both and removes all files.
    pub(crate) async fn end(self) -> anyhow::Result<()> {
        self.server.shutdown().await;
        self.telegram.shutdown().await;
        self.folder.close().context("the temporary files can't be removed")
    }
}

/// The demo's own settings. The log tells of trouble only, unless somebody wants to read more.
fn variables<const N: usize>(
    sources: Sources,
    own: [(&'static str, String); N],
) -> impl Iterator<Item = (String, String)> {
    let log = sources.environment.into_iter().filter(|(name, _)| name.starts_with("LOG_"));
    let quiet = ("LOG_FILTER".to_owned(), "warn".to_owned());
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    std::iter::once(quiet).chain(log).chain(own)
}
