//! A site posts a lead: stored, and its owner told, in one transaction.

use serde_json::json;
use switchboard_store::{LeadId, TenantId, entities::integration, integrations, leads, tenants};

use super::{Lead, LeadNotice, Leads, NewLead, letter};
use crate::{
    actor::{Actor, Scope},
    delivery::{Class, Outgoing, accept},
    error::Result,
    people,
    texts::Lang,
    work::Work,
};

impl Leads {
    /// Stores a lead and accepts a message about it to the owner. `notice` of what is stored says whether there is one.
    ///
    /// # Errors
    /// Without the scope `leads`; for a field that is too long or a lead that is empty. Never because of Telegram.
    pub async fn submit(&self, actor: &Actor, lead: NewLead) -> Result<Lead> {
        actor.require(Scope::Leads)?;
        let lead = lead.checked()?;
        let work = Work::begin(&self.core).await?;
        let (notice, message) = message_to_owner(&work, actor.tenant, &lead).await?;
        let stored = Lead {
            id: LeadId::new(work.now),
            tenant_id: actor.tenant,
            name: lead.name,
            email: lead.email,
            phone: lead.phone,
            company: lead.company,
            message: lead.message,
            utm_source: lead.utm_source,
            utm_campaign: lead.utm_campaign,
            page: lead.page,
            device: lead.device,
            notice,
            created_at: work.now,
        };
        leads::insert(work.tx(), stored.clone()).await?;
        if let Some(message) = message {
            accept(&work, actor.tenant, message).await?;
        }
        work.commit().await?;
        Ok(stored)
    }
}

async fn message_to_owner(
    work: &Work,
    tenant: TenantId,
    lead: &NewLead,
) -> Result<(LeadNotice, Option<Outgoing>)> {
    let found = integrations::default_of(work.tx(), tenant).await?;
    let Some((integration, bot)) = found.and_then(|found| found.bot_id.map(|bot| (found, bot))) else {
        return Ok((LeadNotice::NoIntegration, None));
    };
    let integration::Model { is_active, owner_chat_id, .. } = integration;
    let Some(owner) = owner_chat_id.filter(|_| is_active) else {
        let why = if is_active { LeadNotice::NoOwnerChat } else { LeadNotice::Inactive };
        return Ok((why, None));
    };
    let params = json!({
        "text": letter::render(language(work, tenant).await?, lead),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": true},
    });
    let chat = people::chat_row(work, tenant, bot, owner).await?;
    let mut outgoing = Outgoing::new(bot, chat, "sendMessage", params);
    outgoing.class = Class::Notice;
    Ok((LeadNotice::Accepted, Some(outgoing)))
}

/// The contract fixes these texts in Russian, so that is what a tenant gets that chose no language.
async fn language(work: &Work, tenant: TenantId) -> Result<Lang> {
    let language = tenants::by_id(work.tx(), tenant).await?.and_then(|tenant| tenant.language);
    Ok(language.map_or(Lang::Ru, |language| Lang::from_code(Some(&language))))
}
