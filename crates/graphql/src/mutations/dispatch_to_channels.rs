//! `dispatchToChannels`: the application tells what happened.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use switchboard_services::channels::{Alert, Audience, Callback, Tag, Target};

use crate::{
    caller::session,
    error::Result,
    types::{ChannelDispatch, DateTime, DispatchType, NodeId, UserError, payload},
};

/// What happened, and where to tell it: in a channel, or in every one that wants the topic at this level. Lengths are counted
/// in UTF-16.
#[derive(InputObject)]
pub(super) struct DispatchToChannelsInput {
    /// This channel.
    channel_id: Option<ID>,
    /// What it is about: 1 to 64 letters, digits, `_`, `-`, `.`, `:` or `/`.
    topic: Option<String>,
    /// How urgent it is: 1 to 5.
    level: Option<i32>,
    /// With a topic: also the channels of the tenant's users.
    #[graphql(default)]
    include_users: bool,
    /// With a topic: the channels of this user instead of the tenant's, by their id in the host application.
    user_id: Option<ID>,
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
        let dispatched = match alert(input) {
            Ok(alert) => services.channels.dispatch(actor, alert).await,
            Err(error) => Err(error),
        };
        let (dispatch, errors) = payload(dispatched, "input", "input")?;
        Ok(DispatchToChannelsPayload { dispatch: dispatch.map(ChannelDispatch), errors })
    }
}

fn alert(input: DispatchToChannelsInput) -> switchboard_services::Result<Alert> {
    let channel = input.channel_id.as_ref().map(NodeId::named_channel).transpose()?;
    let audience = Audience::choose(input.include_users, input.user_id.map(|id| id.0))?;
    Ok(Alert {
        target: Target::choose(channel, input.topic, input.level, audience)?,
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
