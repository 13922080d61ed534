//! Whether somebody is expected to answer a conversation.

use super::{Change, Conversation, ConversationState, Conversations};
use crate::{ConversationId, actor::Actor, error::Result};

impl Conversations {
    /// Opens or closes the conversation. A message of the person opens it again.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound` for a conversation that is not there.
    pub async fn set_state(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        state: ConversationState,
    ) -> Result<Conversation> {
        self.change(actor, conversation, async |_, _| Ok(Change { state: Some(state), ..Change::default() }))
            .await
    }
}
