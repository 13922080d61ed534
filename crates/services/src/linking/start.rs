//! /start and /code: the welcome text and a code, in private chats; /start with a deep link's token is about that link
//! alone. A /start elsewhere is recorded and logged, so that
//! an owner can find the chat's id, and gets no answer.

use secrecy::ExposeSecret;
use switchboard_store::{
    contacts,
    entities::{contact, contact::ContactState, integration},
};

use super::{
    Linking,
    code::{self, Issued},
    letter::{self, Letter},
};
use crate::{
    error::Result,
    incoming::Incoming,
    message_text::TEXT_LIMIT,
    people::{self, Person, TelegramChat},
    texts::{Lang, linking as texts},
    work::Work,
};

impl Linking {
    /// /start in a private chat: records the chat, answers with the welcome text and a code.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn start(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        payload: Option<&str>,
    ) -> Result<()> {
        let telegram_chat_id = chat.telegram_chat_id;
        tracing::info!(tenant = %incoming.tenant, bot = incoming.bot, telegram_chat_id, "/start was pressed");
        if !letter::is_private(&incoming.integration, chat) {
            people::record_chat(incoming, chat).await?;
            return Ok(());
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let work = &incoming.work;
        if contact.state != ContactState::Active {
            let state = ContactState::Active;
            contacts::set_state(work.tx(), incoming.tenant, contact.id, state, work.now).await?;
        }
        let lang = people::language_of(&contact);
        if let Some(payload) = payload.map(str::trim).filter(|payload| !payload.is_empty()) {
            let letter = self.open_deep_link(incoming, &contact, payload).await?;
            return letter::post(work, incoming.tenant, vec![(&contact, letter)]).await;
        }

        let welcome = Letter::new(welcome_text(&incoming.integration, lang));
        let separate = write_code(work, &contact, lang).await?;
        let letters = if welcome.len() + separate.len() + 2 <= TEXT_LIMIT {
            vec![(&contact, welcome.append(separate))]
        } else {
            vec![(&contact, welcome), (&contact, separate)]
        };
        letter::post(work, incoming.tenant, letters).await
    }

    /// /code: a new code, at most three an hour.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn send_code(&self, incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<()> {
        if !letter::is_private(&incoming.integration, chat) {
            people::record_chat(incoming, chat).await?;
            return Ok(());
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let lang = people::language_of(&contact);
        let letter = write_code(&incoming.work, &contact, lang).await?;
        letter::post(&incoming.work, incoming.tenant, vec![(&contact, letter)]).await
    }
}

fn welcome_text(integration: &integration::Model, lang: Lang) -> &str {
    let own = integration.welcome_message.as_deref().filter(|text| !text.trim().is_empty());
    own.unwrap_or_else(|| texts::welcome(lang, integration.support_chat_id.is_some()))
}

/// A new code, or what stands in its way. The contact's row was written by `work`, which keeps it locked.
async fn write_code(work: &Work, contact: &contact::Model, lang: Lang) -> Result<Letter> {
    let Some(username) = contact.username.as_deref() else {
        return Ok(Letter::new(texts::username_needed(lang)));
    };
    Ok(match code::issue(work, contact, None).await? {
        Issued::Code { digits, expires_at } => Letter::new(texts::code_lead(lang))
            .code(digits.expose_secret())
            .paragraph(&texts::code_advice(lang, username))
            .until(expires_at),
        Issued::Wait { minutes } => Letter::new(texts::code_limit(lang, minutes)),
    })
}
