//! The list of leads for the site's owners.

use switchboard_store::{leads, pages};
use uuid::Uuid;

use super::{Lead, Leads, Slice, Span};
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
};

/// One page of leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadPage {
    /// The newest first.
    pub leads: Vec<Lead>,
    /// How many there are on all pages.
    pub total: u64,
}

impl Leads {
    /// One page of the tenant's leads: `page` from 0, `size` 1 to 100.
    ///
    /// # Errors
    /// Without the scope `leads`; for a page that can't be.
    pub async fn page(&self, actor: &Actor, page: i64, size: i64) -> Result<LeadPage> {
        actor.require(Scope::Leads)?;
        let take = u64::try_from(size).ok().filter(|size| (1..=100).contains(size));
        let take = take.ok_or_else(|| Error::bad_input("size is a whole number from 1 to 100."))?;
        let skip = u64::try_from(page).ok().and_then(|page| page.checked_mul(take));
        let skip = skip.filter(|skip| i64::try_from(*skip).is_ok());
        let skip = skip.ok_or_else(|| Error::bad_input("page is a whole number from 0."))?;
        let conn = self.core.db.reader();
        let leads = leads::newest(conn, actor.tenant, skip, take).await?;
        Ok(LeadPage { leads, total: leads::count(conn, actor.tenant).await? })
    }

    /// The tenant's leads, the newest first.
    ///
    /// # Errors
    /// Without the scope `leads`.
    pub async fn list(&self, actor: &Actor, span: &Span<Uuid>) -> Result<Slice<Lead>> {
        actor.require(Scope::Leads)?;
        Ok(pages::leads(actor.tenant).read(self.core.db.reader(), span).await?)
    }

    /// How many there are.
    ///
    /// # Errors
    /// As [`list`](Self::list).
    pub async fn count(&self, actor: &Actor) -> Result<u64> {
        actor.require(Scope::Leads)?;
        Ok(pages::leads(actor.tenant).count(self.core.db.reader()).await?)
    }
}
