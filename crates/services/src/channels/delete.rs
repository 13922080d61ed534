//! A channel ends. Its row stays behind, marked; what waits for it is taken back; a bot that spoke only there leaves, and its
//! token is erased.

use switchboard_store::{ChannelId, channel_sends, channels};

use super::{Channels, reach::Reach, unknown};
use crate::{
    actor::Actor,
    audit::{self, Act},
    bots::sender,
    error::Result,
    work::Work,
};

impl Channels {
    /// Deletes a channel.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage, or deleted already.
    pub async fn delete(&self, actor: &Actor, id: ChannelId) -> Result<()> {
        let whose = Reach::of(actor)?.whose();
        let work = Work::begin(&self.core).await?;
        let mut row = channels::lock(work.tx(), actor.tenant, whose, id).await?.ok_or_else(unknown)?;
        let bot = row.bot_id;
        row.updated_at = work.now;
        row.deleted_at = Some(work.now);
        channels::update(work.tx(), row).await?;
        channel_sends::cancel_waiting(work.tx(), actor.tenant, id, work.now).await?;
        audit::record(&work, actor, Act::ChannelDeleted(id.0)).await?;
        if let Some(bot) = bot {
            sender::release(&work, actor.tenant, bot).await?;
        }
        work.commit().await?;
        if bot.is_some() {
            self.core.wakes.roster_changed();
        }
        Ok(())
    }
}
