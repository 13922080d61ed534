//! /help, /stop, and what Telegram tells when the bot is blocked or unblocked.

use switchboard_store::{
    contacts,
    entities::{chat::ChatKind, contact::ContactState},
};

use super::{
    Linking,
    letter::{self, Letter},
};
use crate::{
    delivery::{Outgoing, accept},
    error::Result,
    incoming::Incoming,
    people::{self, Person, TelegramChat},
    texts::{Lang, linking as texts},
};

impl Linking {
    /// /help, in any chat that the integration's scope lets the bot answer in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn help(&self, incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<()> {
        let work = &incoming.work;
        if letter::is_private(&incoming.integration, chat) {
            let contact = people::meet(incoming, chat, person).await?.contact;
            let supported = incoming.integration.support_chat_id.is_some();
            let letter = Letter::new(texts::help(people::language_of(&contact), supported));
            return letter::post(work, incoming.tenant, vec![(&contact, letter)]).await;
        }
        let row = people::record_chat(incoming, chat).await?;
        if people::answers_in(&incoming.integration, chat.kind) {
            let lang = Lang::from_code(person.language_code.as_deref());
            let params = serde_json::json!({"text": texts::help_in_group(lang)});
            accept(work, incoming.tenant, Outgoing::new(incoming.bot, row, "sendMessage", params)).await?;
        }
        Ok(())
    }

    /// /stop: no more notifications until /start.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stop(&self, incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<()> {
        if !letter::is_private(&incoming.integration, chat) {
            people::record_chat(incoming, chat).await?;
            return Ok(());
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let work = &incoming.work;
        contacts::set_state(work.tx(), incoming.tenant, contact.id, ContactState::Stopped, work.now).await?;
        let letter = Letter::new(texts::stopped(people::language_of(&contact)));
        letter::post(work, incoming.tenant, vec![(&contact, letter)]).await
    }

    /// The person blocked or unblocked the bot (`my_chat_member` in a private chat). Who had said /stop stays stopped,
    /// so that unblocking does not undo it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn blocked(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        blocked: bool,
    ) -> Result<()> {
        if chat.kind != ChatKind::Private {
            return Ok(());
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        if blocked && contact.state == ContactState::Active {
            let work = &incoming.work;
            let state = ContactState::Blocked;
            contacts::set_state(work.tx(), incoming.tenant, contact.id, state, work.now).await?;
        }
        Ok(())
    }
}
