//! `createChannel`, `updateChannel`, `enableChannel`, `disableChannel`, `deleteChannel`, `testChannel`: alert channels. Twins of
//! the REST calls.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use secrecy::SecretString;
use switchboard_services::{
    Result as ServiceResult,
    channels::{self, ChannelChange, NewChannel, NewSchedule},
};

use super::integrations::field;
use crate::{
    caller::session,
    error::Result,
    types::{Channel, NodeId, TestChannelResult, UserError, Weekday, payload},
};

/// A channel to make.
#[derive(InputObject)]
pub(super) struct CreateChannelInput {
    /// What people call it: 1 to 255 characters.
    name: String,
    /// Telegram's id of the chat: a 64-bit integer, as text, negative for groups.
    chat_id: String,
    /// The user that it belongs to, by their id in the host application. Without it the tenant; for a plain user themselves.
    user_id: Option<ID>,
    /// A bot token of its own; without it the tenant's bot speaks.
    token: Option<String>,
    /// When it wants anything; without it always.
    schedule: Option<ChannelScheduleInput>,
    /// The least urgent that it wants, 1 to 5.
    #[graphql(default = 1)]
    level: i32,
    /// What it wants, 50 at most; empty: everything.
    #[graphql(default)]
    topics: Vec<String>,
    /// Whether anything is sent.
    #[graphql(default = true)]
    is_enabled: bool,
}

/// What changes; what is left out stays.
#[derive(InputObject)]
pub(super) struct UpdateChannelInput {
    /// The channel.
    id: ID,
    /// What people call it: 1 to 255 characters.
    name: Option<String>,
    /// Telegram's id of the chat: a 64-bit integer, as text, negative for groups.
    chat_id: Option<String>,
    /// A bot token of its own; null: the tenant's bot speaks.
    token: MaybeUndefined<String>,
    /// When it wants anything; null: always.
    schedule: MaybeUndefined<ChannelScheduleInput>,
    /// The least urgent that it wants, 1 to 5.
    level: Option<i32>,
    /// What it wants, 50 at most; empty: everything.
    topics: Option<Vec<String>>,
    /// Whether anything is sent.
    is_enabled: Option<bool>,
}

/// When a channel wants anything.
#[derive(InputObject)]
pub(super) struct ChannelScheduleInput {
    /// On these days; without them on all.
    days: Option<Vec<Weekday>>,
    /// When it begins on these days, such as `09:00`; without both the whole day.
    from: Option<String>,
    /// When it ends, such as `18:00` or `24:00`; on the next day where it is before the beginning.
    to: Option<String>,
    /// The time zone by its name in the IANA database, such as `Europe/Berlin`.
    time_zone: String,
}

/// Which channel.
#[derive(InputObject)]
pub(super) struct ChannelInput {
    /// The channel.
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct ChannelPayload {
    /// The channel as it is now; null if there are errors.
    channel: Option<Channel>,
    /// Why nothing changed.
    errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DeleteChannelPayload {
    /// The channel that there was; null if there are errors.
    deleted_id: Option<ID>,
    /// Why nothing changed.
    errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct TestChannelPayload {
    /// How the test ended; null if there are errors.
    result: Option<TestChannelResult>,
    /// Why nothing was tried.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ChannelsMutation;

#[Object]
impl ChannelsMutation {
    /// Makes an alert channel. A user makes their own, site owners and admins any of the tenant.
    async fn create_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The channel.")] input: CreateChannelInput,
    ) -> Result<ChannelPayload> {
        let (services, actor) = session(ctx)?;
        let new = NewChannel {
            user_id: input.user_id.map(|id| id.0),
            name: input.name,
            chat_id: input.chat_id,
            token: input.token.map(SecretString::from),
            schedule: input.schedule.map(NewSchedule::from),
            level: input.level,
            topics: input.topics,
            is_enabled: input.is_enabled,
        };
        ChannelPayload::of(services.channels.create(actor, new).await, "input.userId")
    }

    /// Changes an alert channel.
    async fn update_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateChannelInput,
    ) -> Result<ChannelPayload> {
        let (services, actor) = session(ctx)?;
        let id = NodeId::channel(&input.id)?;
        let schedule = match input.schedule {
            MaybeUndefined::Value(schedule) => MaybeUndefined::Value(NewSchedule::from(schedule)),
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        };
        let token = match input.token {
            MaybeUndefined::Value(token) => MaybeUndefined::Value(SecretString::from(token)),
            MaybeUndefined::Null => MaybeUndefined::Null,
            MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        };
        let change = ChannelChange {
            name: input.name,
            chat_id: input.chat_id,
            token: field(token),
            schedule: field(schedule),
            level: input.level,
            topics: input.topics,
            is_enabled: input.is_enabled,
        };
        ChannelPayload::of(services.channels.change(actor, id, change).await, "input.id")
    }

    /// Switches an alert channel on.
    async fn enable_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ChannelInput,
    ) -> Result<ChannelPayload> {
        let (services, actor) = session(ctx)?;
        let enabled = services.channels.enable(actor, NodeId::channel(&input.id)?).await;
        ChannelPayload::of(enabled, "input.id")
    }

    /// Switches an alert channel off: what is dispatched from then on is skipped there. What was accepted still goes.
    async fn disable_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ChannelInput,
    ) -> Result<ChannelPayload> {
        let (services, actor) = session(ctx)?;
        let disabled = services.channels.disable(actor, NodeId::channel(&input.id)?).await;
        ChannelPayload::of(disabled, "input.id")
    }

    /// Deletes an alert channel: what waits for it is taken back, and a token of its own is erased.
    async fn delete_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ChannelInput,
    ) -> Result<DeleteChannelPayload> {
        let (services, actor) = session(ctx)?;
        let deleted = services.channels.delete(actor, NodeId::channel(&input.id)?).await;
        let (deleted, errors) = payload(deleted, "input.id", "input.id")?;
        Ok(DeleteChannelPayload { deleted_id: deleted.map(|()| input.id), errors })
    }

    /// Sends a test message to a channel's chat ahead of everything else and waits up to 10 seconds for Telegram; says what
    /// to look at when it failed.
    async fn test_channel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ChannelInput,
    ) -> Result<TestChannelPayload> {
        let (services, actor) = session(ctx)?;
        let tested = services.channels.test(actor, NodeId::channel(&input.id)?).await;
        let (result, errors) = payload(tested, "input.id", "input.id")?;
        Ok(TestChannelPayload { result: result.map(TestChannelResult), errors })
    }
}

impl ChannelPayload {
    fn of(answer: ServiceResult<channels::Channel>, not_found: &str) -> Result<Self> {
        let (channel, errors) = payload(answer, not_found, "input")?;
        Ok(Self { channel: channel.map(Channel), errors })
    }
}

impl From<ChannelScheduleInput> for NewSchedule {
    fn from(input: ChannelScheduleInput) -> Self {
        let days = input.days.map(|days| days.into_iter().map(Into::into).collect());
        Self { days, from: input.from, to: input.to, time_zone: input.time_zone }
    }
}
