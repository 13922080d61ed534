//! The server under test, in this process: started from the same configuration as the binary, with a clock and a pace of
//! the test's own.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret as _, SecretString};
use switchboard::{
    Overrides, Server,
    config::{Config, Sources},
};
use switchboard_services::{
    Clock as _, ManualClock, SystemClock,
    delivery::{DeliverySettings, Limit},
};

use crate::logs::MARK;

/// What a server is started with.
pub(crate) struct Premises {
    pub(crate) telegram: String,
    pub(crate) token: SecretString,
    pub(crate) support_chat: Option<i64>,
    pub(crate) database: String,
    pub(crate) jwt_secret: String,
    pub(crate) manual_clock: bool,
    /// Whether a chat has a budget.
    pub(crate) paced: bool,
    /// 0 takes a free one.
    pub(crate) port: u16,
    pub(crate) is_public: bool,
    pub(crate) variables: Vec<(&'static str, String)>,
    /// For the configuration file.
    pub(crate) settings: String,
    pub(crate) call_timeout: Option<Duration>,
    /// Of a private chat and of the bot.
    pub(crate) budgets: Option<(Limit, Limit)>,
}

/// A started server.
pub(crate) struct Running {
    pub(crate) server: Server,
    pub(crate) clock: Option<ManualClock>,
}

impl Premises {
    pub(crate) async fn start(self) -> Running {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("switchboard.toml");
        std::fs::write(&file, format!("{}\n[database]\nmax_connections = 6\n", self.settings))
            .expect("writing");
        let sources = Sources { file: Some(file), ..Sources::of_variables(self.environment()) };
        let config = Config::load(&sources).expect("a good configuration");
        let clock = self.manual_clock.then(|| ManualClock::new(SystemClock.now()));
        let overrides = Overrides {
            clock: clock.clone().map(|clock| Arc::new(clock) as _),
            delivery: Some(self.delivery()),
            ..Overrides::default()
        };
        let server = Server::start(config, overrides).await.expect("the server starts");
        Running { server, clock }
    }

    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut key = MARK.as_bytes().to_vec();
        key.resize(32, b'x');
        let mut variables = vec![
            ("LISTEN_ADDR", format!("127.0.0.1:{}", self.port)),
            ("METRICS_ADDR", "127.0.0.1:0".to_owned()),
            ("DATABASE_URL", self.database.clone()),
            ("JWT_SECRET", self.jwt_secret.clone()),
            ("ENCRYPTION_KEY", STANDARD.encode(key)),
            ("TELEGRAM_API_URL", self.telegram.clone()),
            ("TELEGRAM_BOT_TOKEN", self.token.expose_secret().to_owned()),
        ];
        variables.extend(self.support_chat.map(|chat| ("SUPPORT_CHAT_ID", chat.to_string())));
        if self.is_public {
            variables.push(("PUBLIC_API_URL", format!("http://127.0.0.1:{}", self.port)));
        }
        variables.extend(self.variables.iter().cloned());
        variables
    }

    /// The emulator has no limits unless a test sets some, so that ours would only cost time.
    fn delivery(&self) -> DeliverySettings {
        let second = Duration::from_secs(1);
        let usual = DeliverySettings::default();
        let many = Limit { limit: 100_000, window: second, burst: 50_000 };
        let slow = Limit { limit: 3, window: second, burst: 1 };
        let (private_chat, bot) = self.budgets.unwrap_or((if self.paced { slow } else { many }, many));
        DeliverySettings {
            private_chat,
            group_chat: many,
            bot,
            beat_every: second,
            net_every: Duration::from_millis(100),
            call_timeout: self.call_timeout.unwrap_or(usual.call_timeout),
            ..usual
        }
    }
}
