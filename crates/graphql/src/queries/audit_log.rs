//! `auditLog`: who did which administrative act.

use async_graphql::{Context, Object};
use switchboard_services::audit;

use crate::{
    caller::session,
    error::Result,
    types::{AuditEntry, AuditFilterInput, Connection, Total, Window, page_length},
};

#[derive(Default)]
pub(super) struct AuditLogQuery;

#[Object]
impl AuditLogQuery {
    /// Administrative acts in the tenant, the newest first: who did what to what, when, and from where. For admins by a
    /// token; no API key opens it.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only some of them.")] filter: Option<AuditFilterInput>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<AuditEntry>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let filter = filter.unwrap_or_default().into_filter();
        let slice = services.audit.list(actor, &filter, &span).await?;
        let place = |row: &audit::AuditEntry| row.id.0;
        Ok(Connection::new(slice, &span, Total::AuditEntries(filter), place, AuditEntry))
    }
}
