//! A place where the real binary runs as a process, or several of them on one database: Telegram, people and the database stay,
//! processes come and go.
//!
//! The server keeps its address over restarts, so that callers and webhooks find it again. Its limits are so high that they never
//! count; on PostgreSQL a silent worker is dead after three seconds.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::Duration;
use rand::Rng as _;
use reqwest::Method;
use serde_json::json;
use switchboard_services::{Clock as _, SystemClock};
use telegram_emulator::{BotInfo, Emulator, NewUser, Phone, Sim};
use tempfile::TempDir;

use crate::{
    Books, Caller, Claims, Database, Done, MARK, PATIENCE, Process, Signer, code_in, database::Fresh,
    process, tell,
};

/// Seconds between beats, and of silence after which a worker is dead.
const BEAT: u32 = 1;
/// See [`BEAT`].
pub const DEAD_AFTER: u32 = 3;

/// Lines of the logs that a failing test shows.
const TAIL: usize = 40;

/// Limits that never count.
const PACE: &str = "\
private_limit = 100000
private_window_seconds = 1
private_burst = 50000
group_limit = 100000
group_window_seconds = 1
group_burst = 50000
bot_rate = 100000
bot_burst = 50000
";

/// Such a place.
pub struct Site {
    /// Telegram's side.
    pub sim: Sim,
    /// The default tenant's bot.
    pub bot: BotInfo,
    /// The agent's phone, open at the support chat.
    pub desk: Phone,
    /// Which database it is on.
    pub kind: Database,
    /// The port of the server that callers and webhooks go to.
    pub port: u16,
    secret: String,
    variables: Vec<(&'static str, String)>,
    folder: TempDir,
    started: AtomicUsize,
    _emulator: Emulator,
    // Last, so that nobody uses it any more when it goes.
    database: Fresh,
}

pub(crate) struct Ground {
    pub(crate) emulator: Emulator,
    pub(crate) sim: Sim,
    pub(crate) bot: BotInfo,
    pub(crate) desk: Phone,
    pub(crate) kind: Database,
    pub(crate) database: Fresh,
    pub(crate) secret: String,
    /// The environment without the addresses.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// For the configuration file; not the sections that stand here already.
    pub(crate) settings: String,
}

impl Site {
    pub(crate) fn new(ground: Ground) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = format!(
            "{}\n[database]\nmax_connections = 8\n[delivery]\nbeat_seconds = {BEAT}\ndead_after_seconds = {DEAD_AFTER}\n{PACE}",
            ground.settings
        );
        std::fs::write(folder.path().join("switchboard.toml"), config).expect("writing");
        Self {
            sim: ground.sim,
            bot: ground.bot,
            desk: ground.desk,
            kind: ground.kind,
            port: port(),
            secret: ground.secret,
            variables: ground.variables,
            folder,
            started: AtomicUsize::new(0),
            _emulator: ground.emulator,
            database: ground.database,
        }
    }

    /// Starts the server that callers and webhooks go to, and waits until it serves.
    pub async fn start(&self) -> Process {
        self.start_with(&[]).await
    }

    /// Starts it with other variables.
    pub async fn start_with(&self, variables: &[(&'static str, String)]) -> Process {
        let mut process = self.spawn(self.port, variables);
        process.ready().await;
        process
    }

    /// Starts it so that it aborts at a failpoint after so many passages. It may be dead before it serves.
    #[must_use]
    pub fn start_to_abort(&self, failpoint: &str, passages: u32) -> Process {
        self.spawn(self.port, &[("FAILPOINTS", format!("{failpoint}={passages}*off->return"))])
    }

    /// Starts one more server on the same database, at an address of its own.
    pub async fn start_another(&self) -> (Process, Caller) {
        let port = port();
        let mut process = self.spawn(port, &[]);
        process.ready().await;
        (process, Caller { server: format!("http://127.0.0.1:{port}"), ..self.admin() })
    }

    fn spawn(&self, port: u16, more: &[(&'static str, String)]) -> Process {
        let number = self.started.fetch_add(1, Ordering::Relaxed);
        // The plan's own filter wins.
        let mut variables = vec![("LOG_FILTER", "info,switchboard::http=warn".to_owned())];
        variables.extend(self.variables.iter().cloned());
        variables.extend([
            ("LISTEN_ADDR", format!("127.0.0.1:{port}")),
            ("METRICS_ADDR", "127.0.0.1:0".to_owned()),
            ("PUBLIC_API_URL", format!("http://127.0.0.1:{}", self.port)),
        ]);
        variables.extend(more.iter().cloned());
        Process::spawn(self.folder.path(), self.log_file(number), &variables)
    }

    fn log_file(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("log-{number}"))
    }

    /// What all processes have logged.
    #[must_use]
    pub fn logs(&self) -> String {
        let files = (0..self.started.load(Ordering::Relaxed)).map(|number| self.log_file(number));
        files.map(|file| std::fs::read_to_string(file).expect("a log")).collect()
    }

    /// A user of the default tenant.
    #[must_use]
    pub fn user(&self, id: i32) -> Caller {
        self.caller(Claims::of(id))
    }

    /// An admin of the default tenant, the user 1.
    #[must_use]
    pub fn admin(&self) -> Caller {
        self.caller(Claims::of(1).role("admin"))
    }

    /// Somebody with such a token.
    #[must_use]
    pub fn caller(&self, claims: Claims) -> Caller {
        // Long enough for the longest run.
        let expiry = (SystemClock.now() + Duration::hours(12)).timestamp();
        let token = Signer::Secret(&self.secret).sign(&claims.with("exp", expiry).at(SystemClock.now()));
        Caller {
            server: format!("http://127.0.0.1:{}", self.port),
            authorization: Some(format!("Bearer {token}")),
        }
    }

    /// Somebody with this token or API key.
    #[must_use]
    pub fn bearer(&self, token: &str) -> Caller {
        Caller { authorization: Some(format!("Bearer {token}")), ..self.admin() }
    }

    /// Runs another command of the binary; returns what it says.
    pub async fn run(&self, arguments: &[&str]) -> String {
        process::run(self.folder.path(), arguments, &self.variables).await
    }

    /// Runs another command of the binary to whatever end, with other variables and with `input` on its stdin.
    pub async fn run_with(
        &self,
        arguments: &[&str],
        variables: &[(&'static str, String)],
        input: &str,
    ) -> Done {
        let variables = [&self.variables[..], variables].concat();
        process::run_anyhow(self.folder.path(), arguments, &variables, input).await
    }

    /// Updates come by webhook from now on.
    pub async fn use_webhook(&self) {
        let admin = self.admin();
        let told = admin.rest(Method::GET, "/integration/webhook-url", None).await.body;
        let body = json!({"webhook_url": told["webhook_url"]});
        let registered = admin.rest(Method::POST, "/integration/webhook", Some(body)).await;
        assert_eq!(registered.status, 200, "{registered:?}");
    }

    /// A new person who starts a bot; returns the phone and the code that came.
    pub async fn person(&self, bot: i64, name: &str) -> (Phone, String) {
        let user = self.sim.create_user(NewUser::new(name).username(self.username(name)));
        let phone = self.sim.private(user.expect("a person"), bot);
        phone.say("/start").expect("/start");
        let seen = phone.wait_for(PATIENCE, |seen| seen.is_from_bot() && code_in(seen).is_some()).await;
        let code = seen.as_ref().and_then(code_in);
        (phone, code.unwrap_or_else(|| panic!("no code came; the log:\n{}", self.logs())))
    }

    /// A new person, linked to the user by the default tenant's bot.
    pub async fn linked(&self, user: i32, name: &str) -> Phone {
        self.linked_by(self.bot.id, &self.user(user), name).await
    }

    /// A new person, linked to the caller by a bot.
    pub async fn linked_by(&self, bot: i64, caller: &Caller, name: &str) -> Phone {
        let (phone, code) = self.person(bot, name).await;
        let answer = caller.register(&self.username(name), Some(&code)).await;
        assert!(answer.is_linked(), "{answer:?}");
        phone
    }

    fn username(&self, name: &str) -> String {
        format!("{name}_{}", self.port)
    }

    /// A look into the database.
    pub async fn books(&self) -> Books {
        Books::open(&self.database.url(), self.database.files()).await
    }

    /// Waits until Telegram has no more updates, every update is handled, and everything accepted has ended.
    pub async fn quiet(&self) {
        let bot = self.bot.id;
        let fetched =
            self.sim.wait_for(2 * PATIENCE, |sim| (sim.pending_updates(bot) == 0).then_some(())).await;
        assert!(fetched.is_some(), "updates are left at Telegram; the log:\n{}", self.logs());
        let books = self.books().await;
        books.done().await;
        books.close().await;
    }

    /// Fails if a secret stands in a log.
    pub fn check_logs(&self) {
        let logs = self.logs();
        let lines: Vec<&str> = logs.lines().filter(|line| line.contains(MARK)).collect();
        assert!(lines.is_empty(), "the log shows secrets: {lines:#?}");
    }
}

impl Drop for Site {
    /// Shows how the logs of a failing test end.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let logs = self.logs();
            let lines: Vec<&str> = logs.lines().collect();
            tell(lines[lines.len().saturating_sub(TAIL)..].join("\n"));
        }
    }
}

/// A port for a server that is started again. Outside the range from which the kernel takes ports of its own accord, so that nobody
/// gets it while the server is down.
pub(crate) fn port() -> u16 {
    static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = rand::rng().random_range(10_000..20_000);
        let is_new = TAKEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port);
        if is_new && TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
