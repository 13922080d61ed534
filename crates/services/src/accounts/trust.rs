//! The keys that are believed, and for whom. Built once from the settings; a token passes if one of them made its
//! signature and may say what it says.
//!
//! Each key has its own algorithm, so the token's header chooses nothing. A further key is tried only on tokens of its
//! issuer, and speaks only for its tenants.

use std::{collections::BTreeSet, fs, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, AlgorithmFamily};
use secrecy::ExposeSecret;

use super::{
    claims::{ClaimRules, Identity},
    jwks::{Jwks, http_client},
    refuse,
    settings::{AuthSettings, JwksSource, KeyMaterial, TrustedKey},
    tenant_slug::is_tenant_slug,
    token::Unverified,
    verifying_key::VerifyingKey,
};
use crate::error::{Error, Result};

/// The most that the clocks of issuer and server may differ.
const LARGEST_LEEWAY: std::time::Duration = std::time::Duration::from_secs(120);

/// All keys that are believed.
#[derive(Debug)]
pub(super) struct Trust {
    trusted: Vec<Trusted>,
    rules: ClaimRules,
}

#[derive(Debug)]
struct Trusted {
    /// The `iss` that its tokens carry; `None` for any.
    issuer: Option<String>,
    /// The tenants it speaks for; `None` for all.
    tenants: Option<BTreeSet<String>>,
    keys: Keys,
}

#[derive(Debug)]
enum Keys {
    One(VerifyingKey),
    Set(Arc<Jwks>),
}

impl Trust {
    /// Checks everything that can be checked without the network. The error names the key at fault.
    pub(super) fn new(settings: AuthSettings) -> Result<Self> {
        let mut trusted = Vec::new();
        let everybody = |keys| Trusted { issuer: settings.issuer.clone(), tenants: None, keys };
        if let Some(secret) = &settings.jwt_secret {
            let key = VerifyingKey::from_secret(Algorithm::HS256, secret);
            trusted.push(everybody(Keys::One(key.map_err(|wrong| at_fault("JWT_SECRET", wrong))?)));
        }
        if let Some(source) = &settings.jwks {
            let set = open_set(source, None).map_err(|wrong| at_fault("the JWKS", &wrong))?;
            trusted.push(everybody(set));
        }
        for (at, key) in settings.trusted_keys.iter().enumerate() {
            let name = format!("trusted key {} (issuer {:?})", at + 1, key.issuer);
            trusted.push(further(key).map_err(|wrong| at_fault(&name, &wrong))?);
        }
        if settings.leeway > LARGEST_LEEWAY {
            return Err(at_fault("the leeway", "at most 120 seconds, or expired tokens live on"));
        }
        let leeway = Duration::from_std(settings.leeway).unwrap_or_default();
        let rules = ClaimRules {
            tenant: settings.tenant_claim,
            role: settings.role_claim,
            name: settings.name_claim,
            audience: settings.audience,
            leeway,
        };
        Ok(Self { trusted, rules })
    }

    /// Whom the token names, if a believed key signed it.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] if none did or it says what it may not; an internal error if a set of keys that might
    /// have been the right one could never be read.
    pub(super) async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Identity> {
        let token = Unverified::parse(token).ok_or_else(|| refuse("it is no signed token"))?;
        let mut reason = "no trusted key made the signature";
        let mut unread = false;
        for trusted in self.trusted.iter().filter(|trusted| trusted.is_issuer_of(&token)) {
            match trusted.keys_for(&token, now).await {
                Some(keys) if keys.iter().any(|key| token.is_signed_by(key)) => {}
                Some(_) => continue,
                None => {
                    unread = true;
                    continue;
                }
            }
            match self.rules.read(&token.claims, now) {
                Ok(identity) if trusted.speaks_for(&identity.tenant_slug) => return Ok(identity),
                Ok(_) => reason = "the key may not speak for this tenant",
                Err(wrong) => reason = wrong,
            }
        }
        // It is not the token's fault, and an application must not sign its people out because of it.
        if unread { Err(Error::broken("no JWKS could be read yet")) } else { Err(refuse(reason)) }
    }
}

impl Trusted {
    fn is_issuer_of(&self, token: &Unverified<'_>) -> bool {
        self.issuer.as_deref().is_none_or(|issuer| token.issuer() == Some(issuer))
    }

    fn speaks_for(&self, tenant: &str) -> bool {
        self.tenants.as_ref().is_none_or(|tenants| tenants.contains(tenant))
    }

    /// The keys to try; `None` when they could never be read.
    async fn keys_for(&self, token: &Unverified<'_>, now: DateTime<Utc>) -> Option<Vec<VerifyingKey>> {
        match &self.keys {
            Keys::One(key) => Some(vec![key.clone()]),
            Keys::Set(_) if token.algorithm.family() == AlgorithmFamily::Hmac => Some(Vec::new()),
            Keys::Set(set) => set.keys(token.key_id.as_deref(), token.algorithm, now).await,
        }
    }
}

fn further(key: &TrustedKey) -> Result<Trusted, String> {
    if key.issuer.trim().is_empty() {
        return Err("it needs an issuer".to_owned());
    }
    if key.tenants.is_empty() || !key.tenants.iter().all(|slug| is_tenant_slug(slug)) {
        return Err("it needs the slugs of the tenants that it may speak for".to_owned());
    }
    let keys = match &key.material {
        KeyMaterial::Secret(secret) => Keys::One(VerifyingKey::from_secret(key.algorithm, secret)?),
        KeyMaterial::PublicKey(pem) => Keys::One(VerifyingKey::from_pem(key.algorithm, pem.expose_secret())?),
        KeyMaterial::PublicKeyFile(path) => {
            let pem = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            Keys::One(VerifyingKey::from_pem(key.algorithm, &pem)?)
        }
        KeyMaterial::Jwks(_) if key.algorithm.family() == AlgorithmFamily::Hmac => {
            return Err("this algorithm takes a secret, not a JWKS".to_owned());
        }
        KeyMaterial::Jwks(source) => open_set(source, Some(key.algorithm))?,
    };
    let tenants = key.tenants.iter().cloned().collect();
    Ok(Trusted { issuer: Some(key.issuer.clone()), tenants: Some(tenants), keys })
}

fn open_set(source: &JwksSource, only: Option<Algorithm>) -> Result<Keys, String> {
    let set = match source {
        JwksSource::File(path) => Jwks::of_file(path.clone(), only)?,
        JwksSource::Url(url) => Jwks::of_url(url.clone(), http_client()?, only),
    };
    Ok(Keys::Set(Arc::new(set)))
}

fn at_fault(key: &str, wrong: &str) -> Error {
    Error::bad_input(format!("{key}: {wrong}"))
}
