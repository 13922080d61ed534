//! `notifyUser`: a notification of a category.

use async_graphql::{Context, ID, Object};
use switchboard_services::notifications::{Notice, Recipient};

use crate::{caller::session, error::Result, types::NotificationOutcome};

#[derive(Default)]
pub(super) struct NotifyUserMutation;

#[Object]
impl NotifyUserMutation {
    /// Sends a notification of a category to a linked user, unless the user does not want it now: then it is recorded with
    /// the reason, and not sent. For admins.
    async fn notify_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user's id in the host application.")] user_id: ID,
        #[graphql(desc = "Plain text of 1 to 4096 characters, as Telegram counts them (UTF-16).")]
        message: String,
        #[graphql(
            desc = "`subscription`, `security`, `payment`, `support`, or one of your own: 1 to 40 letters, digits, `_` or `-`."
        )]
        category: String,
        #[graphql(desc = "Whatever the user wishes. For `security` only, with the scope `force`.")]
        force: Option<bool>,
    ) -> Result<NotificationOutcome> {
        let (services, actor) = session(ctx)?;
        let recipient = Recipient::User(user_id.0);
        let notice = Notice { recipient, text: message, category, force: force.unwrap_or(false) };
        Ok(NotificationOutcome(services.notifications.notify(actor, notice).await?))
    }
}
