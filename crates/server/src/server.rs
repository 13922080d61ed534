//! A running server: the parts of [`crate::wiring`], their tasks, and the order in which they stop.
//!
//! `start` takes the lock, brings the schema up to date, binds both addresses, then starts sending, intake and HTTP, and
//! sets up the bot from the environment. `shutdown` goes the other way: no new requests and those in hand finished, no
//! new updates and those in hand finished, sends in flight finished and bots given back, the database closed.
//! What is lost when the process dies instead is nothing: all that matters is in the database.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::Router;
use switchboard_bot::{Intake, intake::Pace};
use switchboard_services::{
    Clock, Core, Error, Services, SystemClock,
    delivery::{Delivery, DeliverySettings, Inbox},
    integrations::SeedBot,
};
use switchboard_store::lock::ServerLock;
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    http::{self, Requests, Watched},
    seeding, settings,
    wiring::{self, Parts},
};

/// How long requests in hand may take to finish at shutdown. A connection test waits for Telegram up to 10 s.
const HTTP_PATIENCE: Duration = Duration::from_secs(12);
/// How long the start waits for the default bot to be set up; Telegram out of reach does not hold it up longer.
const SEED_PATIENCE: Duration = Duration::from_secs(2);

/// What tests put in the place of the usual.
#[derive(Debug, Default)]
pub struct Overrides {
    /// Instead of the machine's clock.
    pub clock: Option<Arc<dyn Clock>>,
    /// Instead of what the configuration says.
    pub delivery: Option<DeliverySettings>,
    /// Instead of the usual pace of intake.
    pub pace: Option<Pace>,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    parts: Parts,
    addr: SocketAddr,
    metrics_addr: SocketAddr,
    stops: Stops,
    http: Vec<JoinHandle<()>>,
    intake: JoinHandle<()>,
    delivery: JoinHandle<()>,
    _lock: Option<ServerLock>,
}

/// One bell for each step of the shutdown, and one that a part rings which ended by itself.
#[derive(Clone, Debug, Default)]
struct Stops {
    http: CancellationToken,
    intake: CancellationToken,
    delivery: CancellationToken,
    broken: CancellationToken,
}

impl Server {
    /// Starts everything. Once this returns, requests are served.
    ///
    /// # Errors
    /// In plain words: an address that is taken, a database that can't be opened, another server on the same file, a bot
    /// token that makes no sense.
    pub async fn start(config: Config, overrides: Overrides) -> anyhow::Result<Self> {
        let graphql = settings::graphql(&config)?;
        let lock = wiring::admit_one(&config)?;
        let listener = bind(config.server.listen_addr, "LISTEN_ADDR").await?;
        let metrics_listener = bind(config.server.metrics_addr, "METRICS_ADDR").await?;
        let (addr, metrics_addr) = (listener.local_addr()?, metrics_listener.local_addr()?);
        let parts =
            Parts::assemble(&config, overrides.clock.unwrap_or_else(|| Arc::new(SystemClock))).await?;
        parts.core.db.migrate().await.context("the database can't be brought up to date")?;

        let stops = Stops::default();
        let delivery = overrides.delivery.unwrap_or_else(|| settings::delivery(&config));
        let (delivery, intake) = stops.start_work(&parts, delivery, overrides.pace.unwrap_or_default());
        let requests = Arc::new(Requests::default());
        let watched = Watched::new(parts.core.clone(), stops.broken.clone(), stops.http.clone());
        let inbox = Inbox::new(parts.core.clone());
        let faces = http::faces(&parts.services, inbox, graphql, stops.http.clone());
        let app = http::router(faces, &config.server, watched.clone(), Arc::clone(&requests));
        let http = vec![
            stops.start_http("http", listener, app),
            stops.start_http("metrics", metrics_listener, http::metrics_router(watched, requests)),
        ];
        let server = Self { parts, addr, metrics_addr, stops, http, intake, delivery, _lock: lock };
        match server.seed(&config).await {
            Ok(()) => Ok(server),
            Err(error) => {
                server.shutdown().await;
                Err(error)
            }
        }
    }

    /// Where GraphQL, REST and the webhooks are served.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where `/metrics` is served.
    #[must_use]
    pub fn metrics_addr(&self) -> SocketAddr {
        self.metrics_addr
    }

    /// The features.
    #[must_use]
    pub fn services(&self) -> &Arc<Services> {
        &self.parts.services
    }

    /// What the features share.
    #[must_use]
    pub fn core(&self) -> &Core {
        &self.parts.core
    }

    /// Waits until a part ended by itself. That is a fault of ours: the process should end too, and be started again.
    pub async fn broken(&self) {
        self.stops.broken.cancelled().await;
    }

    /// Finishes what is in flight and ends.
    pub async fn shutdown(self) {
        self.stops.http.cancel();
        for mut task in self.http {
            if timeout(HTTP_PATIENCE, &mut task).await.is_err() {
                tracing::warn!("requests in hand did not finish in time");
                task.abort();
            }
        }
        self.stops.intake.cancel();
        report("intake", self.intake.await);
        self.stops.delivery.cancel();
        report("delivery", self.delivery.await);
        if let Err(error) = self.parts.core.db.close().await {
            tracing::error!(%error, "the database did not close cleanly");
        }
    }

    async fn seed(&self, config: &Config) -> anyhow::Result<()> {
        let Some(token) = config.telegram.bot_token.clone() else { return Ok(()) };
        let bot = SeedBot { token, support_chat_id: config.telegram.support_chat_id };
        let (parts, stop) = (self.parts.clone(), self.stops.intake.clone());
        let mut task = tokio::spawn(async move {
            let unknown = stop.run_until_cancelled(seeding::seed(&parts.core, &parts.services, bot)).await;
            let Some(unknown) = unknown.transpose()? else { return Ok(()) };
            if let Some(bot) = unknown {
                tokio::spawn(seeding::introduce(Arc::clone(&parts.services), bot, stop));
            }
            Ok::<_, Error>(())
        });
        match timeout(SEED_PATIENCE, &mut task).await {
            Ok(Ok(Ok(()))) => Ok(()),
            // The server is of use to all other bots.
            Ok(Ok(Err(Error::Conflict(text)))) => {
                tracing::error!("TELEGRAM_BOT_TOKEN: {text}");
                Ok(())
            }
            Ok(Ok(Err(error))) => Err(anyhow::Error::new(error).context("TELEGRAM_BOT_TOKEN can't be used")),
            Ok(Err(error)) => Err(error).context("setting the default bot up failed"),
            Err(_) => {
                tracing::warn!("Telegram is slow to answer; the default bot is set up in the background");
                Ok(())
            }
        }
    }
}

impl Stops {
    /// Starts sending and intake.
    fn start_work(
        &self,
        parts: &Parts,
        settings: DeliverySettings,
        pace: Pace,
    ) -> (JoinHandle<()>, JoinHandle<()>) {
        let delivery = Delivery::new(parts.core.clone(), settings);
        let intake = Intake::new(parts.core.clone(), Arc::clone(&parts.services), pace);
        let roster = delivery.roster();
        let (stop, stop_intake) = (self.delivery.clone(), self.intake.clone());
        let broadcasts = parts.services.broadcasts.clone();
        let sending = self.watch("delivery", &self.delivery, async move {
            tokio::join!(delivery.run(stop.clone()), broadcasts.run(stop));
        });
        let receiving = self.watch("intake", &self.intake, intake.run(roster, stop_intake));
        (sending, receiving)
    }

    fn start_http(&self, name: &'static str, listener: TcpListener, app: Router) -> JoinHandle<()> {
        self.watch(name, &self.http, http::serve(listener, app, self.http.clone()))
    }

    /// Runs a part that may end only after it was told to.
    fn watch(
        &self,
        name: &'static str,
        stop: &CancellationToken,
        part: impl Future<Output = ()> + Send + 'static,
    ) -> JoinHandle<()> {
        let stop = stop.clone();
        // A panic ends the task without a word; the guard rings all the same.
        let guard = self.broken.clone().drop_guard();
        tokio::spawn(async move {
            part.await;
            if stop.is_cancelled() {
                guard.disarm();
            } else {
                tracing::error!(part = name, "a part of the server ended by itself");
            }
        })
    }
}

fn report(part: &'static str, ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(part, %error, "a part of the server ended badly");
    }
}

async fn bind(addr: SocketAddr, variable: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(addr).await.with_context(|| format!("can't listen on {addr} ({variable})"))
}
