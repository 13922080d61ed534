//! `[[auth.keys]]`: one more key whose tokens are trusted, for the tenants it names and no others.
//!
//! The algorithm is written here and is never taken from a token. Exactly one of the five sources says where the key is.

use std::path::PathBuf;

use jsonwebtoken::{Algorithm, AlgorithmFamily};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use switchboard_services::accounts::is_tenant_slug;

use super::{Problems, auth, web_address};

/// One key, or one set of keys, of one issuer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// The only algorithm that is accepted with it.
    pub algorithm: Algorithm,
    /// The `iss` that its tokens must carry.
    pub issuer: String,
    /// Slugs of the tenants it may speak for.
    pub tenants: Vec<String>,
    /// For HS256, HS384 and HS512.
    pub secret: Option<SecretString>,
    /// For all others: the key itself.
    pub public_key_pem: Option<SecretString>,
    /// For all others: a file with the key in PEM.
    pub public_key_file: Option<PathBuf>,
    /// For all others: a file with a JWKS.
    pub jwks_file: Option<PathBuf>,
    /// For all others: an address with a JWKS.
    pub jwks_url: Option<String>,
}

impl TrustedKey {
    /// `at` is the block's place, such as `auth.keys[0]`.
    pub(super) fn validate(&self, at: &str, problems: &mut Problems) {
        let path = |name: &str| format!("{at}.{name}");
        problems.check(
            !self.issuer.trim().is_empty(),
            &path("issuer"),
            "give the `iss` that the tokens carry",
        );
        problems.check(
            !self.tenants.is_empty() && self.tenants.iter().all(|slug| is_tenant_slug(slug)),
            &path("tenants"),
            "give at least one tenant, by its slug (small letters, digits and hyphens)",
        );
        self.check_sources(at, problems);
        if let Some(secret) = &self.secret {
            auth::check_secret(secret, &path("secret"), problems);
        }
        if let Some(pem) = &self.public_key_pem {
            let pem = pem.expose_secret();
            problems.check(
                pem.contains("-----BEGIN") && !pem.contains("PRIVATE KEY"),
                &path("public_key_pem"),
                "give the public key in PEM (-----BEGIN PUBLIC KEY-----), never the private one",
            );
        }
        if let Some(Err(wrong)) = self.jwks_url.as_deref().map(web_address::parse_trusted) {
            problems.check(false, &path("jwks_url"), wrong);
        }
    }

    fn check_sources(&self, at: &str, problems: &mut Problems) {
        let public = [
            self.public_key_pem.is_some(),
            self.public_key_file.is_some(),
            self.jwks_file.is_some(),
            self.jwks_url.is_some(),
        ];
        let public = public.iter().filter(|given| **given).count();
        let (right, text) = if self.algorithm.family() == AlgorithmFamily::Hmac {
            (self.secret.is_some() && public == 0, "this algorithm takes `secret` and nothing else")
        } else {
            (
                self.secret.is_none() && public == 1,
                "this algorithm takes exactly one of public_key_pem, public_key_file, jwks_file, jwks_url, and no secret",
            )
        };
        problems.check(right, &format!("{at}.algorithm"), text);
    }
}
