//! `[database]`: where the data is. SQLite inside the process by default, PostgreSQL when one machine is not enough.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::Problems;

/// One database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://…` or `postgres://…`; a secret, because it may hold a password.
    pub url: SecretString,
    /// Connections at most: all of them on PostgreSQL, those that only read on SQLite (which has one writer beside).
    pub max_connections: u32,
}

impl Database {
    /// The address with the password left out, for logs and messages.
    pub fn shown_url(&self) -> String {
        let url = self.url.expose_secret();
        if url.starts_with("sqlite:") {
            return url.to_owned();
        }
        match Url::parse(url) {
            Ok(mut parsed) => {
                // Options may hold a password too (`?password=`).
                parsed.set_query(None);
                if parsed.set_password(None).is_err() {
                    return "postgres://…".to_owned();
                }
                parsed.into()
            }
            Err(_) => "postgres://…".to_owned(),
        }
    }

    /// The password inside the address, decoded only as far as the address does it.
    pub(super) fn password(&self) -> Option<SecretString> {
        let url = Url::parse(self.url.expose_secret()).ok()?;
        url.password().map(SecretString::from)
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        let url = self.url.expose_secret();
        let sqlite = url.starts_with("sqlite:") && url.len() > "sqlite:".len();
        let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
        problems.check(
            sqlite || (postgres && Url::parse(url).is_ok()),
            "database.url",
            "this is not a database we know; give sqlite://switchboard.db or \
             postgres://user:password@host/database (odd characters of a password are written as %xx)",
        );
        problems.check(
            (2..=1000).contains(&self.max_connections),
            "database.max_connections",
            "give a number from 2 to 1000",
        );
    }
}
