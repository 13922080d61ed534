//! One seal renewed: what each column's rows are bound to, and what else follows from the secret.

use secrecy::SecretString;
use switchboard_store::{
    IntegrationId, LinkTokenId,
    sealed::{RowId, SealedColumn, SealedRow, SealedValue},
};
use uuid::Uuid;

use crate::{
    bots,
    core::Core,
    delivery::payload,
    error::{Error, Result},
    linking,
    sealing::Sealed,
};

/// What takes a seal's place.
pub(super) struct Renewed {
    pub(super) value: SealedValue,
    /// For a column beside which a keyed hash stands.
    pub(super) hash: Option<Vec<u8>>,
}

/// Opens a row's secret and seals it again, with the newest key.
///
/// # Errors
/// When it does not open.
pub(super) fn renew(core: &Core, column: SealedColumn, row: &SealedRow) -> Result<Renewed> {
    match column {
        SealedColumn::BotToken => {
            let (value, _) = parts(core, row, &bots::sealed_for(IntegrationId(uuid(row)?)))?;
            Ok(Renewed { value, hash: None })
        }
        SealedColumn::LinkToken => {
            let (value, token) = parts(core, row, &linking::token_sealed_for(LinkTokenId(uuid(row)?)))?;
            Ok(Renewed { value, hash: Some(linking::token_hash(&core.keyring, &token)) })
        }
        SealedColumn::Payload => {
            let SealedValue::Envelope(text) = &row.value else { return Err(odd()) };
            let value = SealedValue::Envelope(payload::reseal(core, row.tenant, text)?);
            Ok(Renewed { value, hash: None })
        }
    }
}

fn parts(core: &Core, row: &SealedRow, bound_to: &str) -> Result<(SealedValue, SecretString)> {
    let SealedValue::Parts { key_id, nonce, ciphertext } = row.value.clone() else { return Err(odd()) };
    let secret = core.keyring.open(&Sealed { key_id, nonce, ciphertext }, bound_to)?;
    let Sealed { key_id, nonce, ciphertext } = core.keyring.seal(&secret, bound_to)?;
    Ok((SealedValue::Parts { key_id, nonce, ciphertext }, secret))
}

fn uuid(row: &SealedRow) -> Result<Uuid> {
    match row.id {
        RowId::Uuid(id) => Ok(id),
        RowId::Number(_) => Err(odd()),
    }
}

fn odd() -> Error {
    Error::broken("a sealed row in the form of another column")
}
