//! A channel as callers see it: everything but its token.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use switchboard_store::{
    ChannelId, Conn, TenantId, UserId, entities::channel::Model, holders, integrations, users,
};

use super::schedule::Schedule;
use crate::error::{Error, Result};

/// An alert channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// The channel.
    pub id: ChannelId,
    /// Whose tenant's.
    pub tenant_id: TenantId,
    /// The user that it belongs to, by their id in the host application; `None`: the tenant.
    pub user_id: Option<String>,
    /// What people call it.
    pub name: String,
    /// Telegram's id of the chat, as it was written.
    pub chat_id: String,
    /// Who speaks there, without `@`; `None` while no bot is connected.
    pub bot_username: Option<String>,
    /// Whether it speaks with the bot of a token of its own.
    pub has_own_token: bool,
    /// When it wants anything; `None`: always.
    pub schedule: Option<Schedule>,
    /// The least urgent that it wants, 1 to 5.
    pub level: i32,
    /// What it wants; empty: everything.
    pub topics: Vec<String>,
    /// Whether anything is sent.
    pub is_enabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// One row as callers see it.
pub(super) async fn view<C: Conn>(conn: &C, row: Model) -> Result<Channel> {
    let tenant = row.tenant_id;
    let seen = views(conn, tenant, vec![row]).await?.pop();
    seen.ok_or_else(|| Error::broken("a channel that was just read"))
}

/// Rows of the tenant as callers see them: three more statements, however many they are.
pub(super) async fn views<C: Conn>(conn: &C, tenant: TenantId, rows: Vec<Model>) -> Result<Vec<Channel>> {
    let owners: Vec<UserId> = rows.iter().filter_map(|row| row.user_id).collect();
    let owners: HashMap<UserId, String> = match owners.is_empty() {
        true => HashMap::new(),
        false => users::by_ids(conn, tenant, &owners)
            .await?
            .into_iter()
            .map(|user| (user.id, user.external_id))
            .collect(),
    };
    let bots: Vec<i64> = rows.iter().filter_map(|row| row.bot_id).collect();
    let own_bots = match bots.is_empty() {
        true => HashMap::new(),
        false => holders::usernames(conn, tenant, &bots).await?,
    };
    let default = integrations::default_of(conn, tenant).await?.and_then(|found| found.bot_username);
    let show = |row: Model| Channel {
        schedule: Schedule::of_row(&row),
        id: row.id,
        tenant_id: row.tenant_id,
        user_id: row.user_id.and_then(|user| owners.get(&user).cloned()),
        name: row.name,
        chat_id: row.chat_id,
        bot_username: match row.bot_id {
            Some(bot) => own_bots.get(&bot).cloned().flatten(),
            None => default.clone(),
        },
        has_own_token: row.bot_id.is_some(),
        level: row.level,
        topics: topics(&row.topics),
        is_enabled: row.is_enabled,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(show).collect())
}

/// The stored topics.
pub(super) fn topics(stored: &str) -> Vec<String> {
    serde_json::from_str(stored).unwrap_or_default()
}
