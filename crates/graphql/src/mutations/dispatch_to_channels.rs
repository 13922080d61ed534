//! `dispatchToChannels`: the application tells what happened.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};
use switchboard_services::channels::{Alert, Audience, Callback, Subject, Tag, Target};

use crate::{
    caller::session,
    error::Result,
    types::{ChannelDispatch, DateTime, DispatchType, NodeId, UserError, payload},
};

/// What happened, and where to tell it. Lengths are counted in UTF-16.
#[derive(InputObject)]
pub(super) struct DispatchToChannelsInput {
    /// Where to tell it.
    target: DispatchTargetInput,
    /// What kind of thing happened.
    r#type: DispatchType,
    /// One line of 1 to 256 characters.
    title: String,
    /// What the title leads to: http or https.
    link: Option<String>,
    /// A picture that Telegram fetches: http or https.
    image_url: Option<String>,
    /// At most 10,000 characters; the whole is cut at 4096.
    description: Option<String>,
    /// Facts, 30 at most.
    #[graphql(default)]
    tags: Vec<AlertTagInput>,
    /// Buttons, 10 at most.
    #[graphql(default)]
    callbacks: Vec<AlertCallbackInput>,
    /// When it happened.
    occurred_at: Option<DateTime>,
    /// Made up by the caller: asking again under it sends nothing again and answers the same dispatch, for 24 hours.
    idempotency_key: Option<String>,
}

/// Where to tell it.
#[derive(OneofObject)]
pub(super) enum DispatchTargetInput {
    /// In this channel.
    ChannelId(ID),
    /// In every channel that wants it.
    Subject(DispatchSubjectInput),
}

/// What it is about, how urgent it is, and whose channels are asked whether they want it.
#[derive(InputObject)]
pub(super) struct DispatchSubjectInput {
    /// 1 to 64 letters, digits, `_`, `-`, `.`, `:` or `/`.
    topic: String,
    /// 1 to 5, the most urgent.
    level: i32,
    /// Whose channels are asked. Without it the tenant's; a plain user always asks their own.
    audience: Option<DispatchAudienceInput>,
}

/// Whose channels are asked.
#[derive(OneofObject)]
pub(super) enum DispatchAudienceInput {
    /// Those of many.
    Group(DispatchGroup),
    /// Those of this user, by their id in the host application.
    UserId(ID),
}

/// Those whose channels are asked.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum DispatchGroup {
    /// The tenant's own channels.
    Tenant,
    /// The tenant's own channels and those of its users.
    Everybody,
}

/// A fact.
#[derive(InputObject)]
pub(super) struct AlertTagInput {
    /// One line of 1 to 64 characters.
    key: String,
    /// At most 2048 characters.
    value: String,
}

/// A button that opens an address.
#[derive(InputObject)]
pub(super) struct AlertCallbackInput {
    /// One line of 1 to 64 characters.
    label: String,
    /// http or https, with a full domain.
    url: String,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct DispatchToChannelsPayload {
    /// The dispatch, durably accepted where it is wanted; null if there are errors.
    dispatch: Option<ChannelDispatch>,
    /// Why nothing was accepted.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct DispatchToChannelsMutation;

#[Object]
impl DispatchToChannelsMutation {
    /// Tells what happened in one alert channel, or in every channel of the tenant that wants it. A plain user tells it in
    /// their own.
    async fn dispatch_to_channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What happened, and where to tell it.")] input: DispatchToChannelsInput,
    ) -> Result<DispatchToChannelsPayload> {
        let (services, actor) = session(ctx)?;
        let named = match &input.target {
            DispatchTargetInput::ChannelId(_) => "input.target.channelId",
            DispatchTargetInput::Subject(_) => "input.target.subject.audience.userId",
        };
        let dispatched = match alert(input) {
            Ok(alert) => services.channels.dispatch(actor, alert).await,
            Err(error) => Err(error),
        };
        let (dispatch, errors) = payload(dispatched, named, "input")?;
        Ok(DispatchToChannelsPayload { dispatch: dispatch.map(ChannelDispatch), errors })
    }
}

fn alert(input: DispatchToChannelsInput) -> switchboard_services::Result<Alert> {
    let target = match input.target {
        DispatchTargetInput::ChannelId(id) => Target::Channel(NodeId::named_channel(&id)?),
        DispatchTargetInput::Subject(DispatchSubjectInput { topic, level, audience }) => {
            Target::Subject(Subject { topic, level }, audience.map(Audience::from).unwrap_or_default())
        }
    };
    Ok(Alert {
        target,
        kind: input.r#type.into(),
        title: input.title,
        link: input.link,
        image_url: input.image_url,
        description: input.description,
        tags: input.tags.into_iter().map(|tag| Tag { key: tag.key, value: tag.value }).collect(),
        callbacks: input
            .callbacks
            .into_iter()
            .map(|callback| Callback { label: callback.label, url: callback.url })
            .collect(),
        occurred_at: input.occurred_at.map(|moment| moment.0),
        idempotency_key: input.idempotency_key,
    })
}

impl From<DispatchAudienceInput> for Audience {
    fn from(input: DispatchAudienceInput) -> Self {
        match input {
            DispatchAudienceInput::Group(DispatchGroup::Tenant) => Self::Tenant,
            DispatchAudienceInput::Group(DispatchGroup::Everybody) => Self::Everybody,
            DispatchAudienceInput::UserId(id) => Self::User(id.0),
        }
    }
}
