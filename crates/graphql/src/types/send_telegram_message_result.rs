//! What `sendTelegramMessage` answers.

use async_graphql::{ID, SimpleObject};

/// What became of a message to a contact.
#[derive(SimpleObject)]
pub(crate) struct SendTelegramMessageResult {
    /// Whether it was durably accepted.
    pub(crate) success: bool,
    /// Its id in the history.
    pub(crate) message_id: ID,
}
