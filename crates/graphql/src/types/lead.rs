//! Leads.

use async_graphql::{Enum, ID, InputObject, Object};
use switchboard_services::leads;

use super::DateTime;

/// What a visitor left in a site's form. Lengths are counted in UTF-16; what no text can show is taken out.
#[derive(InputObject)]
pub(crate) struct LeadForm {
    /// At most 200 characters.
    name: Option<String>,
    /// At most 254 characters; it is not judged.
    email: Option<String>,
    /// At most 50 characters; it is not judged.
    phone: Option<String>,
    /// At most 200 characters.
    company: Option<String>,
    /// At most 10,000 characters. The owner is shown the first 1000.
    message: Option<String>,
    /// At most 200 characters.
    utm_source: Option<String>,
    /// At most 200 characters.
    utm_campaign: Option<String>,
    /// The page with the form; at most 2000 characters.
    page: Option<String>,
    /// At most 100 characters.
    device: Option<String>,
}

impl From<LeadForm> for leads::NewLead {
    fn from(form: LeadForm) -> Self {
        Self {
            name: form.name,
            email: form.email,
            phone: form.phone,
            company: form.company,
            message: form.message,
            utm_source: form.utm_source,
            utm_campaign: form.utm_campaign,
            page: form.page,
            device: form.device,
        }
    }
}

pub(crate) struct Lead(pub(crate) leads::Lead);

/// What a visitor left in a site's form.
#[Object]
impl Lead {
    /// Its id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What the visitor is called.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// As it was typed.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// As it was typed.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// Where the visitor works.
    async fn company(&self) -> Option<&str> {
        self.0.company.as_deref()
    }

    /// The whole message.
    async fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Which source sent the visitor.
    async fn utm_source(&self) -> Option<&str> {
        self.0.utm_source.as_deref()
    }

    /// Which campaign sent the visitor.
    async fn utm_campaign(&self) -> Option<&str> {
        self.0.utm_campaign.as_deref()
    }

    /// The page with the form.
    async fn page(&self) -> Option<&str> {
        self.0.page.as_deref()
    }

    /// The visitor's device.
    async fn device(&self) -> Option<&str> {
        self.0.device.as_deref()
    }

    /// Whether the owner was written to.
    async fn notice(&self) -> LeadNotice {
        self.0.notice.into()
    }

    /// When it was stored.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

/// Whether the owner was written to about a lead, and if not, why.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::leads::LeadNotice")]
pub(crate) enum LeadNotice {
    /// A message to the owner was accepted.
    Accepted,
    /// The tenant has no integration.
    NoIntegration,
    /// The integration is switched off.
    Inactive,
    /// The integration does not say who the owner is.
    NoOwnerChat,
}
