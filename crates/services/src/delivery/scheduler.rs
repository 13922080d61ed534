//! What goes next, decided in memory: the most urgent class first, then the lane served longest ago, one message in
//! flight a lane, budgets for each chat and for the bot. No input or output: the owner feeds it rows and asks for picks.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use switchboard_store::{ChatId, LaneId, dispatch::LaneAndChat, entities::outbox};
use tokio::time::Instant;

use super::{
    bucket::Bucket,
    chat_budget::ChatBudget,
    lane::Standing,
    queues::Queues,
    settings::{DeliverySettings, Limit},
};

/// A send whose turn it is.
#[derive(Clone, Debug)]
pub(super) struct Pick {
    pub(super) lane: LaneId,
    pub(super) chat: ChatId,
    pub(super) telegram_chat_id: i64,
    pub(super) row: Arc<outbox::Model>,
}

/// The result of a look at the lanes.
#[derive(Debug, Default)]
pub(super) struct Picks {
    /// To be started.
    pub(super) starts: Vec<Pick>,
    /// Whose time ran out while they waited.
    pub(super) expired: Vec<Pick>,
}

/// The lanes and budgets of one bot.
#[derive(Debug)]
pub(super) struct Scheduler {
    settings: Arc<DeliverySettings>,
    bot: Bucket,
    bot_blocked_until: Option<Instant>,
    lanes: Queues,
    chats: HashMap<ChatId, ChatBudget>,
    in_flight: usize,
    capacity: usize,
    /// While the network or Telegram is in trouble: one call at a time.
    careful: bool,
    /// Nothing goes out until further notice.
    paused: bool,
}

impl Scheduler {
    /// A new owner's scheduler: the bot's budget is empty, because nobody knows what the last owner just sent.
    pub(super) fn new(settings: Arc<DeliverySettings>, bot_limit: Limit, now: Instant) -> Self {
        Self {
            bot: Bucket::emptied(bot_limit, now, Duration::ZERO),
            capacity: usize::try_from(bot_limit.limit.saturating_mul(2)).unwrap_or(usize::MAX).max(1),
            settings,
            bot_blocked_until: None,
            lanes: Queues::default(),
            chats: HashMap::new(),
            in_flight: 0,
            careful: false,
            paused: false,
        }
    }

    /// Which of these lanes are new here; the known ones are looked at again.
    pub(super) fn unknown(&mut self, lanes: impl IntoIterator<Item = LaneId>) -> Vec<LaneId> {
        lanes.into_iter().filter(|id| !self.look_again(*id)).collect()
    }

    fn look_again(&mut self, id: LaneId) -> bool {
        let Some(lane) = self.lanes.get_mut(id) else { return false };
        lane.more = true;
        if lane.standing == Standing::Closing {
            self.lanes.place(id, Standing::Hungry);
        }
        true
    }

    /// Adds lanes with the chats that they write to.
    pub(super) fn add(&mut self, lanes: Vec<LaneAndChat>, now: Instant, wall: DateTime<Utc>) {
        for (lane, chat) in lanes {
            let settings = &self.settings;
            self.chats.entry(chat.id).or_insert_with(|| ChatBudget::new(&chat, settings, now, wall));
            if !self.lanes.contains(lane.id) {
                self.lanes.insert(&lane);
            }
        }
    }

    /// Lanes whose next rows must be read, some at a time.
    pub(super) fn hungry(&self, at_most: usize) -> Vec<LaneId> {
        self.lanes.hungry().take(at_most).collect()
    }

    /// How many lanes are held.
    pub(super) fn lanes(&self) -> usize {
        self.lanes.len()
    }

    /// Takes over the rows that were read for a lane, when `asked` were asked for; none: it is to be closed.
    pub(super) fn feed(&mut self, id: LaneId, rows: Vec<Arc<outbox::Model>>, asked: u32) {
        let Some(lane) = self.lanes.get_mut(id) else { return };
        let is_empty = rows.is_empty();
        lane.feed(rows, asked);
        if is_empty {
            self.lanes.place(id, Standing::Closing);
        } else {
            self.lanes.queue(id);
        }
    }

    /// Whose turn it is now. What it returns counts as in flight, and its budget is reserved until [`goes`](Self::goes) or
    /// [`stays`](Self::stays) is told.
    pub(super) fn pick(&mut self, now: Instant, wall: DateTime<Utc>) -> Picks {
        let mut picks = Picks::default();
        self.lanes.wake_due(now);
        if self.paused {
            return picks;
        }
        while let Some(id) = self.lanes.first_ready() {
            let limit = if self.careful { 1 } else { self.capacity };
            if self.in_flight >= limit || self.bot_slot(now) > now {
                break;
            }
            self.consider(id, now, wall, &mut picks);
        }
        picks
    }

    fn consider(&mut self, id: LaneId, now: Instant, wall: DateTime<Utc>, picks: &mut Picks) {
        let Some(lane) = self.lanes.get_mut(id) else { return };
        let (Some(row), Some(chat)) = (lane.heads.front().cloned(), self.chats.get_mut(&lane.chat)) else {
            self.lanes.place(id, Standing::Hungry);
            return;
        };
        let pick = Pick { lane: id, chat: lane.chat, telegram_chat_id: chat.telegram_chat_id, row };
        if pick.row.expires_at.is_some_and(|expiry| expiry <= wall) {
            lane.heads.pop_front();
            picks.expired.push(pick);
            self.lanes.settle(id);
            return;
        }
        let not_before =
            pick.row.not_before.and_then(|time| (time - wall).to_std().ok()).map(|wait| now + wait);
        let slot = [Some(chat.next_slot(now)), lane.held_until, not_before]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(now);
        if slot > now {
            self.lanes.place(id, Standing::Later(slot));
            return;
        }
        lane.heads.pop_front();
        chat.bucket.reserve();
        self.bot.reserve();
        self.in_flight += 1;
        self.lanes.place(id, Standing::InFlight);
        picks.starts.push(pick);
    }

    /// A started send goes out now.
    pub(super) fn goes(&mut self, pick: &Pick, now: Instant) {
        self.bot.spend(now);
        if let Some(chat) = self.chats.get_mut(&pick.chat) {
            chat.bucket.spend(now);
        }
    }

    /// A picked send does not go out.
    pub(super) fn stays(&mut self, pick: &Pick) {
        self.bot.release();
        if let Some(chat) = self.chats.get_mut(&pick.chat) {
            chat.bucket.release();
        }
    }

    /// When to look again if nothing else happens.
    pub(super) fn next_look(&self, now: Instant) -> Option<Instant> {
        let lane = self.lanes.next_turn(now);
        let limit = if self.careful { 1 } else { self.capacity };
        if self.paused || self.in_flight >= limit {
            return None;
        }
        lane.map(|at| at.max(self.bot_slot(now)))
    }

    /// The send in flight of this lane ended, one way or the other.
    pub(super) fn ended(&mut self, id: LaneId) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.lanes.settle(id);
    }

    /// The send in flight of this lane goes back to its head, to be read again with what has changed in it.
    /// Nothing of the lane goes before `until`.
    pub(super) fn returned(&mut self, id: LaneId, until: Option<Instant>) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(lane) = self.lanes.get_mut(id) {
            lane.heads.clear();
            lane.held_until = until;
            self.lanes.place(id, Standing::Hungry);
        }
    }

    /// Lanes to close if the database agrees.
    pub(super) fn closing(&self) -> Vec<LaneId> {
        self.lanes.closing().collect()
    }

    /// Whether the lane is empty once its send in flight has ended: it can be closed in the same commit.
    pub(super) fn is_last(&self, id: LaneId) -> bool {
        self.lanes.get(id).is_some_and(|lane| lane.heads.is_empty() && !lane.more)
    }

    /// What became of the lanes to close: those that were not closed have rows again.
    pub(super) fn closed(&mut self, asked: &[LaneId], closed: &[LaneId], now: Instant) {
        for &id in asked {
            if !self.lanes.is_closing(id) {
                continue;
            }
            if closed.contains(&id) {
                self.lanes.remove(id);
            } else {
                self.lanes.place(id, Standing::Hungry);
            }
        }
        if self.lanes.is_empty() {
            self.chats.retain(|_, chat| !chat.is_idle(now));
        }
    }

    /// Nothing to this chat until then. Returns whether another chat is blocked at the same time.
    pub(super) fn block_chat(&mut self, id: ChatId, until: Instant, now: Instant) -> bool {
        let others = self
            .chats
            .iter()
            .any(|(other, chat)| *other != id && chat.blocked_until.is_some_and(|at| at > now));
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.blocked_until = chat.blocked_until.max(Some(until));
        }
        others
    }

    /// Whether nothing may go to this chat now.
    pub(super) fn is_blocked(&self, id: ChatId, now: Instant) -> bool {
        let is_later = |until: Option<Instant>| until.is_some_and(|until| until > now);
        let chat = self.chats.get(&id).and_then(|chat| chat.blocked_until);
        self.paused || is_later(self.bot_blocked_until) || is_later(chat)
    }

    /// Nothing at all until then.
    pub(super) fn block_bot(&mut self, until: Instant) {
        self.bot_blocked_until = self.bot_blocked_until.max(Some(until));
    }

    /// One call at a time, or as many as the budget allows.
    pub(super) fn set_careful(&mut self, careful: bool) {
        self.careful = careful;
    }

    /// Nothing goes out, or everything again.
    pub(super) fn set_paused(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// The chat has another id at Telegram now.
    pub(super) fn chat_moved(&mut self, id: ChatId, telegram_chat_id: i64) {
        if let Some(chat) = self.chats.get_mut(&id) {
            chat.telegram_chat_id = telegram_chat_id;
        }
    }

    /// Sends on the way.
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight
    }

    fn bot_slot(&self, now: Instant) -> Instant {
        self.bot.next_slot(now).max(self.bot_blocked_until.unwrap_or(now))
    }

    /// A picked send could not be started (cancelled meanwhile, or another owner has the bot).
    pub(super) fn not_started(&mut self, pick: &Pick) {
        self.returned(pick.lane, None);
    }
}
