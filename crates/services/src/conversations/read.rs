//! Reading: lists by place, records many at a time, one statement each.

use switchboard_store::{contacts, conversations, integrations, links, messages, pages, users};
use uuid::Uuid;

use super::{
    Contact, Conversation, ConversationFilter, ConversationPlace, Conversations, Integration, Message, Slice,
    Span, User, missing,
};
use crate::{
    ContactId, ConversationId, IntegrationId, MessageId, UserId,
    actor::{Actor, Scope},
    error::{Error, Result},
};

impl Conversations {
    /// The tenant's conversations by their last message.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ConversationFilter,
        span: &Span<ConversationPlace>,
    ) -> Result<Slice<Conversation>> {
        actor.require(Scope::Messages)?;
        Ok(pages::conversations(self.core.db.reader(), actor.tenant, filter, span).await?)
    }

    /// How many conversations there are.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn count(&self, actor: &Actor, filter: &ConversationFilter) -> Result<u64> {
        actor.require(Scope::Messages)?;
        Ok(pages::count_conversations(self.core.db.reader(), actor.tenant, filter).await?)
    }

    /// One conversation.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound`.
    pub async fn get(&self, actor: &Actor, id: ConversationId) -> Result<Conversation> {
        actor.require(Scope::Messages)?;
        let found = conversations::by_ids(self.core.db.reader(), actor.tenant, &[id]).await?;
        found.into_iter().next().ok_or_else(missing)
    }

    /// A conversation's messages, the oldest first.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn messages(
        &self,
        actor: &Actor,
        of: ConversationId,
        span: &Span<Uuid>,
    ) -> Result<Slice<Message>> {
        actor.require(Scope::Messages)?;
        Ok(pages::messages(actor.tenant, of).read(self.core.db.reader(), span).await?)
    }

    /// How many messages a conversation has.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn count_messages(&self, actor: &Actor, of: ConversationId) -> Result<u64> {
        actor.require(Scope::Messages)?;
        Ok(pages::messages(actor.tenant, of).count(self.core.db.reader()).await?)
    }

    /// The acting user's own messages, the oldest first.
    ///
    /// # Errors
    /// `Forbidden` for a key that acts for no user.
    pub async fn own_messages(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<Message>> {
        let user = actor.acting_user()?.id;
        Ok(pages::user_messages(actor.tenant, user).read(self.core.db.reader(), span).await?)
    }

    /// How many messages the acting user has.
    ///
    /// # Errors
    /// `Forbidden` for a key that acts for no user.
    pub async fn count_own_messages(&self, actor: &Actor) -> Result<u64> {
        let user = actor.acting_user()?.id;
        Ok(pages::user_messages(actor.tenant, user).count(self.core.db.reader()).await?)
    }

    /// The tenant's users, the newest first.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn users(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<User>> {
        actor.require(Scope::Messages)?;
        Ok(pages::users(actor.tenant).read(self.core.db.reader(), span).await?)
    }

    /// How many users there are.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn count_users(&self, actor: &Actor) -> Result<u64> {
        actor.require(Scope::Messages)?;
        Ok(pages::users(actor.tenant).count(self.core.db.reader()).await?)
    }

    /// The tenant's contacts, the newest first.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn contacts(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<Contact>> {
        actor.require(Scope::Messages)?;
        Ok(pages::contacts(actor.tenant).read(self.core.db.reader(), span).await?)
    }

    /// How many contacts there are.
    ///
    /// # Errors
    /// Without the scope `messages`.
    pub async fn count_contacts(&self, actor: &Actor) -> Result<u64> {
        actor.require(Scope::Messages)?;
        Ok(pages::contacts(actor.tenant).count(self.core.db.reader()).await?)
    }

    /// The tenant's live integrations, the oldest first.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn integrations(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<Integration>> {
        actor.require(Scope::Integrations)?;
        Ok(pages::integrations(actor.tenant).read(self.core.db.reader(), span).await?)
    }

    /// How many live integrations there are.
    ///
    /// # Errors
    /// Without the scope `integrations`.
    pub async fn count_integrations(&self, actor: &Actor) -> Result<u64> {
        actor.require(Scope::Integrations)?;
        Ok(pages::integrations(actor.tenant).count(self.core.db.reader()).await?)
    }

    /// A message: one's own, or with the scope `messages` any of the tenant's.
    ///
    /// # Errors
    /// `NotFound`, also for another's.
    pub async fn message(&self, actor: &Actor, id: MessageId) -> Result<Message> {
        let found = messages::by_id(self.core.db.reader(), actor.tenant, id).await?;
        let own = actor.acting_user().ok().map(|user| user.id);
        let found = found.filter(|row| actor.may(Scope::Messages) || (own.is_some() && row.user_id == own));
        found.ok_or_else(|| Error::not_found("There is no such message."))
    }

    /// Whether the actor may see this user: themselves, or with the scope `messages` any of the tenant's.
    ///
    /// # Errors
    /// `NotFound`, also for another.
    pub async fn user(&self, actor: &Actor, id: UserId) -> Result<User> {
        let is_own = actor.acting_user().is_ok_and(|user| user.id == id);
        let found = users::by_id(self.core.db.reader(), actor.tenant, id).await?;
        let found = found.filter(|_| is_own || actor.may(Scope::Messages));
        found.ok_or_else(|| Error::not_found("There is no such user."))
    }

    /// A contact.
    ///
    /// # Errors
    /// Without the scope `messages`; `NotFound`.
    pub async fn contact(&self, actor: &Actor, id: ContactId) -> Result<Contact> {
        actor.require(Scope::Messages)?;
        let found = contacts::by_id(self.core.db.reader(), actor.tenant, id).await?;
        found.ok_or_else(|| Error::not_found("There is no such contact."))
    }

    /// An integration.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound`.
    pub async fn integration(&self, actor: &Actor, id: IntegrationId) -> Result<Integration> {
        actor.require(Scope::Integrations)?;
        let found = integrations::by_id(self.core.db.reader(), actor.tenant, id).await?;
        let found = found.filter(|row| row.deleted_at.is_none());
        found.ok_or_else(|| Error::not_found("There is no such integration."))
    }

    /// Conversations, for what was found already; those that the actor may not see are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn conversations_by_ids(
        &self,
        actor: &Actor,
        ids: &[ConversationId],
    ) -> Result<Vec<Conversation>> {
        let mut rows = conversations::by_ids(self.core.db.reader(), actor.tenant, ids).await?;
        if let Sight::Own { contact, .. } = self.sight(actor).await? {
            rows.retain(|row| Some(row.contact_id) == contact);
        }
        Ok(rows)
    }

    /// Contacts, in the same way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contacts_by_ids(&self, actor: &Actor, ids: &[ContactId]) -> Result<Vec<Contact>> {
        let mut rows = contacts::by_ids(self.core.db.reader(), actor.tenant, ids).await?;
        if let Sight::Own { contact, .. } = self.sight(actor).await? {
            rows.retain(|row| Some(row.id) == contact);
        }
        Ok(rows)
    }

    /// Users, in the same way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users_by_ids(&self, actor: &Actor, ids: &[UserId]) -> Result<Vec<User>> {
        let mut rows = users::by_ids(self.core.db.reader(), actor.tenant, ids).await?;
        if let Sight::Own { user, .. } = self.sight(actor).await? {
            rows.retain(|row| Some(row.id) == user);
        }
        Ok(rows)
    }

    /// The users who are linked to contacts now, in the same way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn users_of_contacts(
        &self,
        actor: &Actor,
        ids: &[ContactId],
    ) -> Result<Vec<(ContactId, User)>> {
        let mut rows = links::users_of(self.core.db.reader(), actor.tenant, ids).await?;
        if let Sight::Own { user, .. } = self.sight(actor).await? {
            rows.retain(|(_, row)| Some(row.id) == user);
        }
        Ok(rows)
    }

    /// The newest message of each conversation, in the same way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_messages(&self, actor: &Actor, ids: &[ConversationId]) -> Result<Vec<Message>> {
        let mut rows = messages::last_of(self.core.db.reader(), actor.tenant, ids).await?;
        if let Sight::Own { user, .. } = self.sight(actor).await? {
            rows.retain(|row| user.is_some() && row.user_id == user);
        }
        Ok(rows)
    }

    /// What the actor may see around a message that it may see. A user who was linked to a chat before somebody else sees
    /// nothing of them.
    async fn sight(&self, actor: &Actor) -> Result<Sight> {
        if actor.may(Scope::Messages) {
            return Ok(Sight::Tenant);
        }
        let user = actor.acting_user().ok().map(|user| user.id);
        let link = match user {
            Some(user) => links::active_of_user(self.core.db.reader(), actor.tenant, user).await?,
            None => None,
        };
        Ok(Sight::Own { user, contact: link.map(|(_, contact)| contact.id) })
    }
}

/// How far somebody sees.
enum Sight {
    /// Everything of the tenant.
    Tenant,
    /// Themselves, and the contact that they are linked to now.
    Own { user: Option<UserId>, contact: Option<ContactId> },
}
