//! The people and chats that Telegram shows us. Every feature that hears an update records them here first, in the
//! update's own transaction: names change, usernames move from one person to another, groups become supergroups.

use chrono::{DateTime, Duration, Utc};
use switchboard_store::{
    ChatId, Conn,
    chats::{self, SeenChat},
    contacts::{self, SeenPerson},
    entities::{
        chat,
        contact::{self, ContactState},
        integration,
    },
    integrations,
    links::{self, LinkedUser},
};

use crate::{
    error::{Error, Result},
    incoming::Incoming,
    texts::Lang,
};

pub use chat_row::chat_row;
pub use known_chats::{KnownChat, hear, known_chats};
/// What faces see of a chat and of a bot's settings.
pub use switchboard_store::entities::{chat::ChatKind, integration::ChatScope};

mod chat_row;
#[cfg(test)]
pub(crate) mod database;
#[cfg(test)]
pub(crate) mod fixture;
mod known_chats;
#[cfg(test)]
mod tests;

/// When a person was last seen is known to the minute.
const STAYS_NOTED: Duration = Duration::minutes(1);

/// A Telegram account as the update shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Telegram's id; 64 bits.
    pub telegram_user_id: i64,
    /// Without `@`; absent where the account has none.
    pub username: Option<String>,
    /// Never empty at Telegram.
    pub first_name: String,
    /// Absent where the account has none.
    pub last_name: Option<String>,
    /// An IETF tag such as `ru` or `pt-br`.
    pub language_code: Option<String>,
    /// Whether it is a bot.
    pub is_bot: bool,
}

/// A chat as the update shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TelegramChat {
    /// Telegram's id; 64 bits, negative for groups.
    pub telegram_chat_id: i64,
    /// Telegram's type.
    pub kind: ChatKind,
    /// Groups and channels have one.
    pub title: Option<String>,
    /// Public chats have one.
    pub username: Option<String>,
}

/// A person in their private chat with the bot, as recorded.
#[derive(Clone, Debug)]
pub struct Met {
    /// The recorded contact.
    pub contact: contact::Model,
    /// The user who is linked to it now.
    pub user: Option<LinkedUser>,
    /// Whether this is the first time.
    pub is_new: bool,
}

/// Records the chat as last seen and returns its row id.
///
/// # Errors
/// When the database fails.
pub async fn record_chat(incoming: &Incoming, chat: &TelegramChat) -> Result<ChatId> {
    let seen = SeenChat {
        tenant: incoming.tenant,
        bot: incoming.bot,
        telegram_chat_id: chat.telegram_chat_id,
        kind: chat.kind,
        title: chat.title.clone(),
        username: chat.username.clone(),
    };
    Ok(chats::record(incoming.work.tx(), seen, incoming.work.now).await?.id)
}

/// Records the person of a private chat: contact, names, language, and that they can be written to again (one who
/// said /stop stays stopped until /start). A username that another contact of the tenant was last seen with is taken
/// from that one. When all of that was noted less than a minute ago, nothing is written.
///
/// # Errors
/// When the database fails.
pub async fn meet(incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<Met> {
    let (tx, tenant) = (incoming.work.tx(), incoming.tenant);
    let known = contacts::known(tx, tenant, incoming.bot, person.telegram_user_id).await?;
    if let Some((contact, stored, user)) = known
        && is_noted(incoming, (&contact, &stored), chat, person)
    {
        return Ok(Met { contact, user, is_new: false });
    }
    let (contact, is_new) = note(incoming, chat, person).await?;
    let user = links::user_of_contact(tx, tenant, contact.id).await?;
    Ok(Met { contact, user, is_new })
}

/// Whether what is stored says all that the update shows, and was written a moment ago.
fn is_noted(
    incoming: &Incoming,
    (contact, stored): (&contact::Model, &chat::Model),
    chat: &TelegramChat,
    person: &Person,
) -> bool {
    let shown = Person {
        telegram_user_id: contact.telegram_user_id,
        username: contact.username.clone(),
        first_name: contact.first_name.clone(),
        last_name: contact.last_name.clone(),
        language_code: contact.language_code.clone(),
        is_bot: person.is_bot,
    };
    let place = TelegramChat {
        telegram_chat_id: stored.telegram_chat_id,
        kind: stored.kind,
        title: stored.title.clone(),
        username: stored.username.clone(),
    };
    let is_recent = |at: DateTime<Utc>| (Duration::zero()..STAYS_NOTED).contains(&(incoming.work.now - at));
    shown == *person
        && place == *chat
        && stored.tenant_id == incoming.tenant
        && stored.is_heard
        && contact.state != ContactState::Blocked
        && is_recent(stored.last_seen_at)
        && is_recent(contact.updated_at)
}

async fn note(incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<(contact::Model, bool)> {
    let (tx, now, tenant) = (incoming.work.tx(), incoming.work.now, incoming.tenant);
    let username_key = person.username.as_deref().map(username_key);
    // Taken before it is given, so that at no moment two people hold it.
    if let Some(key) = &username_key {
        contacts::take_username(tx, tenant, key, person.telegram_user_id).await?;
    }
    let seen = SeenPerson {
        tenant,
        bot: incoming.bot,
        chat: record_chat(incoming, chat).await?,
        telegram_user_id: person.telegram_user_id,
        username: person.username.clone(),
        username_key,
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        language_code: person.language_code.clone(),
    };
    Ok(contacts::record(tx, seen, now).await?)
}

/// What usernames are compared by: without surrounding space, without one leading `@`, in lower case.
#[must_use]
pub fn username_key(username: &str) -> String {
    let name = username.trim();
    name.strip_prefix('@').unwrap_or(name).to_lowercase()
}

/// The language in which to write to a contact.
#[must_use]
pub fn language_of(contact: &contact::Model) -> Lang {
    Lang::from_code(contact.language_code.as_deref())
}

/// Whether the bot answers in chats of this kind, by its integration's scope. It never does in channels.
#[must_use]
pub fn answers_in(integration: &integration::Model, kind: ChatKind) -> bool {
    match kind {
        ChatKind::Private => matches!(integration.scope, ChatScope::Private | ChatScope::Both),
        ChatKind::Group | ChatKind::Supergroup => {
            matches!(integration.scope, ChatScope::Group | ChatScope::Both)
        }
        ChatKind::Channel => false,
    }
}

/// The live integration through which its tenant can write to the contact. `None` when the bot was disconnected, or is
/// connected by another tenant now: what is meant for this contact must not be said by that bot.
///
/// # Errors
/// When the database fails.
pub async fn voice<C: Conn>(conn: &C, contact: &contact::Model) -> Result<Option<integration::Model>> {
    let found = integrations::by_bot(conn, contact.bot_id).await?;
    Ok(found.map(|(integration, _)| integration).filter(|found| found.tenant_id == contact.tenant_id))
}

/// A chat id as the API's strings carry it: a decimal number of 64 bits, possibly negative, and nothing else.
///
/// # Errors
/// `BadInput` for everything else.
pub fn telegram_chat_id(text: &str) -> Result<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let id = is_number.then(|| text.parse().ok()).flatten();
    id.ok_or_else(|| {
        Error::bad_input("A chat id is a whole number, for example 123456789 or -1001234567890.")
    })
}
