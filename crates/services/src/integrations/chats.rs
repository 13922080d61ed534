//! `GET /chats`: where the default bot was started and where it was added, so that nobody reads `getUpdates` by hand.

use switchboard_store::{chats, entities::contact, integrations};

use super::Integrations;
use crate::{
    actor::{Actor, Scope},
    error::Result,
    people::ChatKind,
};

/// The most groups and channels that are listed.
const GROUPS: u64 = 500;
/// The most people who are listed: the latest.
const PEOPLE: u64 = 500;

/// A chat that the bot is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChat {
    /// Telegram's id.
    pub id: i64,
    /// Telegram's type.
    pub kind: ChatKind,
    /// The group's title, or the person's name.
    pub title: Option<String>,
}

impl Integrations {
    /// The chats of the tenant's default bot: groups and channels that it was not removed from, then people; each newest
    /// first. Without an integration there are none.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn chats(&self, actor: &Actor) -> Result<Vec<KnownChat>> {
        actor.require(Scope::Integrations)?;
        let (reader, tenant) = (self.core.db.reader(), actor.tenant);
        let found = integrations::default_of(reader, tenant).await?;
        let Some(bot) = found.and_then(|integration| integration.bot_id) else { return Ok(Vec::new()) };
        let groups = chats::groups_of(reader, tenant, bot, GROUPS).await?.into_iter().map(|chat| KnownChat {
            id: chat.telegram_chat_id,
            kind: chat.kind,
            title: chat.title,
        });
        let people =
            chats::people_of(reader, tenant, bot, PEOPLE).await?.into_iter().map(|(chat, person)| {
                KnownChat {
                    id: chat.telegram_chat_id,
                    kind: chat.kind,
                    title: chat.title.or_else(|| person.map(name)),
                }
            });
        Ok(groups.chain(people).collect())
    }
}

fn name(person: contact::Model) -> String {
    match person.last_name {
        Some(last_name) => format!("{} {last_name}", person.first_name),
        None => person.first_name,
    }
}
