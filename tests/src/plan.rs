//! What a test wants of its house, before it is opened.

use std::{net::TcpListener, time::Duration};

use rand::{Rng as _, distr::Alphanumeric};
use switchboard_services::delivery::Limit;
use telegram_emulator::{BotInfo, Emulator, NewBot, NewGroup, NewUser, Options, Phone, Sim};

use crate::{
    Database, Gate, House, PATIENCE, Site,
    database::Fresh,
    house::Parts,
    logs,
    logs::MARK,
    server::Premises,
    site::{Ground, port},
};

/// Calls that the local Telegram remembers.
const CALLS: usize = 200_000;

/// Where people are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportChat {
    /// A supergroup with one agent, in which the bot sees only what is meant for it.
    Group,
    /// An agent's private chat with the bot.
    Private,
    /// Nowhere: the integration has no support chat.
    Nowhere,
}

/// A house to be opened: one bot, the default tenant's; one agent, Kim (@kim_helps).
#[derive(Clone, Debug)]
pub struct Plan {
    database: Database,
    support: SupportChat,
    manual_clock: bool,
    public_address: bool,
    paced: bool,
    variables: Vec<(&'static str, String)>,
    settings: String,
    call_timeout: Option<Duration>,
    budgets: Option<(Limit, Limit)>,
    gated: bool,
    server: Option<String>,
}

/// What stands before a server is started.
struct Prepared {
    emulator: Emulator,
    sim: Sim,
    bot: BotInfo,
    desk: Option<Phone>,
    gate: Option<Gate>,
    database: Fresh,
    premises: Premises,
}

impl Plan {
    /// The usual house: a support group, the machine's clock, no public address.
    #[must_use]
    pub fn on(database: Database) -> Self {
        Self {
            database,
            support: SupportChat::Group,
            manual_clock: false,
            public_address: false,
            paced: false,
            variables: Vec::new(),
            settings: String::new(),
            call_timeout: None,
            budgets: None,
            gated: false,
            server: None,
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn database(&self) -> Database {
        self.database
    }

    /// Another kind of support chat.
    #[must_use]
    pub fn support(mut self, support: SupportChat) -> Self {
        self.support = support;
        self
    }

    /// Time stands still, and is moved by [`House::advance`].
    #[must_use]
    pub fn manual_clock(mut self) -> Self {
        self.manual_clock = true;
        self
    }

    /// `PUBLIC_API_URL` is the server's own address on this machine.
    #[must_use]
    pub fn public_address(mut self) -> Self {
        self.public_address = true;
        self
    }

    /// A chat gets two messages a second and no burst, so that something has to wait.
    #[must_use]
    pub fn paced(mut self) -> Self {
        self.paced = true;
        self
    }

    /// One more environment variable.
    #[must_use]
    pub fn variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Lines for the configuration file; `{telegram}` is the local Telegram's address.
    #[must_use]
    pub fn settings(mut self, toml: &str) -> Self {
        self.settings.push_str(toml);
        self
    }

    /// How long a call to Telegram may take.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The budgets of a private chat and of the bot, which otherwise never count.
    #[must_use]
    pub fn budgets(mut self, private_chat: Limit, bot: Limit) -> Self {
        self.budgets = Some((private_chat, bot));
        self
    }

    /// Telegram is reached through a gate that the test can close.
    #[must_use]
    pub fn gated(mut self) -> Self {
        self.gated = true;
        self
    }

    /// The database is made on this PostgreSQL.
    #[must_use]
    pub fn on_server(mut self, url: String) -> Self {
        self.server = Some(url);
        self
    }

    /// Starts Telegram, then the server, and waits until the server has fetched what there was for its bot: that it was
    /// made a member of the support chat. Left at Telegram it would be stuck there when the test takes the bot away.
    pub async fn open(self) -> House {
        logs::watch();
        let support = self.support;
        let Prepared { emulator, sim, bot, desk, gate, database, premises } = self.prepare().await;
        let secret = premises.jwt_secret.clone();
        let running = premises.start().await;
        let has_fetched = |sim: &Sim| sim.polls(bot.id) > 0 && sim.pending_updates(bot.id) == 0;
        let fetched = sim.wait_for(PATIENCE, |sim| has_fetched(sim).then_some(())).await;
        fetched.expect("the server polls for its bot");
        let house = House::new(Parts { emulator, sim, bot, desk, gate, database, secret, running });
        if support == SupportChat::Private {
            house.start(house.desk()).await;
        }
        house
    }

    /// Starts Telegram. The server is then started as a process, any number of times.
    pub async fn site(self) -> Site {
        let kind = self.database;
        let Prepared { emulator, sim, bot, desk, database, premises, .. } = self.prepare().await;
        let (variables, secret, settings) = (premises.environment(), premises.jwt_secret, premises.settings);
        let desk = desk.expect("a support chat");
        Site::new(Ground { emulator, sim, bot, desk, kind, database, secret, variables, settings })
    }

    async fn prepare(self) -> Prepared {
        let options = Options { log_calls: CALLS, ..Options::unlimited() };
        let emulator = Emulator::start(options).await.expect("a local Telegram");
        let sim = emulator.sim();
        let bot = sim.create_bot(NewBot::new("shop_bot", "Shop").token(token())).expect("a bot");
        let agent = sim.create_user(NewUser::new("Kim").username("kim_helps")).expect("an agent");
        let desk = desk(&sim, agent, bot.id, self.support);
        let database = self.database.fresh(self.server).await;
        let gate = if self.gated { Some(Gate::before(emulator.addr(), port()).await) } else { None };
        let premises = Premises {
            telegram: gate.as_ref().map_or_else(|| emulator.url(), Gate::url),
            token: bot.token.clone(),
            support_chat: desk.as_ref().map(|desk| desk.place.telegram_id()),
            database: database.url(),
            jwt_secret: format!("{MARK}-jwt-{}", random(32)),
            manual_clock: self.manual_clock,
            paced: self.paced,
            port: if self.public_address { free_port() } else { 0 },
            is_public: self.public_address,
            variables: self.variables,
            settings: self.settings.replace("{telegram}", &emulator.url()),
            call_timeout: self.call_timeout,
            budgets: self.budgets,
        };
        Prepared { emulator, sim, bot, desk, gate, database, premises }
    }
}

fn desk(sim: &Sim, agent: i64, bot: i64, support: SupportChat) -> Option<Phone> {
    match support {
        SupportChat::Group => {
            let group = sim.create_group(NewGroup::new("Support").member(agent).bot(bot));
            Some(sim.in_group(agent, group.expect("a support group")))
        }
        SupportChat::Private => Some(sim.private(agent, bot)),
        SupportChat::Nowhere => None,
    }
}

/// A bot's token that the watch over logs and answers recognises.
#[must_use]
pub fn token() -> String {
    let id = rand::rng().random_range(8_200_000_000_i64..8_300_000_000);
    format!("{id}:{MARK}{}", random(35 - MARK.len()))
}

fn random(length: usize) -> String {
    rand::rng().sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// A port that is free now. The server's own address must be known before it starts.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
