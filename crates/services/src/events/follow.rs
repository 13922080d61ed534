//! One follower: what it missed, then what is new.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use switchboard_store::{
    ConversationId, MessageId, conversations,
    entities::event::{self, EventKind},
    events::{Position, Wanted},
    messages,
};
use tokio::sync::watch;

use super::{Cursor, Event, Events, Subject, Topic, tail::Tail};
use crate::{
    actor::{Actor, Scope},
    core::Core,
    error::{Error, Result},
};

/// Events that are read at a time.
const BATCH: u64 = 50;

/// A place in the sequence that moves on. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Follower {
    core: Core,
    wanted: Wanted,
    position: Position,
    /// The end up to which there is nothing more for this follower.
    seen: Option<Position>,
    read: VecDeque<Event>,
    end: watch::Receiver<Position>,
    _tail: Arc<Tail>,
}

impl Events {
    /// Begins to follow, `after` a cursor or from now on. Whoever has the scope `messages` follows the whole tenant, others
    /// their own messages.
    ///
    /// # Errors
    /// A cursor that is none, or older than the events that are kept; `Forbidden` for conversations without the scope.
    pub async fn follow(&self, actor: &Actor, topic: Topic, after: Option<&str>) -> Result<Follower> {
        let wanted = wanted(actor, topic)?;
        let tail = self.tail();
        let end = tail.view();
        let position = match after {
            Some(text) => {
                let cursor: Cursor = text.parse()?;
                if cursor.is_too_old(self.core.clock.now()) {
                    return Err(Error::bad_input(
                        "`after` is older than the events that are kept: read the list again and follow from now on.",
                    ));
                }
                cursor.position
            }
            None => self.core.db.events_from_now().await?,
        };
        let read = VecDeque::new();
        Ok(Follower { core: self.core.clone(), wanted, position, seen: None, read, end, _tail: tail })
    }
}

fn wanted(actor: &Actor, topic: Topic) -> Result<Wanted> {
    let all = actor.may(Scope::Messages);
    let own = if all { None } else { Some(actor.acting_user()?.id) };
    let none = Wanted {
        tenant: actor.tenant,
        kind: EventKind::Conversation,
        user: own,
        conversation: None,
        message: None,
    };
    Ok(match topic {
        Topic::MessageReceived(conversation) => {
            Wanted { kind: EventKind::MessageReceived, conversation, ..none }
        }
        Topic::MessageStatusChanged(message) => Wanted { kind: EventKind::MessageStatus, message, ..none },
        Topic::ConversationChanged(conversation) => {
            actor.require(Scope::Messages)?;
            Wanted { conversation, ..none }
        }
    })
}

impl Follower {
    /// The next event; waits for it.
    ///
    /// # Errors
    /// When the database fails. It may be asked again.
    pub async fn next(&mut self) -> Result<Event> {
        loop {
            if let Some(event) = self.read.pop_front() {
                return Ok(event);
            }
            let end = *self.end.borrow_and_update();
            if self.seen != Some(end) && end > self.position {
                self.read_on(end).await?;
            } else if self.end.changed().await.is_err() {
                return Err(Error::broken("the watch over events has ended"));
            }
        }
    }

    async fn read_on(&mut self, end: Position) -> Result<()> {
        let rows = self.core.db.events_after(self.position, &self.wanted, BATCH).await?;
        let is_all = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        let place = rows.last().map(|last| Position { xact: last.xact, id: last.id });
        self.read = self.with_subjects(rows).await?;
        self.position = place.unwrap_or(self.position);
        if is_all {
            self.seen = Some(end);
        }
        Ok(())
    }

    /// In two statements at most, whatever the number. What is gone meanwhile is left out.
    async fn with_subjects(&self, rows: Vec<event::Model>) -> Result<VecDeque<Event>> {
        let (tenant, reader) = (self.wanted.tenant, self.core.db.reader());
        let of_messages = self.wanted.kind != EventKind::Conversation;
        let (mut found, mut threads) = (HashMap::new(), HashMap::new());
        if of_messages && !rows.is_empty() {
            let ids: Vec<MessageId> = rows.iter().filter_map(|row| row.message_id).collect();
            found =
                messages::by_ids(reader, tenant, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
        } else if !rows.is_empty() {
            let ids: Vec<ConversationId> = rows.iter().filter_map(|row| row.conversation_id).collect();
            threads = conversations::by_ids(reader, tenant, &ids)
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        }
        let event = |row: event::Model| {
            let subject = if of_messages {
                let message = found.get(&row.message_id?)?.clone();
                Subject::Message(Box::new(message), row.status?)
            } else {
                Subject::Conversation(Box::new(threads.get(&row.conversation_id?)?.clone()))
            };
            let position = Position { xact: row.xact, id: row.id };
            Some(Event {
                cursor: Cursor::new(position, row.happened_at),
                subject,
                happened_at: row.happened_at,
            })
        };
        Ok(rows.into_iter().filter_map(event).collect())
    }
}
