//! The owner pressed a button under the question. It counts once, within a day, and only in the owner's own chat as the
//! integration names it at that moment.

use switchboard_store::{
    ChatId, SupportRequestId, chats,
    entities::{
        integration::ConfiguredBy,
        support_request::{Model, RequestState},
    },
    integrations, support_requests,
};

use super::{ask::LIFETIME, is_owner, say::Words, wish::Wish};
use crate::{
    audit::{self, Act, By},
    error::Result,
    incoming::{Handling, Incoming},
    integrations::Integrations,
    people::{self, Person, TelegramChat},
    texts::{Lang, support_chat as texts},
};

/// A press of one of the owner's buttons.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// What was asked.
    pub request: SupportRequestId,
    /// Yes or no.
    pub is_yes: bool,
    /// Telegram's id of the question.
    pub question: i64,
    /// The press, to be answered.
    pub query: &'a str,
}

impl Integrations {
    /// The owner decides about a support chat or its agents. Waits while the integration is being changed elsewhere.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide_about_support(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        decision: Decision<'_>,
    ) -> Result<Handling> {
        let row = people::record_chat(incoming, chat).await?;
        let lang = Lang::from_code(person.language_code.as_deref());
        let (tx, tenant) = (incoming.work.tx(), incoming.tenant);
        let press = |text| Words::default().press(row, decision.query, text);
        // Not waiting for the lock: an update in hand holds the bot, and whoever holds the integration may wait for that.
        let id = incoming.integration.id;
        let Some(integration) = integrations::lock_if_free(tx, tenant, id).await? else {
            return Ok(Handling::Wait);
        };
        if !is_owner(&integration, chat, person) {
            press(texts::owner_only(lang)).accept(incoming).await?;
            return Ok(Handling::Done);
        }
        let request = support_requests::by_id(tx, tenant, id, decision.request).await?;
        let is_live = |request: &Model| {
            request.state == RequestState::Pending && request.created_at > incoming.work.now - LIFETIME
        };
        let Some(request) = request.filter(is_live) else {
            press(texts::stale_question(lang)).accept(incoming).await?;
            return Ok(Handling::Done);
        };
        let outcome = match decision.is_yes {
            true => self.confirm(incoming, integration, person, &request).await?,
            false => Outcome::Declined,
        };
        let state =
            if outcome == Outcome::Confirmed { RequestState::Confirmed } else { RequestState::Declined };
        support_requests::decide(tx, &request, state, incoming.work.now).await?;
        let told = Told { lang, question: decision.question, owner: row };
        outcome.words(&request, &told, press("")).accept(incoming).await?;
        Ok(Handling::Done)
    }

    async fn confirm(
        &self,
        incoming: &Incoming,
        mut integration: switchboard_store::entities::integration::Model,
        owner: &Person,
        request: &Model,
    ) -> Result<Outcome> {
        let (tx, tenant) = (incoming.work.tx(), incoming.tenant);
        let wish = Wish::of(&request.wish)?;
        let Some(chat) = chats::by_id(tx, tenant, request.chat_id).await? else { return Ok(Outcome::Gone) };
        let is_out = chat.membership.as_deref().is_some_and(|status| matches!(status, "left" | "kicked"));
        if wish == Wish::Here && is_out {
            return Ok(Outcome::Gone);
        }
        wish.apply(&mut integration, chat.telegram_chat_id)?;
        integration.configured_by = ConfiguredBy::Api;
        integration.updated_at = incoming.work.now;
        tracing::info!(
            tenant = %tenant,
            bot = incoming.bot,
            chat = chat.telegram_chat_id,
            asked_by = request.asked_by,
            wish = request.wish,
            "the owner changed who answers people"
        );
        let by = By::Telegram(tenant, owner.telegram_user_id);
        audit::record(&incoming.work, by, Act::SupportChanged(integration.id)).await?;
        integrations::update(tx, integration).await?;
        Ok(Outcome::Confirmed)
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Confirmed,
    Declined,
    /// The bot is not in that chat any more.
    Gone,
}

/// How the owner is told.
struct Told {
    lang: Lang,
    question: i64,
    owner: ChatId,
}

impl Outcome {
    fn words(self, request: &Model, told: &Told, words: Words) -> Words {
        let theirs = Lang::from_code(Some(&request.language));
        let (owners, chats) = match self {
            Self::Confirmed => (texts::confirmed(told.lang), Some(texts::confirmed(theirs))),
            Self::Declined => (texts::declined(told.lang), Some(texts::declined(theirs))),
            Self::Gone => (texts::bot_is_out(told.lang), None),
        };
        let words = words.settle(told.owner, told.question, owners);
        match chats.filter(|_| request.chat_id != told.owner) {
            Some(text) => words.tell(request.chat_id, text),
            None => words,
        }
    }
}
