//! How an update is taken in hand: its bot held for this transaction, and itself marked handled.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _, QueryTrait as _};

use crate::{
    DbError, InboxId, Tx,
    entities::integration,
    inbox,
    ownership::{Claim, held_with_integration},
};

/// An update that is in hand until the transaction ends.
#[derive(Clone, Debug)]
pub struct InHand {
    /// The bot's live integration.
    pub integration: integration::Model,
    /// How often the update was tried before.
    pub tries: i32,
}

/// Why an update is not in hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotInHand {
    /// The claim is not true, or the bot has no integration any more.
    NotHeld,
    /// Somebody handled it already.
    NotWaiting,
}

/// Takes an update in hand. If it is not, the transaction is to be dropped.
///
/// # Errors
/// When the database fails.
pub async fn take(
    tx: &Tx,
    claim: Claim,
    id: InboxId,
    now: DateTime<Utc>,
) -> Result<Result<InHand, NotInHand>, DbError> {
    let backend = tx.get_database_backend();
    let statements = [held_with_integration(claim).build(backend), backend.build(&inbox::taking(id, now))];
    let [held, taken] = tx.query_each(statements).await?;
    let Some(held) = held.first() else { return Ok(Err(NotInHand::NotHeld)) };
    let integration = integration::Model::from_query_result(held, "")?;
    let Some(taken) = taken.first() else { return Ok(Err(NotInHand::NotWaiting)) };
    Ok(Ok(InHand { integration, tries: taken.try_get_by_index(0)? }))
}
