//! A channel changes, is switched on or off.

use secrecy::SecretString;
use switchboard_store::{ChannelId, channels, entities::channel::Model};

use super::{
    Channel, Channels, Field, NewSchedule, Schedule, draft, own_chats::must_be_own, reach::Reach, unknown,
    view::view,
};
use crate::{
    actor::Actor,
    audit::{self, Act},
    bots::sender,
    error::Result,
    work::Work,
};

/// What changes; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct ChannelChange {
    /// 1 to 255 characters.
    pub name: Option<String>,
    /// Telegram's id of the chat: 64 bits, negative for groups.
    pub chat_id: Option<String>,
    /// A token of its own; null: the tenant's bot speaks.
    pub token: Field<SecretString>,
    /// When it wants anything; null: always.
    pub schedule: Field<NewSchedule>,
    /// The least urgent that it wants, 1 to 5.
    pub level: Option<i32>,
    /// What it wants; empty: everything.
    pub topics: Option<Vec<String>>,
    /// Whether anything is sent.
    pub is_enabled: Option<bool>,
}

impl Channels {
    /// Changes a channel.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage; otherwise as [`create`](Self::create).
    pub async fn change(&self, actor: &Actor, id: ChannelId, change: ChannelChange) -> Result<Channel> {
        let whose = Reach::of(actor)?.whose();
        // Before Telegram is asked.
        channels::by_id(self.core.db.reader(), actor.tenant, whose, id).await?.ok_or_else(unknown)?;
        let edit = Edit::checked(&change)?;
        let token = match change.token.as_set() {
            Some(token) => Some(self.known_token(token).await?),
            None => None,
        };
        let work = Work::begin(&self.core).await?;
        let before = channels::lock(work.tx(), actor.tenant, whose, id).await?.ok_or_else(unknown)?;
        let mut row = before.clone();
        edit.apply(&mut row);
        row.is_enabled = change.is_enabled.unwrap_or(row.is_enabled);
        let speaks_otherwise = !matches!(change.token, Field::Kept);
        if speaks_otherwise {
            row.bot_id = match token {
                Some((token, me)) => Some(sender::adopt(&work, actor.tenant, &token, me).await?),
                None => None,
            };
        }
        if row.chat_id != before.chat_id || speaks_otherwise {
            must_be_own(work.tx(), &row).await?;
        }
        row.updated_at = work.now;
        channels::update(work.tx(), row.clone()).await?;
        if let Some(former) = before.bot_id.filter(|former| row.bot_id != Some(*former)) {
            sender::release(&work, actor.tenant, former).await?;
        }
        audit::record(&work, actor, Act::ChannelChanged(id.0)).await?;
        let changed = view(work.tx(), row).await?;
        work.commit().await?;
        if speaks_otherwise {
            self.core.wakes.roster_changed();
        }
        Ok(changed)
    }

    /// Switches a channel on.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage.
    pub async fn enable(&self, actor: &Actor, id: ChannelId) -> Result<Channel> {
        let change = ChannelChange { is_enabled: Some(true), ..ChannelChange::default() };
        self.change(actor, id, change).await
    }

    /// Switches a channel off: what is dispatched from then on is skipped there. What was accepted still goes.
    ///
    /// # Errors
    /// `NotFound` for one that is not the caller's to manage.
    pub async fn disable(&self, actor: &Actor, id: ChannelId) -> Result<Channel> {
        let change = ChannelChange { is_enabled: Some(false), ..ChannelChange::default() };
        self.change(actor, id, change).await
    }
}

/// What changes, read.
struct Edit {
    name: Option<String>,
    chat_id: Option<String>,
    level: Option<i32>,
    topics: Option<String>,
    /// `Some(None)`: none from now on.
    schedule: Option<Option<Schedule>>,
}

impl Edit {
    fn checked(change: &ChannelChange) -> Result<Self> {
        Ok(Self {
            name: change.name.as_deref().map(draft::name).transpose()?,
            chat_id: change.chat_id.as_deref().map(draft::chat_id).transpose()?,
            level: change.level.map(|level| draft::level("level", level)).transpose()?,
            topics: change.topics.as_deref().map(draft::topics).transpose()?,
            schedule: match &change.schedule {
                Field::Kept => None,
                Field::Cleared => Some(None),
                Field::Set(schedule) => Some(Some(Schedule::new(schedule)?)),
            },
        })
    }

    fn apply(self, row: &mut Model) {
        if let Some(name) = self.name {
            row.name = name;
        }
        if let Some(chat_id) = self.chat_id {
            row.chat_id = chat_id;
        }
        if let Some(level) = self.level {
            row.level = level;
        }
        if let Some(topics) = self.topics {
            row.topics = topics;
        }
        if let Some(schedule) = self.schedule {
            Schedule::store(schedule.as_ref(), row);
        }
    }
}
