//! A stored lead as this face shows it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use switchboard_services::leads::{self, LeadNotice};
use utoipa::ToSchema;
use uuid::Uuid;

/// A stored lead.
#[derive(Serialize, ToSchema)]
pub(super) struct Lead {
    id: Uuid,
    tenant_id: Uuid,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    company: Option<String>,
    /// Whole; the owner is shown the first 1000 characters.
    message: Option<String>,
    utm_source: Option<String>,
    utm_campaign: Option<String>,
    page: Option<String>,
    device: Option<String>,
    /// Whether a message to the owner was accepted, and if not, why: `accepted`, `no_integration`, `inactive`,
    /// `no_owner_chat`.
    #[schema(example = "accepted")]
    notice: &'static str,
    created_at: DateTime<Utc>,
}

impl From<leads::Lead> for Lead {
    fn from(lead: leads::Lead) -> Self {
        Self {
            id: lead.id.0,
            tenant_id: lead.tenant_id.0,
            name: lead.name,
            email: lead.email,
            phone: lead.phone,
            company: lead.company,
            message: lead.message,
            utm_source: lead.utm_source,
            utm_campaign: lead.utm_campaign,
            page: lead.page,
            device: lead.device,
            notice: match lead.notice {
                LeadNotice::Accepted => "accepted",
                LeadNotice::NoIntegration => "no_integration",
                LeadNotice::Inactive => "inactive",
                LeadNotice::NoOwnerChat => "no_owner_chat",
            },
            created_at: lead.created_at,
        }
    }
}
