//! The row of a chat that is known by Telegram's id only, such as one that somebody typed into a setting.

use switchboard_store::{
    BotId, ChatId, TenantId,
    chats::{self, SeenChat},
    entities::chat::ChatKind,
};

use crate::{error::Result, work::Work};

/// The chat's row. One that no update showed yet is made from its id alone; the first update corrects it.
///
/// # Errors
/// When the database fails.
pub async fn chat_row(work: &Work, tenant: TenantId, bot: BotId, telegram_chat_id: i64) -> Result<ChatId> {
    if let Some(chat) = chats::by_telegram_id(work.tx(), tenant, bot, telegram_chat_id).await? {
        return Ok(chat.id);
    }
    let kind = match telegram_chat_id {
        0.. => ChatKind::Private,
        // Ids of supergroups and channels begin with -100 (official documentation, "Dialog ID").
        ..=-1_000_000_000_000 => ChatKind::Supergroup,
        _ => ChatKind::Group,
    };
    let seen = SeenChat { tenant, bot, telegram_chat_id, kind, title: None, username: None };
    Ok(chats::record(work.tx(), seen, work.now).await?.id)
}
