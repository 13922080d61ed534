//! `[server]`: where to listen, and how the outside finds us.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Problems, web_address};

/// Nobody has more proxies in a row.
const MOST_PROXIES: usize = 16;

/// Addresses, browsers and proxies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where GraphQL, REST and the webhooks are served.
    pub listen_addr: SocketAddr,
    /// Where `/metrics` is served.
    pub metrics_addr: SocketAddr,
    public_api_url: Option<String>,
    /// Origins whose pages may call us, without a slash at the end.
    #[serde(deserialize_with = "list")]
    pub cors_origins: Vec<String>,
    /// How many proxies before us append to `X-Forwarded-For`.
    #[serde(deserialize_with = "number")]
    pub trusted_proxies: usize,
}

impl Server {
    /// Under which Telegram reaches us, without a slash at the end; `None` when not configured.
    pub fn public_api_url(&self) -> Option<String> {
        let url = web_address::parse(self.public_api_url.as_deref()?).ok()?;
        Some(web_address::without_slash(&url))
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        let path = "server.public_api_url";
        if let Some(Err(wrong)) = self.public_api_url.as_deref().map(web_address::parse) {
            problems.check(false, path, format!("{wrong}; give an address such as https://api.example.com"));
        }
        problems.check(
            self.trusted_proxies <= MOST_PROXIES,
            "server.trusted_proxies",
            format!("give {MOST_PROXIES} at most"),
        );
        for origin in &self.cors_origins {
            problems.check(
                is_origin(origin),
                "server.cors_origins",
                format!(
                    "`{origin}` is not an origin; give scheme, host and port only, such as https://app.example.com"
                ),
            );
        }
    }
}

/// An origin is what a browser sends: `https://host` or `https://host:port`, nothing behind it.
fn is_origin(text: &str) -> bool {
    web_address::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == text)
}

/// A list, or text with commas as in the environment.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    let items = match Written::deserialize(deserializer)? {
        Written::List(items) => items,
        Written::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let items = items.iter().map(|item| item.trim().trim_end_matches('/'));
    Ok(items.filter(|item| !item.is_empty()).map(str::to_owned).collect())
}

/// A number, or its digits as in the environment.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(usize),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(|_| D::Error::custom("no whole number")),
    }
}
