//! `sendTelegramNotification`: the application writes to one of its users.

use async_graphql::{Context, Object};
use switchboard_services::notifications::Recipient;

use crate::{caller::session, error::Result};

#[derive(Default)]
pub(super) struct SendTelegramNotificationMutation;

#[Object]
impl SendTelegramNotificationMutation {
    /// Sends a notification to a linked user, named by exactly one of `userId` and `username`. `true` means durably
    /// accepted: from then on it is delivered, or shown as failed. For admins.
    async fn send_telegram_notification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user's id in the host application.")] user_id: Option<i32>,
        #[graphql(desc = "The user's Telegram username, with or without `@`, in any case.")] username: Option<
            String,
        >,
        #[graphql(desc = "Plain text of 1 to 4096 characters, as Telegram counts them (UTF-16).")]
        message: String,
    ) -> Result<bool> {
        let (services, actor) = session(ctx)?;
        let recipient = Recipient::choose(user_id.map(|id| id.to_string()), username);
        services.notifications.send(actor, recipient?, &message).await?;
        Ok(true)
    }
}
