//! Records that other records point to, loaded many at a time: a page of 100 conversations with their contacts, assignees
//! and newest messages is one statement for each kind, not for each row.
//!
//! What is loaded here was reached from a record that the caller may see; what the caller may not see itself is left out
//! by the services.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
    time::Duration,
};

use async_graphql::{
    Context,
    dataloader::{DataLoader, Loader},
};
use switchboard_services::{
    Actor, ContactId, ConversationId, Error, Services, UserId,
    conversations::{Contact, Conversation, Message, User},
};

use crate::{
    caller::session,
    error::{GraphqlError, Result},
    gathering::Batches,
};

/// One request's loader, made when it is first needed.
pub(crate) struct RecordsOfRequest {
    loader: OnceLock<DataLoader<Records>>,
    batches: Batches,
}

impl RecordsOfRequest {
    /// Loads by these batches.
    pub(crate) fn by(batches: Batches) -> Self {
        Self { loader: OnceLock::new(), batches }
    }
}

/// Loads what the actor may see.
pub(crate) struct Records {
    services: Arc<Services>,
    actor: Actor,
}

/// The newest message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LastOf(pub(crate) ConversationId);

/// The user who is linked to a contact now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LinkedTo(pub(crate) ContactId);

/// The loader of this request.
pub(crate) fn records<'a>(ctx: &Context<'a>) -> Result<&'a DataLoader<Records>> {
    let (_, actor) = session(ctx)?;
    let (Some(kept), Some(services)) = (ctx.data_opt::<RecordsOfRequest>(), ctx.data_opt::<Arc<Services>>())
    else {
        return Err(Error::broken("a request without its loader").into());
    };
    let make = || {
        let records = Records { services: Arc::clone(services), actor: actor.clone() };
        let batches = kept.batches.clone();
        DataLoader::new(records, move |batch| batches.add(batch)).delay(Duration::ZERO)
    };
    Ok(kept.loader.get_or_init(make))
}

impl Loader<ContactId> for Records {
    type Value = Contact;
    type Error = GraphqlError;

    async fn load(&self, ids: &[ContactId]) -> Result<HashMap<ContactId, Contact>> {
        let rows = self.services.conversations.contacts_by_ids(&self.actor, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<UserId> for Records {
    type Value = User;
    type Error = GraphqlError;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, User>> {
        let rows = self.services.conversations.users_by_ids(&self.actor, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<ConversationId> for Records {
    type Value = Conversation;
    type Error = GraphqlError;

    async fn load(&self, ids: &[ConversationId]) -> Result<HashMap<ConversationId, Conversation>> {
        let rows = self.services.conversations.conversations_by_ids(&self.actor, ids).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

impl Loader<LastOf> for Records {
    type Value = Message;
    type Error = GraphqlError;

    async fn load(&self, of: &[LastOf]) -> Result<HashMap<LastOf, Message>> {
        let ids: Vec<ConversationId> = of.iter().map(|of| of.0).collect();
        let rows = self.services.conversations.last_messages(&self.actor, &ids).await?;
        Ok(rows.into_iter().filter_map(|row| Some((LastOf(row.conversation_id?), row))).collect())
    }
}

impl Loader<LinkedTo> for Records {
    type Value = User;
    type Error = GraphqlError;

    async fn load(&self, to: &[LinkedTo]) -> Result<HashMap<LinkedTo, User>> {
        let ids: Vec<ContactId> = to.iter().map(|to| to.0).collect();
        let rows = self.services.conversations.users_of_contacts(&self.actor, &ids).await?;
        Ok(rows.into_iter().map(|(contact, user)| (LinkedTo(contact), user)).collect())
    }
}
