//! A bot: its account, its token, its commands, its queue of updates and its webhook.
//!
//! Made by the control API as BotFather makes one. The token is compared in one place (`World::bot_by_token`) and shows
//! in no `Debug` output.

use std::collections::HashMap;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::inbox::Inbox;

/// Which list of commands: the scope as Telegram serialises it, and the language (empty: any).
pub(crate) type CommandKey = (String, String);

#[derive(Clone, Debug)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) username: String,
    pub(crate) token: SecretString,
    /// Privacy mode: in groups the bot sees only what is meant for it.
    pub(crate) privacy: bool,
    pub(crate) inbox: Inbox,
    pub(crate) webhook: Option<Webhook>,
    /// Counts `setWebhook` and `deleteWebhook`, so that a worker of an older webhook stops.
    pub(crate) webhook_generation: u64,
    pub(crate) commands: HashMap<CommandKey, Vec<Value>>,
    /// Name, description and short description by field and language.
    pub(crate) about: HashMap<(&'static str, String), String>,
    /// Private chats of one account share one sequence, as in a real mailbox.
    pub(crate) next_message_id: i64,
    /// Milliseconds; until then every call is answered with "Logged out".
    pub(crate) logged_out_until: i64,
}

/// Where updates are posted to.
#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret: Option<SecretString>,
    pub(crate) max_connections: usize,
    pub(crate) last_error: Option<(i64, String)>,
    pub(crate) failures: u64,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a key or a token in its path.
        f.debug_struct("Webhook").field("max_connections", &self.max_connections).finish_non_exhaustive()
    }
}

impl Bot {
    /// The `User` object of the Bot API.
    pub(crate) fn card(&self) -> Value {
        json!({"id": self.id, "is_bot": true, "first_name": self.name, "username": self.username})
    }

    /// What `getMe` answers.
    pub(crate) fn own_card(&self) -> Value {
        let mut card = self.card();
        for (key, value) in [
            ("can_join_groups", true),
            ("can_read_all_group_messages", !self.privacy),
            ("supports_inline_queries", false),
            ("can_connect_to_business", false),
            ("has_main_web_app", false),
        ] {
            card[key] = json!(value);
        }
        card
    }
}
