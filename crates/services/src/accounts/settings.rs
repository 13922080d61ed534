//! Which tokens are believed: what the configuration says, as the server hands it over.

use std::{path::PathBuf, time::Duration};

use jsonwebtoken::Algorithm;
use secrecy::SecretString;
use url::Url;

/// Which tokens are believed. [`Accounts::new`](super::Accounts::new) checks all of it.
#[derive(Clone, Debug)]
pub struct AuthSettings {
    /// For HS256, at least 32 bytes; speaks for every tenant.
    pub jwt_secret: Option<SecretString>,
    /// Public keys that speak for every tenant.
    pub jwks: Option<JwksSource>,
    /// The `aud` that every token must carry, those of `trusted_keys` too; anything goes when not set.
    pub audience: Option<String>,
    /// The `iss` that tokens of `jwt_secret` and `jwks` must carry; anything goes when not set.
    pub issuer: Option<String>,
    /// How far the issuer's clock may be off; at most 120 s.
    pub leeway: Duration,
    /// The claim with the tenant's slug.
    pub tenant_claim: String,
    /// The claim with the role.
    pub role_claim: String,
    /// The claim with the person's name.
    pub name_claim: String,
    /// Keys that speak for some tenants only.
    pub trusted_keys: Vec<TrustedKey>,
}

/// Where a set of public keys (RFC 7517) is.
#[derive(Clone, Debug)]
pub enum JwksSource {
    /// A file, read again when it changes.
    File(PathBuf),
    /// An address, asked again every 10 minutes and when an unknown key turns up.
    Url(Url),
}

/// One key, or one set of keys, of one issuer.
#[derive(Clone, Debug)]
pub struct TrustedKey {
    /// The only algorithm that is accepted with it.
    pub algorithm: Algorithm,
    /// The `iss` that its tokens must carry.
    pub issuer: String,
    /// Slugs of the tenants that it may speak for; at least one.
    pub tenants: Vec<String>,
    /// The key itself.
    pub material: KeyMaterial,
}

/// What a signature is checked with.
#[derive(Clone, Debug)]
pub enum KeyMaterial {
    /// For HS256, HS384 and HS512; at least 32 bytes.
    Secret(SecretString),
    /// For all others: a public key in PEM.
    PublicKey(SecretString),
    /// For all others: a file with a public key in PEM, read once.
    PublicKeyFile(PathBuf),
    /// For all others: a set of keys.
    Jwks(JwksSource),
}

impl Default for AuthSettings {
    /// Trusts nobody yet; claims and leeway as the contract has them.
    fn default() -> Self {
        Self {
            jwt_secret: None,
            jwks: None,
            audience: None,
            issuer: None,
            leeway: Duration::from_secs(30),
            tenant_claim: "tenant".to_owned(),
            role_claim: "role".to_owned(),
            name_claim: "name".to_owned(),
            trusted_keys: Vec::new(),
        }
    }
}
