//! What happens to the chats that a bot is in: it is added, made an admin or removed, and groups become supergroups.

use switchboard_store::{bots, chat_migration, integrations};

use super::Integrations;
use crate::{
    error::Result,
    incoming::Incoming,
    people::{self, TelegramChat},
};

impl Integrations {
    /// The bot was added to a chat, made admin, or removed (`my_chat_member` outside private chats).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn membership_changed(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        status: &str,
    ) -> Result<()> {
        let row = people::record_chat(incoming, chat).await?;
        bots::set_membership(incoming.work.tx(), incoming.tenant, row, status).await?;
        Ok(())
    }

    /// A group became a supergroup: the chat keeps its row, its lanes and its place as support chat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chat_migrated(&self, incoming: &Incoming, from: i64, to: i64) -> Result<()> {
        let (tx, tenant, bot) = (incoming.work.tx(), incoming.tenant, incoming.bot);
        chat_migration::follow(tx, tenant, bot, from, to).await?;
        integrations::rename_chat(tx, tenant, bot, from, to).await?;
        Ok(())
    }
}
