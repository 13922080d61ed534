//! What wants a person's attention. Each was logged as an error when it happened; here is what still stands.

use chrono::{DateTime, Duration, Utc};
use switchboard_store::{BotId, LaneId, OutboxId, deliveries};

use super::Deliveries;
use crate::{
    actor::{Actor, Scope},
    error::Result,
};

/// A lane whose first send waits longer than this is stuck: longer than any limit or pause asks for.
const STUCK_AFTER: Duration = Duration::minutes(10);
/// Alerts of one kind in an answer.
const MOST: u64 = 100;

/// Something that wants a person's attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alert {
    /// Telegram refuses the bot's token. Its queue is kept until a new one is given.
    DeadBot(BotId),
    /// Nothing leaves this lane.
    StuckLane {
        /// Which.
        lane: LaneId,
        /// The send at its head.
        send: OutboxId,
        /// Since when it waits.
        since: DateTime<Utc>,
    },
    /// An update that could not be handled.
    UpdateSetAside {
        /// Whose.
        bot: BotId,
        /// Telegram's id of it.
        update_id: i64,
        /// A stable word.
        reason: Option<String>,
    },
}

impl Deliveries {
    /// The tenant's alerts.
    ///
    /// # Errors
    /// Without the scope `deliveries`.
    pub async fn alerts(&self, actor: &Actor) -> Result<Vec<Alert>> {
        actor.require(Scope::Deliveries)?;
        let reader = self.core.db.reader();
        let dead = deliveries::dead_bots(reader, actor.tenant).await?;
        let since = self.core.clock.now() - STUCK_AFTER;
        let stuck = deliveries::stuck(reader, actor.tenant, since, MOST).await?;
        let aside = deliveries::set_aside(reader, actor.tenant, MOST).await?;
        let dead = dead.into_iter().map(|bot| Alert::DeadBot(bot.id));
        let stuck = stuck.into_iter().map(|send| Alert::StuckLane {
            lane: send.lane_id,
            send: send.id,
            since: send.created_at,
        });
        let aside = aside.into_iter().map(|update| Alert::UpdateSetAside {
            bot: update.bot_id,
            update_id: update.update_id,
            reason: update.reason,
        });
        Ok(dead.chain(stuck).chain(aside).collect())
    }
}
