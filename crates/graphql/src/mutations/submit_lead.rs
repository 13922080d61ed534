//! `submitLead`: a site's form.

use async_graphql::{Context, Object};

use crate::{
    caller::session,
    error::Result,
    types::{Lead, LeadForm},
};

#[derive(Default)]
pub(super) struct SubmitLeadMutation;

#[Object]
impl SubmitLeadMutation {
    /// Stores what a visitor left, and tells the owner in Telegram if the integration is active and knows the owner's
    /// chat. Telegram's troubles never fail it. For site owners, admins, and API keys with the scope `leads`.
    async fn submit_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At least one of name, email, phone, company and message.")] lead: LeadForm,
    ) -> Result<Lead> {
        let (services, actor) = session(ctx)?;
        let stored = services.leads.submit(actor, lead.into()).await?;
        Ok(Lead(stored))
    }
}
