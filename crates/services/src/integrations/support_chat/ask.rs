//! A command was typed. What it asks for is written down and put before the owner; a group that asks again and again asks
//! nobody.

use chrono::Duration;
use switchboard_store::{
    SupportRequestId, contacts,
    entities::{
        contact::{self, ContactState},
        support_request::{Model, RequestState},
    },
    support_requests,
};

use super::{
    owner_of,
    say::{Asked, Words},
    wish::{Ask, Subject, Wish},
};
use crate::{
    error::Result,
    incoming::Incoming,
    integrations::Integrations,
    people::{self, ChatKind, Person, TelegramChat},
    texts::{Lang, support_chat as texts},
};

/// How long the owner may take, and how long a no counts for its chat.
pub(super) const LIFETIME: Duration = Duration::days(1);
/// An owner is asked so often in an hour, from all chats together.
const PER_HOUR: usize = 5;
/// Older ones are forgotten.
const KEPT: Duration = Duration::days(7);

impl Integrations {
    /// `/support` or `/agents`, in a group, in the support chat, or in the owner's own chat.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_about_support(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        ask: &Ask,
    ) -> Result<()> {
        let row = people::record_chat(incoming, chat).await?;
        let asked = Asked { chat, row, message_id: ask.message_id };
        let lang = Lang::from_code(person.language_code.as_deref());
        let words = match consider(incoming, &asked, person, ask, lang).await? {
            Ok(words) => words,
            Err(text) => Words::default().answer(incoming, &asked, &text),
        };
        words.accept(incoming).await
    }
}

/// What is to be said, or, as an error, the one sentence why the owner is not asked.
async fn consider(
    incoming: &Incoming,
    asked: &Asked<'_>,
    person: &Person,
    ask: &Ask,
    lang: Lang,
) -> Result<Result<Words, String>> {
    let Some(wish) = Wish::read(ask, person) else {
        let text = match ask.subject {
            Subject::Chat => texts::support_usage(lang).to_owned(),
            Subject::Agents => texts::agents_usage(lang, incoming.integration.agents.as_deref()),
        };
        return Ok(Err(text));
    };
    let here = asked.chat.telegram_chat_id;
    let mut after = incoming.integration.clone();
    wish.apply(&mut after, here)?;
    if after == incoming.integration {
        return Ok(Err(texts::so_already(lang).to_owned()));
    }
    let Some(owner) = owner(incoming).await? else {
        return Ok(Err(texts::no_owner(lang, here, incoming.integration.bot_username.as_deref())));
    };
    let (tx, now) = (incoming.work.tx(), incoming.work.now);
    let stored = wish.stored()?;
    let recent =
        support_requests::since(tx, incoming.tenant, incoming.integration.id, now - LIFETIME).await?;
    if let Some(text) = refusal(&recent, asked, &stored, now - Duration::hours(1), lang) {
        return Ok(Err(text.to_owned()));
    }
    let id = SupportRequestId::new(now);
    let request = Model {
        id,
        tenant_id: incoming.tenant,
        integration_id: incoming.integration.id,
        chat_id: asked.row,
        asked_by: person.telegram_user_id,
        wish: stored,
        state: RequestState::Pending,
        language: lang.code().to_owned(),
        created_at: now,
        decided_at: None,
    };
    support_requests::insert(tx, request, now - KEPT).await?;
    let owners = people::language_of(&owner);
    let question =
        texts::question(owners, &who(person), &place(asked.chat, owners), &consequence(&wish, owners));
    let words = Words::default().ask(owner.chat_id, owners, &question, id);
    Ok(Ok(words.answer(incoming, asked, texts::owner_asked(lang))))
}

/// The owner as the bot knows them; only somebody who has started the bot can be asked.
async fn owner(incoming: &Incoming) -> Result<Option<contact::Model>> {
    let Some(owner) = owner_of(&incoming.integration) else { return Ok(None) };
    let found = contacts::by_telegram_chat(incoming.work.tx(), incoming.tenant, owner).await?;
    Ok(found.into_iter().find(|contact| {
        contact.bot_id == incoming.bot
            && contact.telegram_user_id == owner
            && contact.state == ContactState::Active
    }))
}

/// Why the owner is not asked again.
fn refusal(
    recent: &[Model],
    asked: &Asked<'_>,
    wish: &str,
    an_hour_ago: chrono::DateTime<chrono::Utc>,
    lang: Lang,
) -> Option<&'static str> {
    let here = || recent.iter().filter(|request| request.chat_id == asked.row);
    if here().any(|request| request.state == RequestState::Pending && request.wish == wish) {
        return Some(texts::asked_already(lang));
    }
    if here().any(|request| request.state == RequestState::Declined) {
        return Some(texts::declined_lately(lang));
    }
    let within = recent.iter().filter(|request| request.created_at > an_hour_ago).count();
    (within >= PER_HOUR).then(|| texts::ask_later(lang))
}

fn who(person: &Person) -> String {
    let name = match &person.last_name {
        Some(last) => format!("{} {last}", person.first_name),
        None => person.first_name.clone(),
    };
    match &person.username {
        Some(username) => format!("{name} (@{username}, {})", person.telegram_user_id),
        None => format!("{name} ({})", person.telegram_user_id),
    }
}

/// The chat by its title and its id: titles can be made to look like others.
fn place(chat: &TelegramChat, lang: Lang) -> String {
    match (chat.kind, &chat.title) {
        (ChatKind::Private, _) => texts::this_chat(lang).to_owned(),
        (_, Some(title)) => format!("“{title}” ({})", chat.telegram_chat_id),
        (_, None) => chat.telegram_chat_id.to_string(),
    }
}

fn consequence(wish: &Wish, lang: Lang) -> String {
    match wish {
        Wish::Here => texts::would_be_here(lang).to_owned(),
        Wish::Nowhere => texts::would_be_nowhere(lang).to_owned(),
        Wish::Everybody => texts::would_be_everybody(lang).to_owned(),
        Wish::Agents(ids) => {
            let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
            texts::would_be_agents(lang, &list.join(", "))
        }
    }
}
