//! The other commands, run as an operator runs them: `migrate`, `api-key`, `schema`, `token`, `check`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the way to fail")]

mod process;

use std::process::Output;

use process::{ANYWHERE, Running, SECRETS, answer, complaint, folder, run};
use secrecy::ExposeSecret as _;
use switchboard::{
    Overrides, Server,
    config::{Config, Sources},
};
use telegram_emulator::{Emulator, NewBot, NewGroup, NewUser, Options};
use tempfile::TempDir;

#[test]
fn schema_prints_the_file_of_the_repository_to_the_byte() {
    let output = run(&folder(), &["schema"], &[]);
    let written = include_bytes!("../../../schema.graphql");
    assert!(output.stdout == written, "run `cargo run -- schema > schema.graphql`");
}

#[test]
fn migrate_says_what_it_did_and_does_it_once() {
    let folder = folder();
    assert!(answer(&run(&folder, &["migrate"], &[])).contains("migrations were applied"));
    assert_eq!(answer(&run(&folder, &["migrate"], &[])), "sqlite://switchboard.db was up to date already.\n");
}

#[test]
fn an_api_key_is_shown_once_listed_without_its_secret_and_ended() {
    let folder = folder();
    let key = |arguments: &[&str]| run(&folder, &[&["api-key"], arguments].concat(), &SECRETS);
    assert!(complaint(&key(&["list"])).contains("switchboard migrate"));
    run(&folder, &["migrate"], &[]);
    let made = key(&["create", "--name", "reports", "--scope", "messages", "--scope", "notifications"]);
    let secret = answer(&made).trim().to_owned();
    assert!(secret.starts_with("sb_") && secret.len() > 40, "{made:?}");

    let list = answer(&key(&["list"]));
    assert!(
        list.contains("reports") && list.contains("messages,notifications") && list.contains("good"),
        "{list}"
    );
    assert!(!list.contains(&secret), "{list}");
    let id = list.lines().nth(1).unwrap().split(' ').next().unwrap();
    assert!(answer(&key(&["revoke", id])).contains("worthless"));
    assert!(answer(&key(&["list"])).contains("revoked "));

    let foreign = key(&["revoke", id, "--tenant", "acme"]);
    assert_eq!(
        (foreign.status.code(), complaint(&foreign).as_str()),
        (Some(1), "error: There is no such API key.\n")
    );
    let odd = key(&["create", "--name", "x", "--scope", "everything"]);
    assert!(
        odd.status.code() == Some(2) && complaint(&odd).contains("the scopes are own, messages"),
        "{odd:?}"
    );
}

#[test]
fn check_says_what_is_missing_before_the_first_start_and_makes_no_file() {
    let folder = folder();
    let output = run(&folder, &["check"], &[("PUBLIC_API_URL", "http://shop.example")]);
    assert_eq!(output.status.code(), Some(1));
    let text = answer(&output);
    for words in
        ["JWT_SECRET", "ENCRYPTION_KEY", "not there yet; the first start makes it", "https addresses only"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let output = run(&folder, &["check"], &SECRETS);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(answer(&output).contains("none is connected"), "{output:?}");
}

#[test]
fn check_running_is_well_only_while_the_server_lives() {
    let folder = folder();
    let mut server = Running::start(&folder, &["serve"], &[&SECRETS[..], &ANYWHERE].concat());
    // As in a container: the server listens on all addresses, the check runs beside it.
    let address = format!("0.0.0.0:{}", server.addresses().0.port());
    let check = || run(&folder, &["check", "--running"], &[("LISTEN_ADDR", &address)]);
    assert_eq!(check().status.code(), Some(0), "{:?}", check());
    server.signal("TERM");
    server.end();
    let output = check();
    assert!(
        output.status.code() == Some(1) && complaint(&output).contains("no server answers"),
        "{output:?}"
    );
}

/// A local Telegram with a bot in a support group, and a server that serves it.
struct House {
    folder: TempDir,
    telegram: Emulator,
    variables: Vec<(&'static str, String)>,
    bot: i64,
    group: i64,
}

impl House {
    async fn open() -> (Self, Server) {
        let (folder, telegram) = (folder(), Emulator::start(Options::unlimited()).await.unwrap());
        let sim = telegram.sim();
        let bot = sim.create_bot(NewBot::new("shop_bot", "Shop")).unwrap();
        let olga = sim.create_user(NewUser::new("Olga").username("olga")).unwrap();
        let group = sim.create_group(NewGroup::new("Our support").member(olga).admin_bot(bot.id)).unwrap();
        let mut variables: Vec<_> =
            SECRETS.iter().chain(&ANYWHERE).map(|(name, value)| (*name, (*value).to_owned())).collect();
        variables.extend([
            ("DATABASE_URL", format!("sqlite://{}/shop.db", folder.path().display())),
            ("TELEGRAM_API_URL", telegram.url()),
            ("TELEGRAM_BOT_TOKEN", bot.token.expose_secret().to_owned()),
            ("SUPPORT_CHAT_ID", group.to_string()),
        ]);
        let config = Config::load(&Sources::of_variables(variables.clone())).unwrap();
        let server = Server::start(config, Overrides::default()).await.unwrap();
        (Self { folder, telegram, variables, bot: bot.id, group }, server)
    }

    async fn check(&self) -> Output {
        let variables: Vec<_> = self.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // The local Telegram lives in this thread's runtime and must answer meanwhile.
        tokio::task::block_in_place(|| run(&self.folder, &["check"], &variables))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_names_what_is_wrong_with_the_bot_and_how_to_mend_it() {
    let (house, server) = House::open().await;
    let sim = house.telegram.sim();
    let output = house.check().await;
    let text = answer(&output);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for words in ["@shop_bot answers", "(Our support) can be seen by the bot", "fetched by polling"] {
        assert!(text.contains(words), "{words} in {text}");
    }

    sim.kick_bot(house.group, house.bot).unwrap();
    let output = house.check().await;
    let text = answer(&output);
    assert!(output.status.code() == Some(1) && text.contains("add the bot to that group"), "{output:?}");

    sim.revoke_token(house.bot).unwrap();
    let output = house.check().await;
    let text = answer(&output);
    assert!(output.status.code() == Some(1) && text.contains("Telegram refuses its token"), "{output:?}");
    let token = house.variables.iter().find(|(name, _)| *name == "TELEGRAM_BOT_TOKEN").unwrap();
    assert!(!text.contains(&token.1) && !complaint(&output).contains(&token.1));
    server.shutdown().await;

    house.telegram.shutdown().await;
    let (name, url) = ("TELEGRAM_API_URL", "http://127.0.0.1:1");
    let others = house.variables.iter().map(|(n, v)| (*n, v.as_str())).filter(|(n, _)| *n != name);
    let variables: Vec<_> = others.chain([(name, url)]).collect();
    let output = run(&house.folder, &["check"], &variables);
    assert!(answer(&output).contains("http://127.0.0.1:1/ can't be reached"), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_starts_without_telegram_and_introduces_the_bot_once_it_is_there() {
    let (house, server) = House::open().await;
    server.shutdown().await;
    let address = house.telegram.addr();
    house.telegram.shutdown().await;
    let fresh = folder();
    let mut variables: Vec<_> = house.variables.clone();
    variables.retain(|(name, _)| *name != "DATABASE_URL");
    variables.push(("DATABASE_URL", format!("sqlite://{}/shop.db", fresh.path().display())));
    let config = Config::load(&Sources::of_variables(variables.clone())).unwrap();
    let server = Server::start(config, Overrides::default()).await.unwrap();
    let address_of_server = server.addr();
    let ready = tokio::task::block_in_place(|| process::get(address_of_server, "/readyz"));
    assert_eq!(ready.0, 200);

    let options = Options { addr: address, ..Options::unlimited() };
    let telegram = Emulator::start(options).await.unwrap();
    let token = &variables.iter().find(|(name, _)| *name == "TELEGRAM_BOT_TOKEN").unwrap().1;
    telegram.sim().create_bot(NewBot::new("shop_bot", "Shop").token(token.clone())).unwrap();
    let introduced = telegram
        .sim()
        .wait_for_call(0, std::time::Duration::from_secs(60), |call| {
            call.method.eq_ignore_ascii_case("setMyCommands")
        })
        .await;
    assert!(introduced.is_some(), "the bot was never introduced");
    server.shutdown().await;
}
