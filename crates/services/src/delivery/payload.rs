//! The parameters of a send as they are stored: Bot API JSON, sealed where they hold a secret such as a code.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use switchboard_store::{TenantId, entities::outbox};

use crate::{
    core::Core,
    error::{Error, Result},
    sealing::Sealed,
};

/// What stands in the column instead of the parameters. No Bot API parameter has this name.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    sealed: [String; 3],
}

/// What to store.
pub(super) fn store(core: &Core, tenant: TenantId, params: &Value, is_secret: bool) -> Result<String> {
    if !is_secret {
        return Ok(params.to_string());
    }
    seal(core, tenant, &SecretString::from(params.to_string()))
}

/// What is sealed, sealed again with the newest key.
///
/// # Errors
/// When it is not sealed, or does not open.
pub(crate) fn reseal(core: &Core, tenant: TenantId, stored: &str) -> Result<String> {
    let envelope = serde_json::from_str(stored).map_err(|error| Error::internal("sealed payload", error))?;
    seal(core, tenant, &unseal(core, tenant, envelope)?)
}

fn seal(core: &Core, tenant: TenantId, params: &SecretString) -> Result<String> {
    let sealed = core.keyring.seal(params, &bound_to(tenant))?;
    let envelope = Envelope {
        sealed: [
            sealed.key_id,
            STANDARD_NO_PAD.encode(sealed.nonce),
            STANDARD_NO_PAD.encode(sealed.ciphertext),
        ],
    };
    serde_json::to_string(&envelope).map_err(|error| Error::internal("sealed payload", error))
}

/// Whether what was stored is sealed.
pub(super) fn is_sealed(row: &outbox::Model) -> bool {
    serde_json::from_str::<Envelope>(&row.payload).is_ok()
}

/// What was stored.
///
/// # Errors
/// When it is no JSON object (blanked by retention), or a seal does not open.
pub(crate) fn open(core: &Core, row: &outbox::Model) -> Result<Map<String, Value>> {
    let unreadable = |error| Error::internal("stored payload", error);
    let Ok(envelope) = serde_json::from_str::<Envelope>(&row.payload) else {
        return serde_json::from_str(&row.payload).map_err(unreadable);
    };
    let params = unseal(core, row.tenant_id, envelope)?;
    serde_json::from_str(params.expose_secret()).map_err(unreadable)
}

fn unseal(core: &Core, tenant: TenantId, envelope: Envelope) -> Result<SecretString> {
    let [key_id, nonce, ciphertext] = envelope.sealed;
    let decode =
        |text: &str| STANDARD_NO_PAD.decode(text).map_err(|error| Error::internal("stored payload", error));
    let sealed = Sealed { key_id, nonce: decode(&nonce)?, ciphertext: decode(&ciphertext)? };
    core.keyring.open(&sealed, &bound_to(tenant))
}

fn bound_to(tenant: TenantId) -> String {
    format!("outbox/{tenant}/payload")
}
