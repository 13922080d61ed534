//! An open house: Telegram, people, the server, the database. Closing it looks for what a test may not leave behind.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use switchboard_services::{Clock as _, ManualClock, Services, SystemClock};
use telegram_emulator::{BotInfo, Call, Emulator, NewUser, Phone, Sim};

use crate::{Books, Caller, Claims, Gate, PATIENCE, Signer, database::Fresh, logs, server::Running};

const NOTHING: [serde_json::Value; 0] = [];

/// An open house.
pub struct House {
    /// Telegram's side.
    pub sim: Sim,
    /// The default tenant's bot.
    pub bot: BotInfo,
    desk: Option<Phone>,
    gate: Option<Gate>,
    secret: String,
    clock: Option<ManualClock>,
    announced: Mutex<Vec<&'static str>>,
    running: Option<Running>,
    emulator: Option<Emulator>,
    // Last, so that nobody uses it any more when it goes.
    database: Fresh,
}

pub(crate) struct Parts {
    pub(crate) emulator: Emulator,
    pub(crate) sim: Sim,
    pub(crate) bot: BotInfo,
    pub(crate) desk: Option<Phone>,
    pub(crate) gate: Option<Gate>,
    pub(crate) database: Fresh,
    pub(crate) secret: String,
    pub(crate) running: Running,
}

impl House {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            sim: parts.sim,
            bot: parts.bot,
            desk: parts.desk,
            gate: parts.gate,
            secret: parts.secret,
            clock: parts.running.clock.clone(),
            announced: Mutex::default(),
            running: Some(parts.running),
            emulator: Some(parts.emulator),
            database: parts.database,
        }
    }

    /// The agent's phone, open at the support chat.
    #[must_use]
    pub fn desk(&self) -> &Phone {
        self.desk.as_ref().expect("a house with a support chat")
    }

    /// The gate before Telegram.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        self.gate.as_ref().expect("a plan with a gate")
    }

    /// A person with a phone that is open at the bot.
    #[must_use]
    pub fn person(&self, user: NewUser) -> Phone {
        self.sim.private(self.sim.create_user(user).expect("a person"), self.bot.id)
    }

    /// What the time is for the server.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.as_ref().map_or_else(|| SystemClock.now(), |clock| clock.now())
    }

    /// The server's clock, of a plan with a manual one.
    #[must_use]
    pub fn clock(&self) -> ManualClock {
        self.clock.clone().expect("a plan with a manual clock")
    }

    /// Moves the server's clock.
    pub fn advance(&self, by: Duration) {
        self.clock.as_ref().expect("a plan with a manual clock").advance(by);
    }

    /// A token signed by the host application.
    #[must_use]
    pub fn token(&self, claims: &Claims) -> String {
        Signer::Secret(&self.secret).sign(&claims.at(self.now()))
    }

    /// The host application's secret, for tokens that it would not sign.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Somebody with such a token.
    #[must_use]
    pub fn caller(&self, claims: &Claims) -> Caller {
        self.bearer(&self.token(claims))
    }

    /// A user of the default tenant.
    #[must_use]
    pub fn user(&self, id: i32) -> Caller {
        self.caller(&Claims::of(id))
    }

    /// An admin of the default tenant, the user 1.
    #[must_use]
    pub fn admin(&self) -> Caller {
        self.caller(&Claims::of(1).role("admin"))
    }

    /// Somebody with this token or API key.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Caller {
        Caller { authorization: Some(format!("Bearer {token}")), ..self.nobody() }
    }

    /// Somebody without a token.
    #[must_use]
    pub fn nobody(&self) -> Caller {
        Caller { server: self.address(), authorization: None }
    }

    /// Where the server is, without a slash at the end.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.running().server.addr())
    }

    /// Somebody without a token, at the address of `/metrics`.
    #[must_use]
    pub fn at_metrics(&self) -> Caller {
        Caller { server: format!("http://{}", self.running().server.metrics_addr()), authorization: None }
    }

    /// The metrics page.
    pub async fn metrics(&self) -> String {
        let page = Caller {
            server: format!("http://{}", self.running().server.metrics_addr()),
            authorization: None,
        };
        let answer = page.request(reqwest::Method::GET, "/metrics").send().await.expect("the metrics page");
        answer.text().await.expect("a text")
    }

    /// What the faces call, for what no face offers yet.
    #[must_use]
    pub fn services(&self) -> &Services {
        self.running().server.services()
    }

    /// `Debug` of what the server holds.
    #[must_use]
    pub fn debug_output(&self) -> String {
        let server = &self.running().server;
        format!("{:?} {:#?}", server.core(), server.services())
    }

    /// A look into the database.
    pub async fn books(&self) -> Books {
        Books::open(&self.database.url(), self.database.files()).await
    }

    /// The test makes Telegram refuse calls with an answer that contains `text`; others are still reported.
    pub fn announce(&self, text: &'static str) {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }

    /// Waits until every update is handled and everything accepted has ended.
    pub async fn quiet(&self) {
        let sim = self.sim.clone();
        let bot = self.bot.id;
        let done = self.sim.wait_for(PATIENCE, move |_| (sim.pending_updates(bot) == 0).then_some(())).await;
        done.expect("every update is fetched");
        let books = self.books().await;
        books.done().await;
        books.close().await;
    }

    /// Ends the test: waits for quiet, stops the server, and looks for what must not be left behind.
    pub async fn close(mut self) {
        self.quiet().await;
        if let Some(running) = self.running.take() {
            running.server.shutdown().await;
        }
        let refused: Vec<_> = self.sim.calls(0).into_iter().filter(|call| self.is_surprise(call)).collect();
        assert!(refused.is_empty(), "Telegram refused calls that the test did not announce: {refused:#?}");
        let books = self.books().await;
        assert_eq!(books.open_work().await, NOTHING, "the shutdown left work behind");
        if self.announced.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            assert_eq!(books.ended_badly().await, NOTHING, "sends ended badly");
        }
        books.close().await;
        assert_eq!(logs::leaks(), [] as [String; 0], "the log shows secrets");
        if let Some(emulator) = self.emulator.take() {
            emulator.shutdown().await;
        }
    }

    fn is_surprise(&self, call: &Call) -> bool {
        // A long poll that the shutdown cut ends without an answer.
        let is_cut_poll = call.method == "getUpdates" && call.status == 0;
        let announced = self.announced.lock().unwrap_or_else(PoisonError::into_inner);
        let text = call.answer.to_string();
        !call.ok()
            && !is_cut_poll
            && call.fault.is_none()
            && !announced.iter().any(|known| text.contains(known))
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the house is open")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let is_closed = self.running.is_none();
        assert!(is_closed || std::thread::panicking(), "a test must close its house");
    }
}
