//! Who is calling: tokens signed by the host application, API keys made by us, and the users they stand for.
//!
//! Every face calls [`Accounts::authenticate`] first, with the `Authorization` header as it came. A token is checked
//! against the trusted keys, each with its own fixed algorithm; the first valid one makes the tenant and the user. A key of
//! ours is found by its hash, anew each time, so that a revoked one is refused at once. Whatever is wrong with a token or
//! a key, the caller reads the same sentence; the reason goes to the log at debug level.

mod api_keys;
mod bearer;
mod claims;
mod erase_user;
mod jwks;
mod operator;
mod recognition;
mod settings;
mod sign_in;
mod tenant_slug;
#[cfg(test)]
mod tests;
mod token;
mod trust;
mod verifying_key;

/// The name of a signature algorithm, for settings.
pub use jsonwebtoken::Algorithm;

pub use api_keys::{ApiKey, NewApiKey};
pub use settings::{AuthSettings, JwksSource, KeyMaterial, TrustedKey};
pub use tenant_slug::is_tenant_slug;

use crate::{
    actor::{Actor, Origin},
    core::Core,
    error::{Error, Result},
};
use recognition::Recognition;
use trust::Trust;

/// Tokens, keys, users.
#[derive(Debug)]
pub struct Accounts {
    core: Core,
    trust: Trust,
    recognition: Recognition,
}

impl Accounts {
    /// Checks the settings (keys parse, files read). An address with a JWKS is not called yet.
    ///
    /// # Errors
    /// Names the key at fault.
    pub fn new(core: Core, settings: AuthSettings) -> Result<Self> {
        let trust = Trust::new(settings)?;
        let recognition = recognition::recognition(&core.db);
        Ok(Self { core, trust, recognition })
    }

    /// Who calls with this `Authorization` header value (`Bearer …`), from there.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when it is missing or not believed.
    pub async fn authenticate(&self, authorization: Option<&str>, origin: Origin) -> Result<Actor> {
        let bearer = bearer::credential(authorization)?;
        let actor = if api_keys::looks_like_one(bearer) {
            self.with_api_key(bearer).await?
        } else {
            self.with_token(bearer).await?
        };
        Ok(Actor { origin, ..actor })
    }
}

/// The one answer to every credential that is not believed.
fn refuse(reason: &'static str) -> Error {
    tracing::debug!(reason, "a credential was refused");
    Error::Unauthenticated("This token or API key is not valid, or not any more.")
}
