//! `heldNotifications`: what users did not want.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types::HeldNotification};

const DEFAULT_PAGE: i32 = 0;
const DEFAULT_SIZE: i32 = 20;

#[derive(Default)]
pub(super) struct HeldNotificationsQuery;

#[Object]
impl HeldNotificationsQuery {
    /// Notifications of the tenant that were held back, the newest first. For admins.
    async fn held_notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which page, from 0. Without it: 0.")] page: Option<i32>,
        #[graphql(desc = "How many a page holds, 1 to 100. Without it: 20.")] size: Option<i32>,
    ) -> Result<Vec<HeldNotification>> {
        let (services, actor) = session(ctx)?;
        let (page, size) = (page.unwrap_or(DEFAULT_PAGE), size.unwrap_or(DEFAULT_SIZE));
        let held = services.notifications.held_back(actor, page, size).await?;
        Ok(held.into_iter().map(HeldNotification).collect())
    }
}
