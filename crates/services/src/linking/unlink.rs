//! Ending a link: by the user in the application, or by the person in the chat. The chat is told.

use chrono::Duration;
use serde_json::json;
use switchboard_store::{LinkId, link_tokens, links};

use super::{
    Linking, account,
    letter::{self, Letter},
};
use crate::{
    actor::Actor,
    delivery::{Outgoing, accept},
    error::Result,
    incoming::Incoming,
    people::{self, Person, TelegramChat},
    texts::{Lang, linking as texts},
    work::Work,
};

/// Telegram keeps a callback query for 150 s (`ClientManager` of tdlib/telegram-bot-api); answering later fails.
const CALLBACK_LIFETIME: Duration = Duration::seconds(150);

impl Linking {
    /// Ends the caller's link, if there is one, and takes back a deep link that is outstanding; both sides stay usable.
    ///
    /// # Errors
    /// A key that acts for nobody, failures of ours.
    pub async fn unlink(&self, actor: &Actor) -> Result<()> {
        let caller = actor.acting_user()?;
        let work = Work::begin(&self.core).await?;
        links::lock_account(work.tx(), actor.tenant, caller.id).await?;
        link_tokens::remove_of_user(work.tx(), actor.tenant, caller.id).await?;
        let Some((link, contact)) = links::active_of_user(work.tx(), actor.tenant, caller.id).await? else {
            return work.commit().await;
        };
        if links::end(work.tx(), actor.tenant, link.id, "user", work.now).await? {
            let text = texts::unlinked(people::language_of(&contact), &account::of_caller(caller));
            letter::post(&work, actor.tenant, vec![(&contact, Letter::new(text))]).await?;
        }
        work.commit().await
    }

    /// The button "this was not me" under a confirmation: unlinks at once. `callback_query_id` is answered. Pressed
    /// from any other chat than the linked one, or for a link that has ended, it changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn disown(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        link: LinkId,
        callback_query_id: &str,
    ) -> Result<()> {
        let (work, tenant) = (&incoming.work, incoming.tenant);
        if !letter::is_private(&incoming.integration, chat) {
            let row = people::record_chat(incoming, chat).await?;
            let lang = Lang::from_code(person.language_code.as_deref());
            return answer(incoming, row, callback_query_id, texts::nothing_to_disown(lang)).await;
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let lang = people::language_of(&contact);
        let active = links::active_of_contact(work.tx(), tenant, contact.id).await?;
        let is_theirs = active.is_some_and(|active| active.id == link);
        if is_theirs && links::end(work.tx(), tenant, link, "person", work.now).await? {
            answer(incoming, contact.chat_id, callback_query_id, texts::disowned(lang)).await?;
            let letter = Letter::new(texts::disowned(lang));
            return letter::post(work, tenant, vec![(&contact, letter)]).await;
        }
        answer(incoming, contact.chat_id, callback_query_id, texts::nothing_to_disown(lang)).await
    }
}

pub(super) async fn answer(
    incoming: &Incoming,
    chat: switchboard_store::ChatId,
    callback_query_id: &str,
    text: &str,
) -> Result<()> {
    reply(incoming, chat, json!({"callback_query_id": callback_query_id, "text": text})).await
}

/// Answers a press without words, where a message says them: Telegram takes the waiting mark off the button.
pub(super) async fn be_silent(
    incoming: &Incoming,
    chat: switchboard_store::ChatId,
    callback_query_id: &str,
) -> Result<()> {
    reply(incoming, chat, json!({"callback_query_id": callback_query_id})).await
}

async fn reply(
    incoming: &Incoming,
    chat: switchboard_store::ChatId,
    params: serde_json::Value,
) -> Result<()> {
    let mut outgoing = Outgoing::new(incoming.bot, chat, "answerCallbackQuery", params);
    outgoing.expires_at = Some(incoming.work.now + CALLBACK_LIFETIME);
    accept(&incoming.work, incoming.tenant, outgoing).await?;
    Ok(())
}
