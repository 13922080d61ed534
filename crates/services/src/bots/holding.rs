//! Which integration has a bot: one at a time, of whatever tenant.

use switchboard_store::{BotId, bots as bot_rows, entities::integration::Model, holders, inbox};

use super::sender;
use crate::{
    error::{Error, Result},
    work::Work,
};

/// Makes sure that no other integration has the bot. One of the same tenant that only sends for its alert channels gives
/// way: from then on this one speaks for them.
///
/// # Errors
/// `Conflict` when another integration has it.
pub(crate) async fn claim(work: &Work, row: &Model, bot: BotId) -> Result<()> {
    sender::give_way(work, row, bot).await?;
    if holders::is_connected_elsewhere(work.tx(), bot, row.id).await? {
        return Err(connected_elsewhere());
    }
    Ok(())
}

/// Gives the bot to the integration. What waits from its time with another tenant is not this tenant's to send or to read.
pub(crate) async fn take_over(work: &Work, row: &Model, bot: BotId, has_new_token: bool) -> Result<()> {
    let (tx, tenant) = (work.tx(), row.tenant_id);
    let former = bot_rows::tenant_of(tx, bot).await?;
    bot_rows::connect(tx, tenant, row.id, bot, has_new_token).await?;
    if former.is_some_and(|former| former != tenant) {
        let cancelled = bot_rows::cancel_of_other_tenants(tx, tenant, bot, work.now).await?;
        inbox::forget_waiting(tx, bot, "bot_moved", work.now).await?;
        tracing::warn!(
            bot,
            cancelled,
            "the bot changed its tenant; what waited for the former one is cancelled"
        );
    }
    Ok(())
}

pub(crate) fn connected_elsewhere() -> Error {
    Error::Conflict("This bot is connected to another integration already.".to_owned())
}
