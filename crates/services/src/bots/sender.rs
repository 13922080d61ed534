//! Bots that only send: those of alert channels that have a token of their own. Each has an integration that nobody sees, so
//! that delivery owns it like every other bot. It is not polled, its webhook and its commands at Telegram stay as they are,
//! since somebody else may run it there; and it ends with the last channel that speaks with it.

use switchboard_store::{
    BotId, TenantId, bots as bot_rows, channels,
    entities::{
        bot::BotState,
        integration::{ConfiguredBy, Model},
    },
    failures::is_unique_violation,
    holders, integrations, units,
};

use super::{
    Me,
    holding::{connected_elsewhere, take_over},
    row,
    token::BotToken,
};
use crate::{error::Result, work::Work};

/// Makes the bot of a token that Telegram knows speak for the tenant's channels, and tries it again if its token was refused
/// before. A bot that the tenant has connected already stays as it is.
///
/// # Errors
/// `Conflict` when another tenant has the bot.
pub(crate) async fn adopt(work: &Work, tenant: TenantId, token: &BotToken, me: Me) -> Result<BotId> {
    let holder = holders::lock_holder(work.tx(), token.bot).await?;
    let before = match holder {
        Some(holder) if holder.tenant_id != tenant => return Err(connected_elsewhere()),
        Some(holder) if !holder.sends_only => return Ok(token.bot),
        holder => holder,
    };
    let mut after = match &before {
        Some(before) => before.clone(),
        None => blank(work, tenant).await?,
    };
    let has_new_token = !row::has_token(work.core(), &after, token);
    if has_new_token {
        row::change_token(work.core(), &mut after, token)?;
    }
    after.bot_username = me.username;
    after.bot_name = Some(me.first_name);
    after.updated_at = work.now;
    match before {
        None => integrations::insert(work.tx(), after.clone()).await,
        Some(_) => integrations::update(work.tx(), after.clone()).await,
    }
    .map_err(|error| if is_unique_violation(&error) { connected_elsewhere() } else { error.into() })?;
    take_over(work, &after, token.bot, has_new_token).await?;
    Ok(token.bot)
}

/// Ends the integration of a bot that no channel of the tenant speaks with any more. Others stay.
pub(crate) async fn release(work: &Work, tenant: TenantId, bot: BotId) -> Result<()> {
    if channels::is_used(work.tx(), tenant, bot).await? {
        return Ok(());
    }
    match holders::lock_holder(work.tx(), bot).await? {
        Some(holder) if holder.tenant_id == tenant && holder.sends_only => {
            bot_rows::set_state(work.tx(), tenant, bot, BotState::Paused).await?;
            end(work, holder).await
        }
        _ => Ok(()),
    }
}

/// A sender's integration ends where another one of its tenant is to have the bot.
pub(super) async fn give_way(work: &Work, to: &Model, bot: BotId) -> Result<()> {
    match holders::lock_holder(work.tx(), bot).await? {
        Some(holder) if holder.id != to.id && holder.tenant_id == to.tenant_id && holder.sends_only => {
            end(work, holder).await
        }
        _ => Ok(()),
    }
}

async fn blank(work: &Work, tenant: TenantId) -> Result<Model> {
    let unit = units::ensure_default(work.tx(), tenant, work.now).await?;
    let mut row = row::blank(&unit, false, ConfiguredBy::Api, work);
    row.sends_only = true;
    Ok(row)
}

async fn end(work: &Work, mut row: Model) -> Result<()> {
    row::erase_token(&mut row);
    row.updated_at = work.now;
    row.deleted_at = Some(work.now);
    Ok(integrations::update(work.tx(), row).await?)
}
