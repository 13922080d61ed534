//! What an owner believes to have, and how it is held while it writes.

use std::collections::HashSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::LockType,
};

use crate::{
    BotId, DbError, WorkerId,
    among::among,
    entities::{bot, integration},
};

/// A bot as its owner believes to have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The bot.
    pub bot: BotId,
    /// Who believes to own it.
    pub owner: WorkerId,
    /// Since which taking.
    pub epoch: i64,
}

/// Holds bots for this transaction; returns which claims are true. Of the others somebody else has the bot.
///
/// # Errors
/// When the database fails.
pub async fn hold_all<C: ConnectionTrait>(conn: &C, claims: &[Claim]) -> Result<HashSet<Claim>, DbError> {
    let held: Vec<(BotId, Option<WorkerId>, i64)> = bot::Entity::find()
        .select_only()
        .columns([bot::Column::Id, bot::Column::Owner, bot::Column::Epoch])
        .filter(among(conn, bot::Column::Id, claims.iter().map(|claim| claim.bot)))
        .order_by_asc(bot::Column::Id)
        .lock_shared()
        .into_tuple()
        .all(conn)
        .await?;
    let held: HashSet<Claim> = held
        .into_iter()
        .filter_map(|(bot, owner, epoch)| Some(Claim { bot, owner: owner?, epoch }))
        .collect();
    Ok(claims.iter().filter(|claim| held.contains(claim)).copied().collect())
}

/// Holds one bot for this transaction if the claim is true.
///
/// # Errors
/// When the database fails.
pub async fn hold<C: ConnectionTrait>(conn: &C, claim: Claim) -> Result<bool, DbError> {
    Ok(claimed(claim).lock_shared().into_tuple::<BotId>().one(conn).await?.is_some())
}

/// [`hold`], if the bot still has this token too: what was fetched with another may come from another server.
///
/// # Errors
/// When the database fails.
pub async fn hold_token<C: ConnectionTrait>(
    conn: &C,
    claim: Claim,
    token_version: i64,
) -> Result<bool, DbError> {
    let held = claimed(claim).filter(bot::Column::TokenVersion.eq(token_version)).lock_shared();
    Ok(held.into_tuple::<BotId>().one(conn).await?.is_some())
}

/// [`hold`], with the bot's live integration: no row also when it has none any more.
pub(crate) fn held_with_integration(claim: Claim) -> Select<integration::Entity> {
    let to_bot =
        integration::Entity::belongs_to(bot::Entity).from(integration::Column::BotId).to(bot::Column::Id);
    let mut held = integration::Entity::find()
        .join(JoinType::InnerJoin, to_bot.into())
        .filter(bot::Column::Id.eq(claim.bot))
        .filter(bot::Column::Owner.eq(claim.owner))
        .filter(bot::Column::Epoch.eq(claim.epoch))
        .filter(integration::Column::DeletedAt.is_null());
    QuerySelect::query(&mut held).lock_with_tables(LockType::Share, [bot::Entity]);
    held
}

fn claimed(claim: Claim) -> Select<bot::Entity> {
    bot::Entity::find_by_id(claim.bot)
        .select_only()
        .column(bot::Column::Id)
        .filter(bot::Column::Owner.eq(claim.owner))
        .filter(bot::Column::Epoch.eq(claim.epoch))
}
