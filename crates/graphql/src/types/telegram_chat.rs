//! A chat that a bot knows.

use async_graphql::{Enum, Object};
use switchboard_services::people::KnownChat;

pub(crate) struct TelegramChat(pub(crate) KnownChat);

/// Telegram's type of a chat.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::people::ChatKind")]
pub(crate) enum TelegramChatType {
    /// A person's.
    Private,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A Telegram channel.
    Channel,
}

/// A chat that the bot was started in, added to, or heard from.
#[Object]
impl TelegramChat {
    /// Telegram's id: a 64-bit integer, as text, negative for groups and channels.
    async fn id(&self) -> String {
        self.0.id.to_string()
    }

    /// What kind of chat it is.
    async fn r#type(&self) -> TelegramChatType {
        self.0.kind.into()
    }

    /// The group's title, or the person's name.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }
}
