//! Which chats are a user's own: the linked one, and groups that the linked account added the tenant's bot to. A user's channel
//! with the tenant's bot goes there and nowhere else; with a token of its own it goes wherever that bot may.

use switchboard_store::{
    BotId, Conn, TenantId, UserId, chats, entities::channel::Model, integrations, links,
};

use crate::error::{Error, Result};

/// # Errors
/// `BadInput` for a chat that is not the user's own, whether or not there is such a chat.
pub(super) async fn must_be_own<C: Conn>(conn: &C, channel: &Model) -> Result<()> {
    let (Some(user), None) = (channel.user_id, channel.bot_id) else { return Ok(()) };
    let bot = integrations::default_of(conn, channel.tenant_id).await?.and_then(|found| found.bot_id);
    if is_own(conn, channel.tenant_id, user, bot, &channel.chat_id).await? {
        return Ok(());
    }
    Err(Error::bad_field(
        "chat_id",
        "With the tenant's bot, a user's channel goes to the user's linked chat, or to a group that the linked account \
         added the bot to. Give the channel a token of its own to reach other chats.",
    ))
}

/// Whether the chat is the user's own now.
pub(super) async fn is_own<C: Conn>(
    conn: &C,
    tenant: TenantId,
    user: UserId,
    bot: Option<BotId>,
    chat_id: &str,
) -> Result<bool> {
    let Ok(chat_id) = chat_id.parse::<i64>() else { return Ok(false) };
    let Some((_, person)) = links::active_of_user(conn, tenant, user).await? else { return Ok(false) };
    if person.telegram_user_id == chat_id {
        return Ok(true);
    }
    let Some(bot) = bot else { return Ok(false) };
    let chat = chats::by_telegram_id(conn, tenant, bot, chat_id).await?;
    Ok(chat.is_some_and(|chat| chat.added_by == Some(person.telegram_user_id)))
}
