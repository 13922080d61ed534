//! `telegramChats`: where a channel can go, to be picked from a list.

use switchboard_store::{chats, integrations, links};

use super::{Channels, reach::Reach};
use crate::{
    actor::Actor,
    error::Result,
    people::{KnownChat, known_chats},
};

/// The most groups of a user that are listed.
const GROUPS: u64 = 100;

impl Channels {
    /// The chats of the tenant's bot: groups and channels that it was not removed from, then people; each newest first. A
    /// plain user sees groups that they added the bot to, and their linked chat.
    ///
    /// # Errors
    /// `Forbidden` for a key that may not and acts for nobody.
    pub async fn chats(&self, actor: &Actor) -> Result<Vec<KnownChat>> {
        let reach = Reach::of(actor)?;
        let (reader, tenant) = (self.core.db.reader(), actor.tenant);
        let default = integrations::default_of(reader, tenant).await?;
        let Some(bot) = default.and_then(|found| found.bot_id) else { return Ok(Vec::new()) };
        let Some(user) = reach.user() else { return known_chats(reader, tenant, bot).await };
        let Some((_, person)) = links::active_of_user(reader, tenant, user).await? else {
            return Ok(Vec::new());
        };
        let groups = chats::groups_added_by(reader, tenant, bot, person.telegram_user_id, GROUPS).await?;
        let own = chats::by_telegram_id(reader, tenant, bot, person.telegram_user_id).await?;
        let own = own.map(|chat| KnownChat::of_person(chat, Some(person)));
        Ok(groups.into_iter().map(KnownChat::of_group).chain(own).collect())
    }
}
