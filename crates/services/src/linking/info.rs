//! What is stored of the caller's link. Reading and confirming it never links: a chat id proves nothing.

use switchboard_store::{chats, contacts, links};

use super::{Linking, TelegramInfo};
use crate::{
    actor::Actor,
    error::{Error, Result},
    people,
    work::Work,
};

impl Linking {
    /// The caller's link, if any (for `viewer`).
    ///
    /// # Errors
    /// A key that acts for nobody, failures of ours.
    pub async fn info(&self, actor: &Actor) -> Result<Option<TelegramInfo>> {
        let (caller, conn) = (actor.acting_user()?, self.core.db.reader());
        let Some((_, contact)) = links::active_of_user(conn, actor.tenant, caller.id).await? else {
            return Ok(None);
        };
        let chat = chats::by_id(conn, actor.tenant, contact.chat_id).await?;
        Ok(chat.map(|chat| TelegramInfo { username: contact.username, chat_id: chat.telegram_chat_id }))
    }

    /// `updateTelegramInfo`: confirms what is stored for the caller's own linked chat. Never links.
    ///
    /// # Errors
    /// `BadInput` for another username than Telegram last reported, `NotFound` for a chat that is not the caller's.
    pub async fn update_info(&self, actor: &Actor, username: &str, chat_id: &str) -> Result<TelegramInfo> {
        let caller = actor.acting_user()?;
        let asked = people::telegram_chat_id(chat_id)?;
        let work = Work::begin(&self.core).await?;
        let not_yours = || Error::not_found("This chat is not linked to your account.");
        let (_, contact) =
            links::active_of_user(work.tx(), actor.tenant, caller.id).await?.ok_or_else(not_yours)?;
        let chat = chats::by_id(work.tx(), actor.tenant, contact.chat_id).await?.ok_or_else(not_yours)?;
        if chat.telegram_chat_id != asked {
            return Err(not_yours());
        }
        if contact.username_key.as_deref() != Some(people::username_key(username).as_str()) {
            return Err(Error::bad_input(
                "Telegram reported another username for this chat. Write to the bot after changing it, then try again.",
            ));
        }
        contacts::touch(work.tx(), actor.tenant, contact.id, work.now).await?;
        work.commit().await?;
        Ok(TelegramInfo { username: contact.username, chat_id: asked })
    }
}
