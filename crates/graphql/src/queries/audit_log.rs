//! `auditLog`: who did which administrative act.

use switchboard_services::audit;

use super::connection;
use crate::types::{AuditEntry, AuditFilterInput, Connection, Total};

connection! {
    /// Administrative acts in the tenant, the newest first: who did what to what, when, and from where. For admins by a
    /// token; no API key opens it.
    AuditLogQuery.audit_log(
        services, actor, span,
        #["Only some of them."] filter: Option<AuditFilterInput>,
    ) -> AuditEntry {
        let filter = filter.unwrap_or_default().into_filter();
        let slice = services.audit.list(actor, &filter, &span).await?;
        let place = |row: &audit::AuditEntry| row.id.0;
        Ok(Connection::new(slice, &span, Total::AuditEntries(filter), place, AuditEntry))
    }
}
