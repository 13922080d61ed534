//! `leads`: what visitors left in the site's forms.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types::LeadPage};

const DEFAULT_PAGE: i32 = 0;
const DEFAULT_SIZE: i32 = 20;

#[derive(Default)]
pub(super) struct LeadsQuery;

#[Object]
impl LeadsQuery {
    /// The leads of the tenant, the newest first. For site owners and admins.
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which page, from 0. Without it: 0.")] page: Option<i32>,
        #[graphql(desc = "How many leads a page holds, 1 to 100. Without it: 20.")] size: Option<i32>,
    ) -> Result<LeadPage> {
        let (services, actor) = session(ctx)?;
        let (page, size) = (page.unwrap_or(DEFAULT_PAGE), size.unwrap_or(DEFAULT_SIZE));
        let found = services.leads.list(actor, page.into(), size.into()).await?;
        Ok(LeadPage(found))
    }
}
