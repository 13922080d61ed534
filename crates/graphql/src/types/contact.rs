//! A person in a private chat with the bot.

use async_graphql::{Context, Enum, ID, Object};
use switchboard_services::conversations;

use super::{DateTime, NodeId, User};
use crate::{
    error::Result,
    records::{LinkedTo, records},
};

#[derive(Clone)]
pub(crate) struct Contact(pub(crate) conversations::Contact);

/// A person who pressed /start, as Telegram last showed them.
#[Object]
impl Contact {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Contact(self.0.id).into()
    }

    /// The username, without `@`.
    async fn username(&self) -> Option<&str> {
        self.0.username.as_deref()
    }

    /// The first name.
    async fn first_name(&self) -> &str {
        &self.0.first_name
    }

    /// The last name.
    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// The language of their Telegram, as an IETF tag.
    async fn language_code(&self) -> Option<&str> {
        self.0.language_code.as_deref()
    }

    /// Whether they can be written to.
    async fn state(&self) -> ContactState {
        self.0.state.into()
    }

    /// The user who is linked to them now.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        Ok(records(ctx)?.load_one(LinkedTo(self.0.id)).await?.map(User))
    }

    /// When they pressed /start first.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// Whether a person can be written to.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::conversations::ContactState")]
pub(crate) enum ContactState {
    /// Yes.
    Active,
    /// They said /stop: nothing but answers to what they do.
    Stopped,
    /// They blocked the bot.
    Blocked,
}
