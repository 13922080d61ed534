//! Accepting into the outbox: lanes and rows. What the bot's owner does with them is in `dispatch`.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::NotSet, ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use crate::{
    BotId, ChatId, DbError, LaneId, MessageId, OutboxId, TenantId,
    entities::{
        integration::DeliveryPolicy,
        lane,
        outbox::{ActiveModel, Entity, OutboxState},
    },
};

/// A send about to be made durable.
#[derive(Clone, Debug)]
pub struct NewOutbox {
    /// Whose it is.
    pub tenant: TenantId,
    /// From [`open_lane`], in the same transaction.
    pub lane: LaneId,
    /// The message that it carries.
    pub message: Option<MessageId>,
    /// The Bot API method.
    pub op: String,
    /// Its parameters as JSON, without the chat.
    pub payload: String,
    /// An earlier send that it refers to.
    pub target: Option<OutboxId>,
    /// What happens when the answer is lost.
    pub policy: DeliveryPolicy,
    /// Whom to tell on failure, as JSON.
    pub on_failure: Option<String>,
    /// When it is not worth sending any more.
    pub expires_at: Option<DateTime<Utc>>,
    /// The send that this one repeats.
    pub replay_of: Option<OutboxId>,
    /// The broadcast that it is part of.
    pub broadcast: Option<Uuid>,
    /// The time of acceptance.
    pub now: DateTime<Utc>,
}

/// Makes the lane if needed, marks it open and locks its row until the commit.
///
/// # Errors
/// When the database fails, or bot and chat are unknown.
pub async fn open_lane<C: ConnectionTrait>(
    conn: &C,
    bot: BotId,
    chat: ChatId,
    stream: Uuid,
    class: i16,
) -> Result<LaneId, DbError> {
    let row = lane::ActiveModel {
        id: NotSet,
        bot_id: Set(bot),
        chat_id: Set(chat),
        stream: Set(stream),
        class: Set(class),
        open: Set(true),
    };
    let columns = [lane::Column::ChatId, lane::Column::Stream, lane::Column::Class];
    let on_conflict = OnConflict::columns(columns).update_column(lane::Column::Open).to_owned();
    let lane = lane::Entity::insert(row).on_conflict(on_conflict).exec_with_returning(conn).await?;
    Ok(lane.id)
}

/// Inserts a pending row; its id is larger than every earlier one of the lane.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, new: NewOutbox) -> Result<OutboxId, DbError> {
    let row = ActiveModel {
        id: NotSet,
        tenant_id: Set(new.tenant),
        lane_id: Set(new.lane),
        message_id: Set(new.message),
        state: Set(OutboxState::Pending),
        op: Set(new.op),
        payload: Set(new.payload),
        target: Set(new.target),
        policy: Set(new.policy),
        on_failure: Set(new.on_failure),
        epoch: Set(0),
        attempts: Set(0),
        ambiguous: Set(0),
        repairs: Set(0),
        not_before: Set(None),
        expires_at: Set(new.expires_at),
        created_at: Set(new.now),
        started_at: Set(None),
        done_at: Set(None),
        reason: Set(None),
        replay_of: Set(new.replay_of),
        broadcast_id: Set(new.broadcast),
        revision: Set(0),
    };
    Ok(Entity::insert(row).exec(conn).await?.last_insert_id)
}
