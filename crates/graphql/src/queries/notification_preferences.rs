//! `notificationPreferences`: what the caller wants to be notified of.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types};

#[derive(Default)]
pub(super) struct NotificationPreferencesQuery;

#[Object]
impl NotificationPreferencesQuery {
    /// What the caller wants to be notified of, and when.
    async fn notification_preferences(&self, ctx: &Context<'_>) -> Result<types::NotificationPreferences> {
        let (services, actor) = session(ctx)?;
        let wishes = services.notifications.wishes(actor).await?;
        Ok(types::NotificationPreferences(wishes))
    }
}
