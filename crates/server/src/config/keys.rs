//! The one table of keys: where a key stands in the file, what it is called in the environment, and what belongs there.
//!
//! Used in three ways: to lay the environment over the file, to name the unknown keys of a file, and to say in an error how to mend
//! a value. A test compares it with `switchboard.default.toml`, so that no key is without documentation.

use std::collections::BTreeMap;

use super::{Problem, Problems};

/// One thing that can be set.
pub(super) struct Key {
    /// `section.key` in the file.
    pub(super) path: &'static str,
    /// Its name in the environment.
    pub(super) variable: Option<&'static str>,
    /// What to write there, as the end of "give …".
    pub(super) expects: &'static str,
}

const fn key(path: &'static str, variable: &'static str, expects: &'static str) -> Key {
    Key { path, variable: Some(variable), expects }
}

const fn file_key(path: &'static str, expects: &'static str) -> Key {
    Key { path, variable: None, expects }
}

const SECONDS: &str = "a whole number of seconds";
const NUMBER: &str = "a whole number";
const CLAIM: &str = "the name of a claim, as text";

/// Every key. Inside `[[auth.keys]]` the path is written without the position.
pub(super) const KEYS: &[Key] = &[
    key("server.listen_addr", "LISTEN_ADDR", "an IP address and a port, such as 127.0.0.1:8080"),
    key("server.metrics_addr", "METRICS_ADDR", "an IP address and a port, such as 127.0.0.1:9464"),
    key(
        "server.public_api_url",
        "PUBLIC_API_URL",
        "the address under which Telegram reaches this server, such as https://api.example.com",
    ),
    key(
        "server.cors_origins",
        "CORS_ORIGINS",
        "origins separated by commas, such as https://app.example.com",
    ),
    key("server.trusted_proxies", "TRUSTED_PROXIES", "how many proxies of yours stand before this server"),
    key("database.url", "DATABASE_URL", "sqlite://switchboard.db or postgres://user:password@host/database"),
    file_key("database.max_connections", "a whole number from 2 to 1000"),
    key("auth.jwt_secret", "JWT_SECRET", "at least 32 bytes of text"),
    key("auth.jwt_jwks_file", "JWT_JWKS_FILE", "the path of a file"),
    key("auth.jwt_jwks_url", "JWT_JWKS_URL", "an https address"),
    file_key("auth.jwt_audience", "the expected `aud`, as text"),
    file_key("auth.jwt_issuer", "the expected `iss`, as text"),
    file_key("auth.leeway_seconds", SECONDS),
    file_key("auth.tenant_claim", CLAIM),
    file_key("auth.role_claim", CLAIM),
    file_key("auth.name_claim", CLAIM),
    file_key("auth.keys", "one [[auth.keys]] block for each key"),
    file_key("auth.keys.algorithm", "an algorithm, such as RS256"),
    file_key("auth.keys.issuer", "the expected `iss`, as text"),
    file_key("auth.keys.tenants", "a list of tenants"),
    file_key("auth.keys.secret", "at least 32 bytes of text"),
    file_key("auth.keys.public_key_pem", "a public key in PEM"),
    file_key("auth.keys.public_key_file", "the path of a PEM file"),
    file_key("auth.keys.jwks_file", "the path of a file"),
    file_key("auth.keys.jwks_url", "an https address"),
    key("encryption.key", "ENCRYPTION_KEY", "32 bytes in base64; `switchboard keygen` makes one"),
    key(
        "telegram.api_url",
        "TELEGRAM_API_URL",
        "the address of a Bot API server, such as https://api.telegram.org",
    ),
    key(
        "telegram.allowed_api_urls",
        "TELEGRAM_ALLOWED_API_URLS",
        "addresses of Bot API servers separated by commas, such as http://10.0.0.5:8081",
    ),
    file_key("telegram.new_tokens_per_minute", NUMBER),
    file_key("telegram.new_tokens_per_hour", NUMBER),
    file_key("telegram.paced_api_url", "the address of a Bot API server"),
    key("telegram.bot_token", "TELEGRAM_BOT_TOKEN", "the token as BotFather shows it"),
    key(
        "telegram.support_chat_id",
        "SUPPORT_CHAT_ID",
        "the chat's id, a whole number (a group's begins with a minus)",
    ),
    file_key("delivery.policy", "\"resend\" or \"park\""),
    file_key("delivery.beat_seconds", SECONDS),
    file_key("delivery.dead_after_seconds", SECONDS),
    file_key("delivery.http_permits", NUMBER),
    file_key("delivery.private_limit", NUMBER),
    file_key("delivery.private_window_seconds", SECONDS),
    file_key("delivery.private_burst", NUMBER),
    file_key("delivery.group_limit", NUMBER),
    file_key("delivery.group_window_seconds", SECONDS),
    file_key("delivery.group_burst", NUMBER),
    file_key("delivery.bot_rate", "messages a second, a whole number"),
    file_key("delivery.bot_burst", NUMBER),
    file_key("graphql.introspection", "true or false"),
    file_key("graphql.trusted_documents", "the path of a JSON file of documents by their SHA-256"),
    file_key("graphql.trusted_documents_only", "true or false"),
    file_key("rate_limits.window_seconds", SECONDS),
    file_key("rate_limits.api_key", NUMBER),
    file_key("rate_limits.user", NUMBER),
    file_key("rate_limits.anonymous", NUMBER),
    file_key("audit.keep_days", "a whole number of days"),
    key(
        "traces.otlp_endpoint",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "the address of a collector, such as http://127.0.0.1:4318",
    ),
    key("traces.otlp_headers", "OTEL_EXPORTER_OTLP_HEADERS", "pairs such as name=value, separated by commas"),
    key("traces.service_name", "OTEL_SERVICE_NAME", "a name, as text"),
    key("log.format", "LOG_FORMAT", "\"human\" or \"json\""),
    key("log.filter", "LOG_FILTER", "a filter such as info or warn,switchboard=debug"),
];

/// The key at `path`; positions in lists (`auth.keys[0]`) do not count.
pub(super) fn find(path: &str) -> Option<&'static Key> {
    let plain: String =
        path.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect::<Vec<_>>().join(".");
    KEYS.iter().find(|key| key.path == plain)
}

/// The variables that are read from the environment.
pub(super) fn variables() -> impl Iterator<Item = &'static str> {
    KEYS.iter().filter_map(|key| key.variable)
}

/// The environment in the shape of the file. An empty variable counts as not set, as compose files pass them on.
pub(super) fn by_section(
    environment: &BTreeMap<String, String>,
) -> BTreeMap<&'static str, BTreeMap<&'static str, &str>> {
    let mut sections: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for key in KEYS {
        let value = key.variable.and_then(|name| environment.get(name));
        let value = value.map(|text| text.trim()).filter(|text| !text.is_empty());
        if let (Some(value), Some((section, name))) = (value, key.path.split_once('.')) {
            sections.entry(section).or_default().insert(name, value);
        }
    }
    sections
}

/// Names every key of a file that nobody would read: a typing error there must not pass silently.
pub(super) fn refuse_unknown(file: &toml::Table) -> Result<(), Problems> {
    let mut problems = Problems::default();
    walk(file, "", &mut problems);
    problems.into_result()
}

fn walk(table: &toml::Table, above: &str, problems: &mut Problems) {
    for (name, value) in table {
        let path = match above {
            "" => name.clone(),
            above => format!("{above}.{name}"),
        };
        let known = find(&path).is_some();
        match value {
            toml::Value::Table(inner) if !known && is_section(&path) => walk(inner, &path, problems),
            toml::Value::Array(items) if known => {
                for (at, item) in items.iter().enumerate() {
                    if let toml::Value::Table(inner) = item {
                        walk(inner, &format!("{path}[{at}]"), problems);
                    }
                }
            }
            _ if known => {}
            _ => problems.add(Problem::new(
                &path,
                "there is no such key; switchboard.default.toml lists the keys there are",
            )),
        }
    }
}

fn is_section(path: &str) -> bool {
    KEYS.iter().any(|key| key.path.split_once('.').is_some_and(|(s, _)| s == path))
}
