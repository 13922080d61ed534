//! What `registerTelegram` takes and answers.

use async_graphql::{InputObject, Object};
use switchboard_services::linking::{Registration, RegistrationResult};

/// A Telegram account to link to.
#[derive(InputObject)]
pub(crate) struct TelegramRegistration {
    /// The Telegram username, with or without `@`, in any case.
    username: String,
    /// The six digits that the bot sent; without them the bot sends some.
    verification_code: Option<String>,
}

impl From<TelegramRegistration> for Registration {
    fn from(registration: TelegramRegistration) -> Self {
        Self { username: registration.username, verification_code: registration.verification_code }
    }
}

pub(crate) struct TelegramRegistrationResult(pub(crate) RegistrationResult);

/// What became of a registration.
#[Object]
impl TelegramRegistrationResult {
    /// Whether the account is linked now.
    async fn success(&self) -> bool {
        self.0.success
    }

    /// A sentence for a person.
    async fn message(&self) -> &str {
        &self.0.message
    }
}
