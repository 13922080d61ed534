//! What became of a test message.

use async_graphql::{Enum, Object};
use switchboard_services::integrations::{Fault, Trial};

pub(crate) struct TestIntegrationResult(pub(crate) Trial);

/// What stood in the way of a test message.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::integrations::Fault")]
pub(crate) enum IntegrationFault {
    /// No chat was named, and the integration has no owner's chat.
    NoChat,
    /// The integration is switched off.
    Inactive,
    /// Telegram refuses the bot's token.
    Token,
    /// The chat blocked the bot or removed it, or the account is gone.
    Blocked,
    /// The bot does not know the chat.
    UnknownChat,
    /// Telegram could not be reached in time, or asked to wait.
    Unreachable,
    /// Telegram refused it for another reason.
    Refused,
}

/// Whether Telegram took a test message, and if not, what to look at.
#[Object]
impl TestIntegrationResult {
    /// Whether Telegram took it.
    async fn success(&self) -> bool {
        self.0.fault.is_none()
    }

    /// Where it was to go: a 64-bit integer, as text.
    async fn chat_id(&self) -> Option<String> {
        self.0.chat_id.map(|id| id.to_string())
    }

    /// What stood in the way.
    async fn fault(&self) -> Option<IntegrationFault> {
        self.0.fault.map(Into::into)
    }

    /// What to do about it, in a sentence.
    async fn hint(&self) -> Option<&'static str> {
        self.0.fault.map(Fault::hint)
    }
}
