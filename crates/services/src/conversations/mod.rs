//! Conversations as the application sees them: an inbox over the same threads that agents answer in Telegram.
//!
//! Lists are read by place, never by counting rows; records are looked up many at a time, so that a page costs a fixed
//! number of statements. What the application writes is accepted like an agent's reply. Whoever has the scope `messages` sees
//! the tenant's, others their own messages only.

mod assign;
mod mark_read;
mod read;
mod retry;
mod send;
mod set_state;

pub use switchboard_store::{
    conversations::Change,
    entities::{
        app_user::Model as User,
        contact::{ContactState, Model as Contact},
        conversation::{ConversationState, Model as Conversation},
        integration::Model as Integration,
        message::Model as Message,
    },
    pages::{Assignee, ConversationFilter, ConversationPlace, Slice, Span},
};

use crate::{
    ConversationId,
    actor::{Actor, Scope},
    core::Core,
    error::{Error, Result},
    work::Work,
};

/// Conversations, with what belongs to them.
#[derive(Debug)]
pub struct Conversations {
    core: Core,
}

impl Conversations {
    /// The feature over what all share.
    #[must_use]
    pub fn new(core: Core) -> Self {
        Self { core }
    }

    /// Changes one conversation in a transaction of its own.
    async fn change(
        &self,
        actor: &Actor,
        id: ConversationId,
        decide: impl AsyncFnOnce(&Work, &Conversation) -> Result<Change>,
    ) -> Result<Conversation> {
        actor.require(Scope::Messages)?;
        let work = Work::begin(&self.core).await?;
        let row =
            switchboard_store::conversations::lock(work.tx(), actor.tenant, id).await?.ok_or_else(missing)?;
        let change = decide(&work, &row).await?;
        let row = switchboard_store::conversations::change(work.tx(), row, change, work.now).await?;
        work.commit().await?;
        Ok(row)
    }
}

fn missing() -> Error {
    Error::not_found("There is no such conversation.")
}
