//! Rate limits: one bucket for each chat and each bot. A call that comes too early is answered 429 with the seconds
//! until the bucket has room. Buckets that are full again are forgotten.

use std::collections::{HashMap, HashSet};

use super::{World, message::Place};
use crate::{error::ApiError, options::Rate};

/// Bucket → the time (milliseconds) up to which its budget is spent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quota {
    chats: HashMap<(i64, Place), f64>,
    /// Paid broadcasts apart.
    bots: HashMap<(i64, bool), f64>,
    webhooks: HashMap<i64, f64>,
    tokens: f64,
    /// Bots whose token was called already.
    loaded: HashSet<i64>,
}

impl World {
    /// Spends `count` messages of `bot` in `place`, or says how long to wait. A paid broadcast has a budget of its own
    /// instead of the bot's (Bot API, `allow_paid_broadcast`: 1000 messages a second).
    pub(crate) fn spend(&mut self, bot: i64, place: Place, count: u32, paid: bool) -> Result<(), ApiError> {
        let rate = match place {
            Place::Private { .. } => self.limits.chat,
            Place::Group(_) => self.limits.group,
        };
        let now = self.clock.now_ms() as f64;
        if self.quota.chats.len() > 10_000 {
            self.quota.chats.retain(|_, spent| *spent > now);
        }
        // Both are looked at before either is spent, so a refused call costs nothing.
        let chat =
            rate.map(|rate| after(rate, count, self.quota.chats.get(&(bot, place)), now)).transpose()?;
        let whole = if paid { self.limits.paid } else { self.limits.bot };
        let whole =
            whole.map(|rate| after(rate, count, self.quota.bots.get(&(bot, paid)), now)).transpose()?;
        if let Some(spent) = chat {
            self.quota.chats.insert((bot, place), spent);
        }
        if let Some(spent) = whole {
            self.quota.bots.insert((bot, paid), spent);
        }
        Ok(())
    }

    /// A token that is called for the first time counts against its address, of which there is one here.
    pub(crate) fn load_token(&mut self, bot: i64) -> Result<(), ApiError> {
        if self.quota.loaded.contains(&bot) {
            return Ok(());
        }
        let now = self.clock.now_ms() as f64;
        if let Some(rate) = self.limits.tokens {
            self.quota.tokens = after(rate, 1, Some(&self.quota.tokens), now)?;
        }
        self.quota.loaded.insert(bot);
        Ok(())
    }

    /// Spends one `setWebhook`.
    pub(crate) fn spend_webhook(&mut self, bot: i64) -> Result<(), ApiError> {
        let now = self.clock.now_ms() as f64;
        if let Some(rate) = self.limits.webhooks {
            let spent = after(rate, 1, self.quota.webhooks.get(&bot), now)?;
            self.quota.webhooks.insert(bot, spent);
        }
        Ok(())
    }
}

fn after(rate: Rate, count: u32, spent: Option<&f64>, now: f64) -> Result<f64, ApiError> {
    let interval = f64::from(rate.per_ms) / f64::from(rate.count.max(1));
    let spent = spent.copied().unwrap_or(now).max(now) + interval * f64::from(count);
    // An album may be longer than the burst; alone it always fits.
    let over = spent - now - interval * f64::from(rate.burst.max(count).max(1));
    if over > 0.0 {
        return Err(ApiError::too_many_requests(((over / 1000.0).ceil() as u64).max(1)));
    }
    Ok(spent)
}
