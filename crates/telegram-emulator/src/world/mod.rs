//! Everything that the emulated Telegram knows: people, bots, chats, messages, updates that wait for their bots.
//!
//! Called by the Bot API (`crate::bot_api`) and by the people's side (`crate::sim`), always under one lock and never
//! across an await, so each call sees and leaves a whole world. Nothing is written to disk. What fails, fails with the
//! caller's own error type and changes nothing.

mod account;
mod bot;
mod business;
mod chat;
mod delivery;
mod files;
mod inbox;
mod lookup;
mod membership;
mod mentions;
mod message;
mod people;
mod pins;
mod posting;
mod queries;
mod quota;
mod reactions;
mod rights;
mod topics;
mod upgrade;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use rand::{Rng, SeedableRng, rngs::StdRng};

pub(crate) use self::{
    account::User,
    bot::{Bot, CommandKey, Webhook},
    chat::{Chat, Status},
    files::{NewFile, StoredFile},
    inbox::Entry,
    message::{Content, Message, NewMessage, is_service, kind},
    people::{BotSetup, GroupSetup, UserSetup},
    rights::member_card,
    topics::{COLOURS, General, Topic},
};
pub use self::{chat::GroupKind, message::Place};
use crate::{
    clock::Clock,
    faults::Faults,
    options::{Limits, Options},
};

/// The state behind the one lock. A clone is a snapshot.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    /// Shared with whoever sets them; asked for each update.
    pub(crate) faults: Arc<Mutex<Faults>>,
    /// Webhooks only as Telegram takes them.
    pub(crate) strict_webhooks: bool,
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) bots: BTreeMap<i64, Bot>,
    pub(crate) chats: HashMap<Place, Chat>,
    pub(crate) connections: Vec<business::Connection>,
    queries: queries::Queries,
    files: files::Files,
    quota: quota::Quota,
    rng: StdRng,
    seed: Option<u64>,
    chat_messages: usize,
}

impl World {
    pub(crate) fn new(options: &Options) -> Self {
        World {
            clock: options.clock.clone(),
            limits: options.limits,
            faults: Arc::default(),
            strict_webhooks: options.strict_webhooks,
            users: BTreeMap::new(),
            bots: BTreeMap::new(),
            chats: HashMap::new(),
            connections: Vec::new(),
            queries: queries::Queries::default(),
            files: files::Files::default(),
            quota: quota::Quota::default(),
            rng: options.seed.map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64),
            seed: options.seed,
            chat_messages: options.chat_messages.max(1),
        }
    }

    /// Forgets everything but the clock, the limits and the seed.
    pub(crate) fn reset(&mut self) {
        for bot in self.bots.values() {
            bot.inbox.wake.notify_waiters();
        }
        let options = Options {
            clock: self.clock.clone(),
            limits: self.limits,
            strict_webhooks: self.strict_webhooks,
            seed: self.seed,
            chat_messages: self.chat_messages,
            ..Options::default()
        };
        let faults = self.faults.clone();
        *self = World { faults, ..World::new(&options) };
    }

    /// Becomes `kept` again, as a snapshot was taken of it. Polls that wait go on with the queue as it was then. Returns
    /// the bots whose webhook must be started anew.
    pub(crate) fn restore(&mut self, kept: World) -> Vec<i64> {
        let mut before = std::mem::replace(self, kept);
        self.limits = before.limits;
        let mut hooked = Vec::new();
        for bot in self.bots.values_mut() {
            if let Some(now) = before.bots.remove(&bot.id) {
                bot.inbox.poll = now.inbox.poll;
                bot.webhook_generation = now.webhook_generation.max(bot.webhook_generation) + 1;
            }
            if bot.webhook.is_some() {
                hooked.push(bot.id);
            }
            bot.inbox.wake.notify_waiters();
        }
        for gone in before.bots.values() {
            gone.inbox.wake.notify_waiters();
        }
        hooked
    }

    /// `length` characters as tokens and file ids are made of.
    pub(crate) fn random_text(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        (0..length).map(|_| char::from(ALPHABET[self.rng.random_range(0..ALPHABET.len())])).collect()
    }

    /// A positive 64-bit number, as callback query ids are.
    pub(crate) fn random_id(&mut self) -> i64 {
        self.rng.random_range(1_000_000_000_000_000_000..i64::MAX)
    }

    /// A `media_group_id`.
    pub(crate) fn random_group_id(&mut self) -> String {
        self.rng.random_range(13_000_000_000_000_000_i64..14_000_000_000_000_000).to_string()
    }

    /// From 1 to `sides`, as dice fall.
    pub(crate) fn random_value(&mut self, sides: i64) -> i64 {
        self.rng.random_range(1..=sides)
    }

    /// Where a bot's update ids start: Telegram picks any positive number (Bot API, `Update`).
    fn random_update_id(&mut self) -> i64 {
        self.rng.random_range(100_000_000..1_000_000_000)
    }
}
