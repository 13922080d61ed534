//! `updateNotificationPreferences`: the caller changes what they want to be notified of.

use async_graphql::{Context, Object};

use crate::{
    caller::session,
    error::Result,
    types::{NotificationPreferences, NotificationPreferencesInput},
};

#[derive(Default)]
pub(super) struct UpdateNotificationPreferencesMutation;

#[Object]
impl UpdateNotificationPreferencesMutation {
    /// Changes what the caller wants to be notified of, and answers all of it.
    async fn update_notification_preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] preferences: NotificationPreferencesInput,
    ) -> Result<NotificationPreferences> {
        let (services, actor) = session(ctx)?;
        let wishes = services.notifications.change_wishes(actor, preferences.try_into()?).await?;
        Ok(NotificationPreferences(wishes))
    }
}
