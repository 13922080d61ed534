//! Rate limits: one bucket for each chat and each bot. A call that comes too early is answered 429 with the seconds
//! until the bucket has room. Buckets that are full again are forgotten.

use std::collections::HashMap;

use super::{World, message::Place};
use crate::{error::ApiError, options::Rate};

/// Bucket → the time (milliseconds) up to which its budget is spent.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    chats: HashMap<(i64, Place), f64>,
    bots: HashMap<i64, f64>,
}

impl World {
    /// Spends one call of `bot` in `place`, or says how long to wait.
    pub(crate) fn spend(&mut self, bot: i64, place: Place) -> Result<(), ApiError> {
        let rate = match place {
            Place::Private { .. } => self.limits.chat,
            Place::Group(_) => self.limits.group,
        };
        let now = self.clock.now_ms() as f64;
        if self.quota.chats.len() > 10_000 {
            self.quota.chats.retain(|_, spent| *spent > now);
        }
        // Both are looked at before either is spent, so a refused call costs nothing.
        let chat = rate.map(|rate| after(rate, self.quota.chats.get(&(bot, place)), now)).transpose()?;
        let whole = self.limits.bot.map(|rate| after(rate, self.quota.bots.get(&bot), now)).transpose()?;
        if let Some(spent) = chat {
            self.quota.chats.insert((bot, place), spent);
        }
        if let Some(spent) = whole {
            self.quota.bots.insert(bot, spent);
        }
        Ok(())
    }
}

fn after(rate: Rate, spent: Option<&f64>, now: f64) -> Result<f64, ApiError> {
    let interval = f64::from(rate.per_ms) / f64::from(rate.count.max(1));
    let spent = spent.copied().unwrap_or(now).max(now) + interval;
    let over = spent - now - interval * f64::from(rate.burst.max(1));
    if over > 0.0 {
        return Err(ApiError::too_many_requests(((over / 1000.0).ceil() as u64).max(1)));
    }
    Ok(spent)
}
