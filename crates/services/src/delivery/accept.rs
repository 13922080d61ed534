//! Accepting a send: the last thing that a business transaction does.
//!
//! The lane is opened first; its row lock makes the order of ids the order of commits within the lane. Accepted means
//! committed: from then on the send ends as sent, failed, uncertain, expired or cancelled, and never in silence. Several are
//! accepted in the same three steps as one: lanes, rows, bells.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_store::{
    BotId, ChatId, ConversationId, LaneId, MessageId, OutboxId, TenantId,
    entities::integration::DeliveryPolicy,
    integrations,
    outbox::{self, LaneKey, NewOutbox},
};
use uuid::Uuid;

use super::{amend::is_amendment, payload};
use crate::{error::Result, work::Work};

/// What may be done twice without harm goes again whatever the policy says; so do all amendments.
const HARMLESS_TWICE: &[&str] = &["answerCallbackQuery", "sendChatAction"];

/// How urgent a send is. A lower class goes first; order is kept within a stream and class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A connection test that somebody waits for.
    Probe = -1,
    /// A person's reply and interactive answers.
    Answer = 0,
    /// Notifications and relayed messages.
    Notice = 1,
    /// Broadcasts.
    Broadcast = 2,
}

/// What a send keeps its order with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// A support thread.
    Conversation(ConversationId),
    /// Whatever belongs to the chat itself.
    Chat,
}

impl Stream {
    fn key(self) -> Uuid {
        match self {
            Self::Conversation(id) => id.0,
            Self::Chat => Uuid::nil(),
        }
    }
}

/// Whom to tell in Telegram when a send ends undelivered: the notice answers this message in that chat, names the
/// reason and carries a button to try again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureNotice {
    /// The chat row of the agents' chat.
    pub chat: ChatId,
    /// The agent's message.
    pub reply_to_message_id: i64,
    /// `en` or `ru`.
    pub language: String,
}

/// A send to accept.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Who sends.
    pub bot: BotId,
    /// Where to.
    pub chat: ChatId,
    /// What it keeps its order with.
    pub stream: Stream,
    /// How urgent it is.
    pub class: Class,
    /// The Bot API method: `sendMessage`, `copyMessage`…
    pub method: &'static str,
    /// Its parameters, an object without `chat_id` (delivery adds it when it starts).
    pub params: Value,
    /// The message that this send carries: its status follows when it is outgoing, and Telegram's ids are mapped to it.
    pub message: Option<MessageId>,
    /// An earlier send in the same chat that this one answers: its Telegram id becomes `reply_parameters`.
    pub reply_to: Option<OutboxId>,
    /// What happens when the answer is lost; `None`: what the bot's integration says.
    pub policy: Option<DeliveryPolicy>,
    /// When it is not worth sending any more.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whom to tell when it cannot be delivered.
    pub on_failure: Option<FailureNotice>,
    /// Whether the parameters hold a secret (a code): they are then sealed in the database.
    pub is_secret: bool,
    /// The broadcast that it is part of.
    pub broadcast: Option<Uuid>,
}

impl Outgoing {
    /// A send of class [`Class::Answer`] in the chat's own stream with the default policy; change fields as needed.
    #[must_use]
    pub fn new(bot: BotId, chat: ChatId, method: &'static str, params: Value) -> Self {
        Self {
            bot,
            chat,
            stream: Stream::Chat,
            class: Class::Answer,
            method,
            params,
            message: None,
            reply_to: None,
            policy: None,
            expires_at: None,
            on_failure: None,
            is_secret: false,
            broadcast: None,
        }
    }

    fn lane(&self) -> LaneKey {
        LaneKey { chat: self.chat, stream: self.stream.key(), class: self.class as i16, bot: self.bot }
    }
}

/// Makes the send durable as part of `work`. Call it last, and for several lanes in the order of their keys.
///
/// # Errors
/// Only when the database fails; the whole unit of work is then undone.
pub async fn accept(work: &Work, tenant: TenantId, outgoing: Outgoing) -> Result<()> {
    let row = in_lane(work, tenant, outgoing).await?;
    Ok(outbox::insert_without_id(work.tx(), row).await?)
}

/// The same for whoever has to refer to it.
///
/// # Errors
/// As [`accept()`].
pub async fn accept_with_id(work: &Work, tenant: TenantId, outgoing: Outgoing) -> Result<OutboxId> {
    let row = in_lane(work, tenant, outgoing).await?;
    Ok(outbox::insert(work.tx(), row).await?)
}

async fn in_lane(work: &Work, tenant: TenantId, outgoing: Outgoing) -> Result<NewOutbox> {
    let lane = outbox::open_lane(work.tx(), outgoing.lane()).await?;
    let policy = policy_of(work, &outgoing).await?;
    work.wake_after_commit(outgoing.bot, lane);
    row(work, tenant, (lane, policy), outgoing)
}

/// Makes sends durable as part of `work`, each as [`accept()`] does, with one statement for all lanes and one for all sends. The order
/// within a lane is the order given; the lanes are locked in the order of their keys. Call it last, and once.
///
/// # Errors
/// Only when the database fails; the whole unit of work is then undone.
pub async fn accept_all(work: &Work, sends: Vec<(TenantId, Outgoing)>) -> Result<()> {
    let keys: Vec<LaneKey> = sends.iter().map(|(_, outgoing)| outgoing.lane()).collect();
    let lanes = outbox::make_lanes(work.tx(), &keys).await?;
    let mut rows = Vec::with_capacity(sends.len());
    for ((tenant, outgoing), lane) in sends.into_iter().zip(lanes) {
        let policy = policy_of(work, &outgoing).await?;
        work.wake_after_commit(outgoing.bot, lane);
        rows.push(row(work, tenant, (lane, policy), outgoing)?);
    }
    Ok(outbox::insert_all(work.tx(), rows).await?)
}

async fn policy_of(work: &Work, outgoing: &Outgoing) -> Result<DeliveryPolicy> {
    if let Some(policy) = outgoing.policy {
        return Ok(policy);
    }
    if HARMLESS_TWICE.contains(&outgoing.method) || is_amendment(outgoing.method) {
        return Ok(DeliveryPolicy::Resend);
    }
    let of_bot = integrations::delivery_policy(work.tx(), outgoing.bot).await?;
    Ok(of_bot.unwrap_or(DeliveryPolicy::Resend))
}

fn row(
    work: &Work,
    tenant: TenantId,
    (lane, policy): (LaneId, DeliveryPolicy),
    outgoing: Outgoing,
) -> Result<NewOutbox> {
    let on_failure = outgoing.on_failure.as_ref().map(serde_json::to_string).transpose();
    Ok(NewOutbox {
        tenant,
        lane,
        message: outgoing.message,
        op: outgoing.method.to_owned(),
        payload: payload::store(work.core(), tenant, &outgoing.params, outgoing.is_secret)?,
        target: outgoing.reply_to,
        policy,
        on_failure: on_failure.map_err(|error| crate::Error::internal("failure notice", error))?,
        expires_at: outgoing.expires_at,
        replay_of: None,
        broadcast: outgoing.broadcast,
        now: work.now,
    })
}
