//! Until when the application has read a conversation.

use switchboard_store::messages;

use super::{Change, Conversation, Conversations};
use crate::{
    ConversationId, MessageId,
    actor::Actor,
    error::{Error, Result},
};

impl Conversations {
    /// Marks what is there as read, or only up to a message of it. What was read stays read.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound` for a conversation that is not there, or a message that is not in it.
    pub async fn mark_read(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        until: Option<MessageId>,
    ) -> Result<Conversation> {
        self.change(actor, conversation, async |work, row| {
            let read_at = match until {
                None => row.last_message_at.unwrap_or(work.now),
                Some(id) => {
                    let message = messages::by_id(work.tx(), row.tenant_id, id).await?;
                    let message = message.filter(|message| message.conversation_id == Some(row.id));
                    message.ok_or_else(|| Error::not_found("There is no such message in it."))?.created_at
                }
            };
            Ok(Change {
                read_at: Some(row.read_at.map_or(read_at, |known| known.max(read_at))),
                ..Change::default()
            })
        })
        .await
    }
}
