//! Who of the application answers a conversation.

use switchboard_store::users;

use super::{Change, Conversation, Conversations};
use crate::{
    ConversationId,
    actor::Actor,
    error::{Error, Result},
};

impl Conversations {
    /// Gives the conversation to a user, by their id in the host application, or to nobody.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound` for a conversation or a user that is not there.
    pub async fn assign(
        &self,
        actor: &Actor,
        conversation: ConversationId,
        assignee: Option<&str>,
    ) -> Result<Conversation> {
        self.change(actor, conversation, async |work, row| {
            let assignee = match assignee {
                None => None,
                Some(id) if id.contains('\0') => return Err(no_such_user()),
                Some(id) => {
                    let user = users::by_external_id(work.tx(), row.tenant_id, id).await?;
                    Some(user.ok_or_else(no_such_user)?.id)
                }
            };
            Ok(Change { assignee: Some(assignee), ..Change::default() })
        })
        .await
    }
}

fn no_such_user() -> Error {
    Error::not_found("There is no such user.")
}
