//! Which updates are asked for, by polling and by webhook alike: Telegram keeps to the last list it was given.

/// `allowed_updates`. Reactions must be asked for (official documentation, `getUpdates`).
pub const ALLOWED_UPDATES: [&str; 6] =
    ["message", "edited_message", "channel_post", "callback_query", "my_chat_member", "message_reaction"];
