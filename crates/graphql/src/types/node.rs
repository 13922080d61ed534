//! Everything that has an id of its own.

use async_graphql::{ID, Interface};

use super::{ApiKey, Channel, Contact, Conversation, Integration, Message, User};

/// Something with an id, by which it is found again.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id."))]
pub(crate) enum Node {
    /// A key of a program.
    ApiKey(ApiKey),
    /// An alert channel.
    Channel(Channel),
    /// A person.
    Contact(Contact),
    /// A thread.
    Conversation(Conversation),
    /// A bot.
    Integration(Integration),
    /// A message.
    Message(Message),
    /// An account.
    User(User),
}
