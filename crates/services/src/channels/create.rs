//! A new channel.

use secrecy::SecretString;
use switchboard_store::{
    ChannelId,
    channels::{self, Whose},
    entities::channel::Model,
};

use super::{
    Channel, Channels, NewSchedule, Schedule, draft, own_chats::must_be_own, reach::Reach, view::view,
};
use crate::{
    actor::Actor,
    audit::{self, Act},
    bots::sender,
    error::{Error, Result},
    work::Work,
};

/// The most channels of a tenant, its users' among them. A race may add a few more, which does no harm.
const MOST: u64 = 500;
/// The most channels of a user.
const MOST_OF_USER: u64 = 20;

/// A channel to make.
#[derive(Clone, Debug)]
pub struct NewChannel {
    /// The user that it belongs to, by their id in the host application. Without it the tenant; for a plain user themselves.
    pub user_id: Option<String>,
    /// 1 to 255 characters.
    pub name: String,
    /// Telegram's id of the chat: 64 bits, negative for groups.
    pub chat_id: String,
    /// A token of its own; without it the tenant's bot speaks.
    pub token: Option<SecretString>,
    /// When it wants anything; without it always.
    pub schedule: Option<NewSchedule>,
    /// The least urgent that it wants, 1 to 5.
    pub level: i32,
    /// What it wants; empty: everything.
    pub topics: Vec<String>,
    /// Whether anything is sent.
    pub is_enabled: bool,
}

impl Channels {
    /// Makes a channel.
    ///
    /// # Errors
    /// `BadInput` for what is no channel, for a token that Telegram refuses, and for a user's channel with the tenant's bot
    /// that is to reach a chat of somebody else; `Conflict` when the token's bot is connected elsewhere, when Telegram can't
    /// be asked, and for too many channels; `Forbidden` and `NotFound` for an owner that is not the caller's to choose.
    pub async fn create(&self, actor: &Actor, new: NewChannel) -> Result<Channel> {
        let reach = Reach::of(actor)?;
        let (name, chat_id) = (draft::name(&new.name)?, draft::chat_id(&new.chat_id)?);
        let (level, topics) = (draft::level("level", new.level)?, draft::topics(&new.topics)?);
        let schedule = new.schedule.as_ref().map(Schedule::new).transpose()?;
        let token = match &new.token {
            Some(token) => Some(self.known_token(token).await?),
            None => None,
        };
        let work = Work::begin(&self.core).await?;
        let user_id = reach.owner(&work, actor, new.user_id.as_deref()).await?;
        must_have_room(&work, actor, user_id.map_or(Whose::Everybodys, Whose::Users)).await?;
        let bot_id = match token {
            Some((token, me)) => Some(sender::adopt(&work, actor.tenant, &token, me).await?),
            None => None,
        };
        let mut row = Model {
            id: ChannelId::new(work.now),
            tenant_id: actor.tenant,
            user_id,
            name,
            chat_id,
            bot_id,
            days: None,
            opens: None,
            closes: None,
            time_zone: None,
            level,
            topics,
            is_enabled: new.is_enabled,
            created_at: work.now,
            updated_at: work.now,
            deleted_at: None,
        };
        Schedule::store(schedule.as_ref(), &mut row);
        must_be_own(work.tx(), &row).await?;
        channels::insert(work.tx(), row.clone()).await?;
        audit::record(&work, actor, Act::ChannelCreated(row.id.0)).await?;
        let made = view(work.tx(), row).await?;
        work.commit().await?;
        if bot_id.is_some() {
            self.core.wakes.roster_changed();
        }
        Ok(made)
    }
}

async fn must_have_room(work: &Work, actor: &Actor, whose: Whose) -> Result<()> {
    let full = |most: u64| {
        Err(Error::Conflict(format!("There are {most} channels already, the most there can be.")))
    };
    if channels::count(work.tx(), actor.tenant, Whose::Everybodys).await? >= MOST {
        return full(MOST);
    }
    if matches!(whose, Whose::Users(_))
        && channels::count(work.tx(), actor.tenant, whose).await? >= MOST_OF_USER
    {
        return full(MOST_OF_USER);
    }
    Ok(())
}
