//! The people's side, in process: makes bots, people and groups, plays the people, injects faults, reads the log.
//!
//! Tests hold a [`Sim`] (cheap to clone) and a [`Phone`] for each person in a chat. Every method is one change of the
//! world under its lock; the `wait_…` methods are woken by changes and never poll. The same is offered over HTTP
//! under `/_sim` (see `crate::control`).

mod completion;
mod draft;
mod groups;
mod phone;
mod seen;
mod setup;

use std::{sync::Arc, time::Duration};

use secrecy::SecretString;
use serde_json::Value;

pub(crate) use self::seen::see;
pub use self::{
    draft::Draft,
    phone::Phone,
    seen::{Button, Seen, Speaker},
    setup::{BotInfo, NewBot, NewGroup, NewUser},
};
use crate::{
    call_log::Call,
    core::Core,
    error::SimError,
    faults::Fault,
    options::Limits,
    world::{BotSetup, Place},
};

/// A handle on the emulated Telegram.
#[derive(Clone)]
pub struct Sim {
    pub(crate) core: Arc<Core>,
}

impl std::fmt::Debug for Sim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sim").finish_non_exhaustive()
    }
}

impl Sim {
    /// Makes a bot, as BotFather does.
    pub fn create_bot(&self, bot: NewBot) -> Result<BotInfo, SimError> {
        let setup =
            BotSetup { token: bot.token, username: bot.username, name: bot.name, privacy: bot.privacy };
        self.core.write(|world| {
            let id = world.create_bot(setup)?;
            let bot = world.bot(id)?;
            Ok(BotInfo { id, username: bot.username.clone(), token: bot.token.clone() })
        })
    }

    /// Makes a person. Returns the user's id.
    pub fn create_user(&self, user: NewUser) -> Result<i64, SimError> {
        self.core.write(|world| world.create_user(user.into()))
    }

    /// Changes or (with `None`) removes a person's username.
    pub fn rename_user(&self, user: i64, username: Option<&str>) -> Result<(), SimError> {
        self.core.write(|world| world.rename_user(user, username))
    }

    /// The user's private chat with the bot.
    pub fn private(&self, user: i64, bot: i64) -> Phone {
        Phone::new(self.clone(), user, Place::private(user, bot))
    }

    /// The user in a group.
    pub fn in_group(&self, user: i64, group: i64) -> Phone {
        Phone::new(self.clone(), user, Place::Group(group))
    }

    /// Deletes the user's account: bots get 403 `user is deactivated`.
    pub fn deactivate(&self, user: i64) -> Result<(), SimError> {
        self.core.write(|world| world.deactivate(user))
    }

    /// Queues an update exactly as given, for instance of a kind that no client knows. An `update_id` is added if there
    /// is none. Returns the update's id.
    pub fn raw_update(&self, bot: i64, update: Value) -> Result<i64, SimError> {
        self.core.write(|world| world.push_raw_update(bot, update))
    }

    /// Gives the bot a new token and returns it; calls with the old one get 401.
    pub fn revoke_token(&self, bot: i64) -> Result<SecretString, SimError> {
        self.core.write(|world| world.revoke_token(bot))
    }

    /// The messages of a chat as `user` sees them, oldest first.
    pub fn transcript(&self, place: Place) -> Vec<Seen> {
        self.core.read(|world| {
            let Some(chat) = world.chats.get(&place) else { return Vec::new() };
            chat.messages.values().map(|message| see(world, chat, message)).collect()
        })
    }

    /// What the bot answered to a button press, as `answerCallbackQuery` was called: `None` until then.
    pub fn callback_answer(&self, query: &str) -> Option<Value> {
        self.core.read(|world| world.query(query).and_then(|query| query.answer.clone()))
    }

    /// How many updates wait for the bot.
    pub fn pending_updates(&self, bot: i64) -> usize {
        self.core.read(|world| world.bot(bot).map_or(0, |bot| bot.inbox.queue.len()))
    }

    /// How many `getUpdates` calls the bot began, to know that one waits.
    pub fn polls(&self, bot: i64) -> u64 {
        self.core.read(|world| world.bot(bot).map_or(0, |bot| bot.inbox.poll))
    }

    /// How many `getUpdates` calls of the bot wait for an answer now.
    pub fn waiting_polls(&self, bot: i64) -> usize {
        self.core.read(|world| world.bot(bot).map_or(0, |bot| bot.inbox.waiting))
    }

    /// How many posts to the bot's present webhook failed.
    pub fn webhook_failures(&self, bot: i64) -> u64 {
        self.core.read(|world| {
            world.bot(bot).ok().and_then(|bot| bot.webhook.as_ref()).map_or(0, |hook| hook.failures)
        })
    }

    /// API calls after `seq`, oldest first; 0 for all that the log still holds.
    pub fn calls(&self, after: u64) -> Vec<Arc<Call>> {
        self.core.log().after(after)
    }

    /// The newest call's number: pass it to [`Sim::wait_for_call`] to see only what comes later.
    pub fn last_call(&self) -> u64 {
        self.core.log().last_seq()
    }

    /// The first call after `after` that `wanted` accepts, waiting for it up to `timeout`.
    pub async fn wait_for_call(
        &self,
        after: u64,
        timeout: Duration,
        wanted: impl Fn(&Call) -> bool,
    ) -> Option<Arc<Call>> {
        self.wait_for(timeout, |sim| sim.calls(after).into_iter().find(|call| wanted(call))).await
    }

    /// The first `Some` of `look`, which is asked now and after each change, up to `timeout`.
    pub async fn wait_for<T>(&self, timeout: Duration, look: impl Fn(&Sim) -> Option<T>) -> Option<T> {
        let mut changes = self.core.changes();
        let deadline = tokio::time::sleep(timeout);
        tokio::pin!(deadline);
        loop {
            changes.mark_unchanged();
            if let Some(found) = look(self) {
                return Some(found);
            }
            tokio::select! {
                () = &mut deadline => return None,
                changed = changes.changed() => if changed.is_err() { return None },
            }
        }
    }

    /// Switches a fault on. Returns its id.
    pub fn fault(&self, fault: Fault) -> u64 {
        self.core.faults().add(fault)
    }

    /// The faults that are on and not used up, with their ids.
    pub fn faults(&self) -> Vec<(u64, Fault)> {
        self.core.faults().list()
    }

    /// Switches one fault off.
    pub fn remove_fault(&self, id: u64) {
        self.core.faults().remove(id);
    }

    /// Switches all faults off.
    pub fn clear_faults(&self) {
        self.core.faults().clear();
    }

    /// Exchanges the rate limits.
    pub fn set_limits(&self, limits: Limits) {
        self.core.write(|world| world.limits = limits);
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.core.clock.advance(by);
        self.core.announce();
    }

    /// Keeps the world as it is now: bots, people, chats, files, queued updates. Returns a number for [`Sim::restore`];
    /// the newest sixteen are kept.
    pub fn snapshot(&self) -> u64 {
        self.core.snapshot()
    }

    /// Puts the world back as it was; the clock, the log, the faults and the limits of the moment stay. `false`: there is
    /// no such snapshot.
    pub fn restore(&self, snapshot: u64) -> bool {
        let Some(hooked) = self.core.restore(snapshot) else { return false };
        hooked.into_iter().for_each(|bot| crate::webhook::start(&self.core, bot));
        true
    }

    /// Forgets bots, people, chats, faults and the log.
    pub fn reset(&self) {
        self.core.faults().clear();
        self.core.log().clear();
        self.core.write(crate::world::World::reset);
    }
}
