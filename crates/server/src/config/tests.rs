//! The promises of the configuration: who wins, what is refused, and that nothing secret is ever repeated.

use std::collections::BTreeSet;

use super::*;

const SECRET: &str = "a secret of these tests and of nothing else";
const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

fn load(variables: &[(&str, &str)]) -> Result<Config, Problems> {
    Config::load(&Sources::of_variables(variables.iter().copied()))
}

fn load_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, Problems> {
    // Named after the text and the process: tests of one run do not meet, and neither do two runs.
    let hash = text.bytes().fold(0_u64, |h, b| h.wrapping_mul(31).wrapping_add(u64::from(b)));
    let name = format!("switchboard-config-{}-{hash:x}.toml", std::process::id());
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, text).unwrap();
    let mut sources = Sources::of_variables(variables.iter().copied());
    sources.file = Some(file.clone());
    let config = Config::load(&sources);
    std::fs::remove_file(file).unwrap();
    config
}

fn refusal(variables: &[(&str, &str)]) -> String {
    load(variables).unwrap_err().to_string()
}

#[test]
fn nothing_needs_to_be_configured_to_load() {
    let config = load(&[]).unwrap();
    assert_eq!(config.server.listen_addr.to_string(), "127.0.0.1:8080");
    assert_eq!(config.server.metrics_addr.to_string(), "127.0.0.1:9464");
    assert_eq!(config.database.shown_url(), "sqlite://switchboard.db");
    assert_eq!(config.telegram.api_url(), "https://api.telegram.org");
    assert_eq!(config.server.public_api_url(), None);
    assert!(config.server.cors_origins.is_empty());
}

#[test]
fn a_shared_secret_has_32_bytes_at_least() {
    let (short, enough) = ("s".repeat(31), "s".repeat(32));
    assert!(refusal(&[("JWT_SECRET", &short)]).contains("is 31 bytes long, and at least 32 are needed"));
    load(&[("JWT_SECRET", &enough)]).unwrap();
    // Bytes, not letters.
    load(&[("JWT_SECRET", &"я".repeat(16))]).unwrap();
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "[server]\nlisten_addr = \"127.0.0.1:1\"\nmetrics_addr = \"127.0.0.1:2\"";
    let config = load_file(file, &[("LISTEN_ADDR", "127.0.0.1:3")]).unwrap();
    assert_eq!(config.server.listen_addr.port(), 3);
    assert_eq!(config.server.metrics_addr.port(), 2);
    assert_eq!(config.auth.leeway_seconds, 30);
}

#[test]
fn every_variable_reaches_its_key() {
    let config = load(&[
        ("DATABASE_URL", "postgres://me:pass@db/sb"),
        ("JWT_SECRET", SECRET),
        ("JWT_JWKS_FILE", "keys.json"),
        ("ENCRYPTION_KEY", KEY),
        ("PUBLIC_API_URL", "https://api.example.com/sub/"),
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/"),
        ("TELEGRAM_BOT_TOKEN", "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"),
        ("SUPPORT_CHAT_ID", "-1001234567890123"),
        ("CORS_ORIGINS", "https://a.example, http://localhost:3000/"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318/"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a"),
        ("OTEL_SERVICE_NAME", "shop"),
        ("LOG_FORMAT", "json"),
        ("LOG_FILTER", "warn"),
    ])
    .unwrap();
    assert_eq!(config.database.shown_url(), "postgres://me@db/sb");
    assert_eq!(config.server.public_api_url().as_deref(), Some("https://api.example.com/sub"));
    assert_eq!(config.telegram.api_url(), "http://127.0.0.1:8081");
    assert_eq!(config.telegram.support_chat_id, Some(-1_001_234_567_890_123));
    assert_eq!(config.server.cors_origins, ["https://a.example", "http://localhost:3000"]);
    assert_eq!(config.traces.endpoint().as_deref(), Some("http://127.0.0.1:4318/v1/traces"));
    assert_eq!(
        (config.traces.headers()["x-key"].as_str(), config.traces.service_name.as_str()),
        ("a", "shop")
    );
    assert_eq!(config.log.format, log::Format::Json);
    assert!(config.auth.jwt_jwks_file.is_some() && config.telegram.bot_token.is_some());
    assert_eq!(
        load(&[("JWT_JWKS_URL", "https://id.example/k")]).unwrap().auth.jwt_jwks_url.as_deref(),
        Some("https://id.example/k")
    );
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let config = load(&[("PUBLIC_API_URL", ""), ("SUPPORT_CHAT_ID", " "), ("LISTEN_ADDR", "")]).unwrap();
    assert_eq!(config.telegram.support_chat_id, None);
    assert_eq!(config.server.listen_addr.port(), 8080);
}

#[test]
fn a_bad_value_is_named_by_both_names_with_a_way_to_mend_it() {
    for (variable, value, path) in [
        ("LISTEN_ADDR", "localhost", "server.listen_addr"),
        ("METRICS_ADDR", "9464", "server.metrics_addr"),
        ("PUBLIC_API_URL", "api.example.com", "server.public_api_url"),
        ("PUBLIC_API_URL", "https://api.example.com/?a=b", "server.public_api_url"),
        ("PUBLIC_API_URL", "ftp://api.example.com", "server.public_api_url"),
        ("CORS_ORIGINS", "https://a.example/path", "server.cors_origins"),
        ("CORS_ORIGINS", "*", "server.cors_origins"),
        ("DATABASE_URL", "mysql://db", "database.url"),
        ("JWT_SECRET", "short", "auth.jwt_secret"),
        ("JWT_JWKS_URL", "http://id.example.com/jwks", "auth.jwt_jwks_url"),
        ("ENCRYPTION_KEY", "dG9vIHNob3J0", "encryption.key"),
        ("TELEGRAM_API_URL", "telegram", "telegram.api_url"),
        ("TELEGRAM_BOT_TOKEN", "no token", "telegram.bot_token"),
        ("SUPPORT_CHAT_ID", "@chat", "telegram.support_chat_id"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "traces.otlp_endpoint"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2", "traces.otlp_headers"),
        ("LOG_FORMAT", "xml", "log.format"),
        ("LOG_FILTER", "a=b=c", "log.filter"),
    ] {
        let text = refusal(&[(variable, value)]);
        assert!(text.starts_with(&format!("{path} ({variable} in the environment): ")), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn all_problems_are_shown_at_once() {
    let text = refusal(&[("JWT_SECRET", "short"), ("DATABASE_URL", "x"), ("LOG_FILTER", "a=b=c")]);
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn unknown_keys_of_a_file_are_all_named() {
    let file = "typo = 1\n[auth]\njwt_sekret = \"x\"\n[sever]\na = 1\n[[auth.keys]]\nalgorithm = \"RS256\"\nisuer = \"x\"";
    let text = load_file(file, &[]).unwrap_err().to_string();
    for name in ["typo", "auth.jwt_sekret", "sever", "auth.keys[0].isuer"] {
        assert!(text.contains(&format!("{name}: ")), "{name} in {text}");
    }
}

#[test]
fn no_secret_is_repeated_in_an_error_or_in_debug() {
    let secrets = ["hunter2", "hunter2hunter2hunter2hunter2hunter2"];
    let broken = format!("[auth]\njwt_secret = \"{}", secrets[0]);
    let wrong_kind = "[auth]\njwt_secret = [\"hunter2\"]\n[encryption]\nkey = { hunter2 = 1 }";
    let mut texts = vec![
        load_file(&broken, &[]).unwrap_err().to_string(),
        load_file(wrong_kind, &[]).unwrap_err().to_string(),
        refusal(&[("JWT_SECRET", "hunter2")]),
        refusal(&[("ENCRYPTION_KEY", "hunter2")]),
        refusal(&[("TELEGRAM_BOT_TOKEN", "hunter2")]),
        refusal(&[("DATABASE_URL", "mysql://me:hunter2@db/x")]),
        refusal(&[("TELEGRAM_API_URL", "https://me:hunter2@example.com")]),
        refusal(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "https://me:hunter2@example.com")]),
        refusal(&[("OTEL_EXPORTER_OTLP_HEADERS", "hunter2")]),
    ];
    let config = load(&[
        ("JWT_SECRET", secrets[1]),
        ("TELEGRAM_BOT_TOKEN", "123:hunter2hunter2hunter2hunter2hunter2"),
        ("DATABASE_URL", "postgres://me:hunter2@db/x?password=hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2"),
    ])
    .unwrap();
    texts.push(format!("{config:?} {:?} {}", config.encryption.keys(), config.database.shown_url()));
    for text in texts {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn a_file_that_is_named_must_be_there_and_be_toml() {
    let mut sources = Sources::of_variables::<String, String>([]);
    sources.file = Some("no/such/file.toml".into());
    assert!(Config::load(&sources).unwrap_err().to_string().contains("no/such/file.toml"));
    let text = load_file("[server]\nlisten_addr = \n", &[]).unwrap_err().to_string();
    assert!(text.contains("line 2"), "{text}");
}

#[test]
fn an_encryption_key_is_taken_in_every_base64_and_several_for_a_rotation() {
    use secrecy::ExposeSecret as _;
    let bytes = [0xFB_u8; 32];
    for text in [
        "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=",
        "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s",
        "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s=",
        "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s",
    ] {
        let config = load(&[("ENCRYPTION_KEY", &format!("{text}, {KEY}"))]).unwrap();
        let keys = config.encryption.keys();
        assert_eq!(keys.len(), 2);
        assert_eq!(keys[0].expose_secret(), &bytes);
        assert_eq!(keys[1].expose_secret(), b"01234567890123456789012345678901");
    }
}

#[test]
fn a_public_key_is_never_taken_for_a_shared_secret() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";
    assert!(refusal(&[("JWT_SECRET", pem)]).starts_with("auth.jwt_secret"));
    let file = format!(
        "[[auth.keys]]\nalgorithm = \"HS256\"\nissuer = \"x\"\ntenants = [\"acme\"]\nsecret = '''{pem}'''"
    );
    assert!(load_file(&file, &[]).unwrap_err().to_string().starts_with("auth.keys[0].secret"));
}

#[test]
fn a_further_key_names_its_algorithm_issuer_and_tenants() {
    let block = |rest: &str| load_file(&format!("[[auth.keys]]\n{rest}"), &[]);
    let named = "algorithm = \"RS256\"\nissuer = \"https://id.example\"\n";
    let good = block(&format!("{named}tenants = [\"acme\"]\njwks_url = \"https://id.example/jwks\""));
    assert_eq!(good.unwrap().auth.keys[0].tenants, ["acme"]);
    for wrong in [
        format!("{named}jwks_file = \"a\""),
        format!("{named}tenants = []\njwks_file = \"a\""),
        format!("{named}tenants = [\"acme\"]"),
        format!("{named}tenants = [\"acme\"]\nsecret = \"{SECRET}\""),
        format!("{named}tenants = [\"acme\"]\njwks_file = \"a\"\npublic_key_file = \"b\""),
        "algorithm = \"none\"\nissuer = \"x\"\ntenants = [\"acme\"]\njwks_file = \"a\"".to_owned(),
        "algorithm = \"RS256\"\ntenants = [\"acme\"]\njwks_file = \"a\"".to_owned(),
    ] {
        let text = block(&wrong).unwrap_err().to_string();
        assert!(text.starts_with("auth.keys[0]."), "{text}");
    }
}

#[test]
fn serve_says_which_secret_is_missing_and_how_to_make_one() {
    let text = load(&[]).unwrap().ready_to_serve().unwrap_err().to_string();
    for word in ["JWT_SECRET", "JWT_JWKS_URL", "ENCRYPTION_KEY", "switchboard keygen"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    load(&[("JWT_SECRET", SECRET), ("ENCRYPTION_KEY", KEY)]).unwrap().ready_to_serve().unwrap();
}

#[test]
fn serve_wants_its_key_files_to_be_there() {
    let config = load(&[("JWT_JWKS_FILE", "no/such.json"), ("ENCRYPTION_KEY", KEY)]).unwrap();
    let text = config.ready_to_serve().unwrap_err().to_string();
    assert!(text.starts_with("auth.jwt_jwks_file (JWT_JWKS_FILE in the environment)"), "{text}");
}

#[test]
fn the_defaults_document_exactly_the_keys_there_are() {
    // A key without a default stands there behind a `#`, without a space.
    let shown: String = DEFAULTS
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()) => rest,
            _ => line,
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let table = sources::table(&shown, "the defaults").unwrap();
    let mut documented = BTreeSet::new();
    for (section, keys) in &table {
        for (name, value) in keys.as_table().unwrap() {
            documented.insert(format!("{section}.{name}"));
            for item in value.as_array().into_iter().flatten().filter_map(|i| i.as_table()) {
                documented.extend(item.keys().map(|inner| format!("{section}.{name}.{inner}")));
            }
        }
    }
    let known: BTreeSet<_> = keys::KEYS.iter().map(|key| key.path.to_owned()).collect();
    assert_eq!(documented, known);
    for key in keys::KEYS.iter().filter_map(|key| key.variable) {
        assert!(DEFAULTS.contains(&format!("({key})")), "{key}");
    }
    // The sections know every one of them too (they refuse unknown fields).
    let all = Figment::new().merge(Serialized::defaults(table)).extract::<Config>();
    assert!(all.is_ok(), "{}", all.unwrap_err());
}
