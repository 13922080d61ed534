//! Accepting into the outbox: lanes and rows. What the bot's owner does with them is in `dispatch`.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ConnectionTrait, EntityTrait, QueryTrait, TryGetableMany as _,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    BotId, ChatId, DbError, LaneId, Later, MessageId, OutboxId, TenantId, batch,
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

/// What makes a lane. In the order of these keys everybody locks several: by chat first, which belongs to one bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneKey {
    /// Where to.
    pub chat: ChatId,
    /// A conversation's id, or nil for what belongs to the chat itself.
    pub stream: Uuid,
    /// How urgent.
    pub class: i16,
    /// Who sends.
    pub bot: BotId,
}

impl LaneKey {
    fn row(self) -> lane::ActiveModel {
        lane::ActiveModel {
            id: NotSet,
            bot_id: Set(self.bot),
            chat_id: Set(self.chat),
            stream: Set(self.stream),
            class: Set(self.class),
            open: Set(true),
        }
    }
}

/// Makes the lane if needed, marks it open and locks its row until the commit.
///
/// # Errors
/// When the database fails, or bot and chat are unknown.
pub async fn open_lane<C: ConnectionTrait>(conn: &C, key: LaneKey) -> Result<LaneId, DbError> {
    let columns = [lane::Column::ChatId, lane::Column::Stream, lane::Column::Class];
    let on_conflict = OnConflict::columns(columns).update_column(lane::Column::Open).to_owned();
    let lane = lane::Entity::insert(key.row()).on_conflict(on_conflict).exec_with_returning(conn).await?;
    Ok(lane.id)
}

/// Makes those of the lanes that are needed, marks all open and locks their rows until the commit, by one statement. A lane for
/// each of the keys, in their order, whatever the order is in which they are locked; a key may come again.
///
/// # Errors
/// When the database fails, or a bot or a chat is unknown.
pub async fn make_lanes<C: ConnectionTrait>(conn: &C, keys: &[LaneKey]) -> Result<Vec<LaneId>, DbError> {
    // Each once, and in the order in which everybody locks them.
    let distinct: BTreeSet<LaneKey> = keys.iter().copied().collect();
    let rows: Vec<lane::ActiveModel> = distinct.into_iter().map(LaneKey::row).collect();
    let rest = "on conflict (chat_id, stream, class) do update set open = excluded.open \
         returning id, chat_id, stream, class";
    let mut lanes = HashMap::with_capacity(rows.len());
    for row in batch::insert_returning(conn, &rows, rest).await? {
        let (id, chat, stream, class) = <(LaneId, ChatId, Uuid, i16)>::try_get_many_by_index(&row)?;
        lanes.insert((chat, stream, class), id);
    }
    let lane_of = |key: &LaneKey| lanes.get(&(key.chat, key.stream, key.class)).copied();
    let missing = || DbError::RecordNotFound("a lane that was made".to_owned());
    keys.iter().map(|key| lane_of(key).ok_or_else(missing)).collect()
}

/// Inserts a pending row; its id is larger than every earlier one of the lane.
///
/// # Errors
/// When the database fails.
pub async fn insert<C: ConnectionTrait>(conn: &C, new: NewOutbox) -> Result<OutboxId, DbError> {
    Ok(Entity::insert(row(new)).exec(conn).await?.last_insert_id)
}

/// The same where nobody asks for its id.
///
/// # Errors
/// When the database fails.
pub async fn insert_without_id<C: Later>(conn: &C, new: NewOutbox) -> Result<(), DbError> {
    conn.later(Entity::insert(row(new)).build(conn.get_database_backend())).await
}

/// Inserts pending rows by one statement, each as [`insert_without_id`] does; their ids grow in the order of the rows.
///
/// # Errors
/// When the database fails: none is inserted then.
pub async fn insert_all<C: Later>(conn: &C, new: Vec<NewOutbox>) -> Result<(), DbError> {
    let rows: Vec<ActiveModel> = new.into_iter().map(row).collect();
    batch::insert(conn, &rows).await
}

fn row(new: NewOutbox) -> ActiveModel {
    ActiveModel {
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
    }
}
