//! `docker-compose.yml` and `.env.example` promise that the server starts with what they hand it. Here the configuration is loaded with exactly
//! the environment that compose would build from them, and the binary is started with it on PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test a panic is the way to fail"
)]

mod process;

use std::{collections::BTreeMap, path::PathBuf};

use serde_norway::Value;
use switchboard::config::{Config, Problems, Sources};
use switchboard_store::{Conn as _, Db, OpenOptions};

type Variables = BTreeMap<String, String>;

fn read(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(name)).unwrap()
}

/// `.env.example`; with `all`, also the lines that are commented out there (`#NAME=value`).
fn dot_env(all: bool) -> Variables {
    let text = read(".env.example");
    let lines = text.lines().map(|line| match line.strip_prefix('#') {
        Some(rest) if all && !rest.starts_with(' ') => rest,
        _ => line,
    });
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The example with secrets of its own in the place of the three that everybody knows.
fn dot_env_with_own_secrets() -> Variables {
    let mut variables = dot_env(false);
    for (name, value) in [
        ("JWT_SECRET", "an own secret of this test, long enough for it"),
        ("ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"),
        ("POSTGRES_PASSWORD", "own-password"),
    ] {
        assert!(variables.insert(name.to_owned(), value.to_owned()).is_some());
    }
    variables
}

fn compose() -> Value {
    serde_norway::from_str(&read("docker-compose.yml")).unwrap()
}

/// The environment of the service `switchboard`, with `${…}` filled in as compose does it.
fn environment(variables: &Variables) -> Variables {
    let block = &compose()["services"]["switchboard"]["environment"];
    let pairs = block.as_mapping().unwrap().iter();
    pairs
        .map(|(name, value)| {
            let written = value.as_str().unwrap();
            (name.as_str().unwrap().to_owned(), fill_in(written, variables))
        })
        .collect()
}

/// `${NAME}`, `${NAME:-default}` and `${NAME:?complaint}`.
fn fill_in(written: &str, variables: &Variables) -> String {
    let Some((before, rest)) = written.split_once("${") else {
        return written.to_owned();
    };
    let (inside, after) = rest.split_once('}').unwrap();
    let (name, otherwise) = match inside.split_once(':') {
        Some((name, otherwise)) => (name, otherwise),
        None => (inside, ""),
    };
    let value = match variables.get(name).filter(|value| !value.is_empty()) {
        Some(value) => value.clone(),
        None if otherwise.starts_with('?') => panic!("{name} must be set: {otherwise}"),
        None => otherwise.strip_prefix('-').unwrap_or_default().to_owned(),
    };
    format!("{before}{value}{}", fill_in(after, variables))
}

fn start(environment: Variables) -> Result<Config, Problems> {
    let config = Config::load(&Sources::of_variables(environment))?;
    config.ready_to_serve()?;
    Ok(config)
}

#[test]
fn the_server_starts_with_exactly_composes_environment() {
    let config = start(environment(&dot_env_with_own_secrets())).unwrap();
    assert!(config.server.listen_addr.ip().is_unspecified(), "compose forwards the port from outside");
    assert_eq!(config.server.listen_addr.port(), 8080);
    assert_eq!(config.database.shown_url(), "postgres://switchboard@postgres:5432/switchboard");
}

#[test]
fn the_example_secrets_are_refused_each_by_its_name() {
    let example = dot_env(false);
    let text = start(environment(&example)).unwrap_err().to_string();
    for name in ["JWT_SECRET", "ENCRYPTION_KEY", "DATABASE_URL"] {
        assert!(text.contains(&format!("({name} in the environment)")), "{name} in {text}");
    }
    assert_eq!(text.lines().count(), 3, "{text}");
    for secret in example.values() {
        assert!(!text.contains(secret.as_str()), "{text}");
    }
}

#[test]
fn every_variable_of_the_example_reaches_the_server() {
    let mut marked = dot_env(true);
    for (name, value) in &mut marked {
        *value = format!("mark-of-{name}");
    }
    let environment = environment(&marked);
    for mark in marked.values() {
        assert!(environment.values().any(|value| value.contains(mark)), "{mark}");
    }
}

/// A database on the server that the tests are given, gone when the test is.
struct Fresh {
    server: String,
    name: String,
}

impl Fresh {
    fn make() -> Self {
        #[expect(clippy::disallowed_methods, reason = "says where to test, and is no setting of the product")]
        let server = std::env::var("SWITCHBOARD_TEST_POSTGRES")
            .expect("SWITCHBOARD_TEST_POSTGRES is not set; scripts/test starts a PostgreSQL and sets it");
        let fresh = Self { server, name: format!("switchboard_compose_{}", std::process::id()) };
        fresh.say(&format!("create database {}", fresh.name));
        fresh
    }

    fn url(&self) -> String {
        let (before, _) = self.server.rsplit_once('/').unwrap();
        format!("{before}/{}", self.name)
    }

    fn say(&self, statement: &str) {
        let options = OpenOptions { url: self.server.clone(), max_connections: 2 };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Db::open(&options).await.unwrap();
            db.writer().execute_unprepared(statement).await.unwrap();
            db.close().await.unwrap();
        });
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.say(&format!("drop database {} with (force)", self.name));
    }
}

#[test]
fn the_binary_serves_with_exactly_composes_environment() {
    let database = Fresh::make();
    let mut environment = environment(&dot_env_with_own_secrets());
    // What compose's own network gives: a free port, and the host of the database. All else stands as it is written there.
    environment.insert("LISTEN_ADDR".to_owned(), "0.0.0.0:0".to_owned());
    environment.insert("METRICS_ADDR".to_owned(), "127.0.0.1:0".to_owned());
    environment.insert("DATABASE_URL".to_owned(), database.url());
    let variables: Vec<_> = environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let folder = process::folder();
    let mut server = process::Running::start(&folder, &["serve"], &variables);
    let (address, metrics) = server.addresses();
    assert_eq!(process::get(address, "/healthz").0, 200);
    assert_eq!(process::get(address, "/readyz"), (200, r#"{"status":"ready"}"#.to_owned()));
    assert!(metrics.ip().is_loopback());
    server.signal("TERM");
    assert_eq!(server.end(), Some(0));
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 0, "nothing is written outside the database: compose mounts everything read-only");
}
