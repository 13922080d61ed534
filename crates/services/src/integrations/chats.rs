//! `GET /chats`: where the default bot was started and where it was added, so that nobody reads `getUpdates` by hand.

use switchboard_store::integrations;

use super::Integrations;
use crate::{
    actor::{Actor, Scope},
    error::Result,
    people::{KnownChat, known_chats},
};

impl Integrations {
    /// The chats of the tenant's default bot: groups and channels that it was not removed from, then people; each newest
    /// first. Without an integration there are none.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn chats(&self, actor: &Actor) -> Result<Vec<KnownChat>> {
        actor.require(Scope::Integrations)?;
        let reader = self.core.db.reader();
        let found = integrations::default_of(reader, actor.tenant).await?;
        match found.and_then(|integration| integration.bot_id) {
            Some(bot) => known_chats(reader, actor.tenant, bot).await,
            None => Ok(Vec::new()),
        }
    }
}
