//! `leads`: what visitors left in the site's forms.

use super::connection;
use crate::types::{Connection, Lead, Total};

connection! {
    /// The leads of the tenant, the newest first. For site owners and admins.
    LeadsQuery.leads(services, actor, span) -> Lead {
        let slice = services.leads.list(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Leads, |row| row.id.0, Lead))
    }
}
