//! Tokens as the host application signs them, and as it never would.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

/// What a token says. `exp` is an hour ahead of the house's clock unless something else is said.
#[derive(Clone, Debug)]
pub struct Claims {
    pub(crate) claims: Map<String, Value>,
    pub(crate) without: Vec<String>,
}

impl Claims {
    /// Of a user of the default tenant; `sub` is a number or a text.
    #[must_use]
    pub fn of(sub: impl Into<Value>) -> Self {
        Self { claims: Map::from_iter([("sub".to_owned(), sub.into())]), without: Vec::new() }
    }

    /// The role.
    #[must_use]
    pub fn role(self, role: &str) -> Self {
        self.with("role", role)
    }

    /// The tenant's slug.
    #[must_use]
    pub fn tenant(self, slug: &str) -> Self {
        self.with("tenant", slug)
    }

    /// The person's name.
    #[must_use]
    pub fn name(self, name: &str) -> Self {
        self.with("name", name)
    }

    /// Any claim.
    #[must_use]
    pub fn with(mut self, claim: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(claim.to_owned(), value.into());
        self
    }

    /// Without this claim.
    #[must_use]
    pub fn without(mut self, claim: &str) -> Self {
        self.without.push(claim.to_owned());
        self
    }

    /// As JSON, at this time.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>) -> Value {
        let mut claims = self.claims.clone();
        claims.entry("exp").or_insert_with(|| json!((now + Duration::hours(1)).timestamp()));
        for claim in &self.without {
            claims.remove(claim);
        }
        Value::Object(claims)
    }
}

/// Signs tokens.
#[derive(Clone, Copy, Debug)]
pub enum Signer<'a> {
    /// HS256 with this secret.
    Secret(&'a str),
    /// HS384 or HS512 with this secret.
    Hmac(Algorithm, &'a str),
    /// RS256 with this private key in PEM.
    Rsa(&'a str),
    /// `"alg":"none"`, without a signature.
    None,
    /// `"alg":"none"` in the header, but with this secret's HS256 signature.
    NoneSigned(&'a str),
}

impl Signer<'_> {
    /// The token.
    #[must_use]
    pub fn sign(self, claims: &Value) -> String {
        match self {
            Self::Secret(secret) => {
                let key = EncodingKey::from_secret(secret.as_bytes());
                jsonwebtoken::encode(&Header::default(), claims, &key).expect("signing")
            }
            Self::Hmac(algorithm, secret) => {
                let key = EncodingKey::from_secret(secret.as_bytes());
                jsonwebtoken::encode(&Header::new(algorithm), claims, &key).expect("signing")
            }
            Self::Rsa(pem) => {
                let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a private key");
                jsonwebtoken::encode(&Header::new(Algorithm::RS256), claims, &key).expect("signing")
            }
            Self::None => format!("{}.", unsigned(claims)),
            Self::NoneSigned(secret) => {
                let message = unsigned(claims);
                let key = EncodingKey::from_secret(secret.as_bytes());
                let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256);
                format!("{message}.{}", signature.expect("signing"))
            }
        }
    }
}

fn unsigned(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(&json!({"alg": "none", "typ": "JWT"})), part(claims))
}
