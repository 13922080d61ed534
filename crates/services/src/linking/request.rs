//! `registerTelegram` without a code: the bot sends one to the contact of that username, if there is one. The answer
//! is the same either way, and it counts for the caller either way.

use secrecy::ExposeSecret;
use switchboard_store::{
    codes, contacts,
    entities::{chat::ChatKind, code_attempt::AttemptKind, contact, contact::ContactState},
    links,
};

use super::{
    Linking, RegistrationResult, account,
    code::{self, HOUR, Issued, PER_HOUR},
    letter::{self, Letter},
    register::refusal,
};
use crate::{
    actor::{ActingUser, Actor},
    error::Result,
    people,
    texts::linking as texts,
    work::Work,
};

const SENT_IF_KNOWN: &str = "If this username has started our bot, a code has been sent to that chat: enter it here. \
     Otherwise open the bot in Telegram and press /start.";

impl Linking {
    pub(super) async fn request_code(
        &self,
        actor: &Actor,
        caller: &ActingUser,
        username: &str,
    ) -> Result<RegistrationResult> {
        let work = Work::begin(&self.core).await?;
        let (tx, tenant, kind) = (work.tx(), actor.tenant, AttemptKind::CodeRequest);
        links::lock_account(tx, tenant, caller.id).await?;
        let asked = codes::attempts_of_user(tx, tenant, caller.id, kind, work.now - HOUR).await?;
        if let Some(minutes) = code::wait(&asked, PER_HOUR, work.now) {
            let text =
                format!("You have asked for three codes within the hour. Please ask again in {minutes} min.");
            return Ok(refusal(text));
        }
        let candidates = contacts::lock_by_username(tx, tenant, username).await?;
        let first = candidates.first().map(|contact| contact.id);
        codes::note_attempt(tx, tenant, Some(caller.id), first, kind, work.now).await?;
        let mut letters = Vec::new();
        for contact in &candidates {
            if let Some(letter) = write_code(&work, caller, contact).await? {
                letters.push((contact, letter));
            }
        }
        letter::post(&work, tenant, letters).await?;
        work.commit().await?;
        Ok(refusal(SENT_IF_KNOWN))
    }
}

/// A code for the contact; `None` where it would not arrive, was not wanted (/stop), or the hour's three are used up.
async fn write_code(work: &Work, caller: &ActingUser, contact: &contact::Model) -> Result<Option<Letter>> {
    let voice = people::voice(work.tx(), contact).await?;
    let answers = voice.is_some_and(|bot| people::answers_in(&bot, ChatKind::Private));
    if !answers || contact.state != ContactState::Active {
        return Ok(None);
    }
    let Issued::Code { digits, expires_at } = code::issue(work, contact, Some(caller.id)).await? else {
        return Ok(None);
    };
    let lang = people::language_of(contact);
    let username = contact.username.as_deref().unwrap_or_default();
    let letter = Letter::new(texts::code_requested_by(lang, &account::of_caller(caller)))
        .paragraph(texts::code_lead(lang))
        .code(digits.expose_secret())
        .paragraph(&texts::code_advice(lang, username))
        .until(expires_at);
    Ok(Some(letter))
}
