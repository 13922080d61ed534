//! Tokens that `JWT_SECRET` signs, with the claims that the configuration names: for `switchboard token` and the demo.
//!
//! Nothing is stored: such a token is as good as one from the application, until it expires.

use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use jsonwebtoken::{EncodingKey, Header, encode};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};
use switchboard_services::Role;

use crate::config::auth::Auth;

/// Who is to be believed to be calling.
pub(crate) struct Bearer<'a> {
    /// The id in the host application.
    pub(crate) user: &'a str,
    /// The tenant's slug; without it the default one.
    pub(crate) tenant: Option<&'a str>,
    /// Without it an ordinary user.
    pub(crate) role: Option<Role>,
    /// What others see.
    pub(crate) name: Option<&'a str>,
    /// From now on.
    pub(crate) good_for: Duration,
}

impl Bearer<'_> {
    /// The signed token. Fails without `JWT_SECRET`: with a JWKS, tokens come from whoever holds the private key.
    pub(crate) fn sign(&self, auth: &Auth, now: DateTime<Utc>) -> anyhow::Result<String> {
        let secret = auth
            .jwt_secret
            .as_ref()
            .context("a token is signed with JWT_SECRET, which is not set; `switchboard keygen` makes one")?;
        let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
        encode(&Header::default(), &self.claims(auth, now), &key).context("signing failed")
    }

    fn claims(&self, auth: &Auth, now: DateTime<Utc>) -> Map<String, Value> {
        let ends = now.timestamp().saturating_add(i64::try_from(self.good_for.as_secs()).unwrap_or(i64::MAX));
        let mut claims =
            Map::from_iter([("sub".to_owned(), json!(self.user)), ("exp".to_owned(), json!(ends))]);
        let named = [
            (auth.tenant_claim.as_str(), self.tenant),
            (&auth.role_claim, self.role.map(Role::as_str)),
            (&auth.name_claim, self.name),
            ("iss", auth.jwt_issuer.as_deref()),
            ("aud", auth.jwt_audience.as_deref()),
        ];
        let given = named.into_iter().filter_map(|(claim, value)| Some((claim.to_owned(), json!(value?))));
        claims.extend(given);
        claims
    }
}
