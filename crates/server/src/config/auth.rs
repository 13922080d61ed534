//! `[auth]`: whose tokens are trusted, and which of their claims mean what.
//!
//! `jwt_secret` (HS256) and a JWKS are the operator's own and speak for every tenant. Further keys (`[[auth.keys]]`) name their algorithm,
//! issuer and tenants. A token's header never chooses among algorithms.

use std::{collections::BTreeSet, path::PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{Problems, trusted_key::TrustedKey, web_address};

/// Fewer bytes could be guessed offline from a single token.
pub(super) const SHORTEST_SECRET: usize = 32;

/// Trust.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// Signs and verifies HS256; at least 32 bytes, taken as they are written.
    pub jwt_secret: Option<SecretString>,
    /// A file with a JWKS, read again when it changes.
    pub jwt_jwks_file: Option<PathBuf>,
    /// An address with a JWKS.
    pub jwt_jwks_url: Option<String>,
    /// The `aud` that tokens must carry.
    pub jwt_audience: Option<String>,
    /// The `iss` that tokens must carry.
    pub jwt_issuer: Option<String>,
    /// How far the clocks of issuer and server may differ, in seconds.
    pub leeway_seconds: u64,
    /// The claim with the tenant's slug.
    pub tenant_claim: String,
    /// The claim with the role.
    pub role_claim: String,
    /// The claim with the person's name.
    pub name_claim: String,
    /// Keys that speak for some tenants only.
    #[serde(default)]
    pub keys: Vec<TrustedKey>,
}

impl Auth {
    /// Whether there is any key at all to check a token with.
    pub fn trusts_anybody(&self) -> bool {
        self.jwt_secret.is_some()
            || self.jwt_jwks_file.is_some()
            || self.jwt_jwks_url.is_some()
            || !self.keys.is_empty()
    }

    pub(super) fn validate(&self, problems: &mut Problems) {
        if let Some(secret) = &self.jwt_secret {
            check_secret(secret, "auth.jwt_secret", problems);
        }
        if let Some(Err(wrong)) = self.jwt_jwks_url.as_deref().map(web_address::parse_trusted) {
            problems.check(false, "auth.jwt_jwks_url", wrong);
        }
        problems.check(
            self.jwt_jwks_file.is_none() || self.jwt_jwks_url.is_none(),
            "auth.jwt_jwks_url",
            "auth.jwt_jwks_file (JWT_JWKS_FILE) is set too; leave one of them out",
        );
        problems.check(
            self.leeway_seconds <= 120,
            "auth.leeway_seconds",
            "give at most 120 seconds, or expired tokens live on",
        );
        self.check_claims(problems);
        for (at, key) in self.keys.iter().enumerate() {
            key.validate(&format!("auth.keys[{at}]"), problems);
        }
    }

    fn check_claims(&self, problems: &mut Problems) {
        let mut taken = BTreeSet::from(["sub", "exp", "nbf", "iat", "iss", "aud", "jti"]);
        let claims = [
            ("auth.tenant_claim", &self.tenant_claim),
            ("auth.role_claim", &self.role_claim),
            ("auth.name_claim", &self.name_claim),
        ];
        for (path, claim) in claims {
            problems.check(
                !claim.is_empty() && taken.insert(claim),
                path,
                "give the name of a claim that has no other meaning",
            );
        }
    }
}

/// Long enough, and really a secret: a public key here would let everybody sign.
pub(super) fn check_secret(secret: &SecretString, path: &str, problems: &mut Problems) {
    let text = secret.expose_secret();
    problems.check(
        text.len() >= SHORTEST_SECRET,
        path,
        format!(
            "is {} bytes long, and at least {SHORTEST_SECRET} are needed; `switchboard keygen` makes one",
            text.len()
        ),
    );
    problems.check(
        !text.contains("-----BEGIN"),
        path,
        "this is a key file, not a shared secret; a public key goes into an [[auth.keys]] block as public_key_pem",
    );
}
