//! The chats that a bot was started in, added to, or heard from, so that nobody reads `getUpdates` by hand.

use switchboard_store::{
    BotId, Conn, TenantId, chats,
    entities::{chat, contact},
};

use super::{ChatKind, TelegramChat, record_chat};
use crate::{error::Result, incoming::Incoming};

/// The most groups and channels that are listed.
const GROUPS: u64 = 500;
/// The most people who are listed: the latest.
const PEOPLE: u64 = 500;

/// A chat that a bot is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChat {
    /// Telegram's id.
    pub id: i64,
    /// Telegram's type.
    pub kind: ChatKind,
    /// The group's title, or the person's name.
    pub title: Option<String>,
}

impl KnownChat {
    /// A group or channel.
    #[must_use]
    pub fn of_group(chat: chat::Model) -> Self {
        Self { id: chat.telegram_chat_id, kind: chat.kind, title: chat.title }
    }

    /// A person's private chat.
    #[must_use]
    pub fn of_person(chat: chat::Model, person: Option<contact::Model>) -> Self {
        let title = chat.title.or_else(|| person.map(name));
        Self { id: chat.telegram_chat_id, kind: chat.kind, title }
    }
}

/// Groups and channels that the tenant's bot was not removed from, then people; each newest first.
///
/// # Errors
/// When the database fails.
pub async fn known_chats<C: Conn>(conn: &C, tenant: TenantId, bot: BotId) -> Result<Vec<KnownChat>> {
    let groups = chats::groups_of(conn, tenant, bot, GROUPS).await?.into_iter().map(KnownChat::of_group);
    let people = chats::people_of(conn, tenant, bot, PEOPLE).await?;
    let people = people.into_iter().map(|(chat, person)| KnownChat::of_person(chat, person));
    Ok(groups.chain(people).collect())
}

/// Something was heard in a chat where nothing is to be done: the chat is remembered, if it is not known as it is now.
///
/// # Errors
/// When the database fails.
pub async fn hear(incoming: &Incoming, chat: &TelegramChat) -> Result<()> {
    let tx = incoming.work.tx();
    let known = chats::by_telegram_id(tx, incoming.tenant, incoming.bot, chat.telegram_chat_id).await?;
    let is_as_it_was = known.is_some_and(|known| {
        known.is_heard
            && known.kind == chat.kind
            && known.title == chat.title
            && known.username == chat.username
    });
    if !is_as_it_was {
        record_chat(incoming, chat).await?;
    }
    Ok(())
}

fn name(person: contact::Model) -> String {
    match person.last_name {
        Some(last_name) => format!("{} {last_name}", person.first_name),
        None => person.first_name,
    }
}
