//! What happens to the chats that a bot is in: it is added, made an admin or removed, and groups become supergroups.

use switchboard_store::{bots, channels, chat_migration, chats, integrations};

use super::Integrations;
use crate::{
    error::Result,
    incoming::Incoming,
    people::{self, TelegramChat},
};

impl Integrations {
    /// The bot was added to a chat, made admin, or removed (`my_chat_member` outside private chats), by the person with the
    /// Telegram id `by`. Who added it stays known until it is removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn membership_changed(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        status: &str,
        by: Option<i64>,
    ) -> Result<()> {
        let (tx, tenant) = (incoming.work.tx(), incoming.tenant);
        let before = chats::by_telegram_id(tx, tenant, incoming.bot, chat.telegram_chat_id).await?;
        let row = people::record_chat(incoming, chat).await?;
        let is_outside = |status: &str| matches!(status, "left" | "kicked");
        let was_inside = before.and_then(|chat| chat.membership).is_some_and(|status| !is_outside(&status));
        if is_outside(status) {
            bots::set_added_by(tx, tenant, row, None).await?;
        } else if !was_inside {
            bots::set_added_by(tx, tenant, row, by).await?;
        }
        bots::set_membership(tx, tenant, row, status).await?;
        Ok(())
    }

    /// Something was heard in a chat where nothing is to be done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chat_heard(&self, incoming: &Incoming, chat: &TelegramChat) -> Result<()> {
        people::hear(incoming, chat).await
    }

    /// A group became a supergroup: the chat keeps its row, its lanes and its place as support chat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chat_migrated(&self, incoming: &Incoming, from: i64, to: i64) -> Result<()> {
        let (tx, tenant, bot) = (incoming.work.tx(), incoming.tenant, incoming.bot);
        chat_migration::follow(tx, tenant, bot, from, to).await?;
        integrations::rename_chat(tx, tenant, bot, from, to).await?;
        channels::rename_chat(tx, tenant, from, to).await?;
        Ok(())
    }
}
