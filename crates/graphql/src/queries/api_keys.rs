//! `apiKeys`: by which programs call.

use super::connection;
use crate::types::{ApiKey, Connection, Total};

connection! {
    /// The API keys that the caller manages, the newest first; those that were revoked or have ended too. For admins and
    /// API keys with the scope `keys` all of the tenant; for site owners those that can do no more than a site owner.
    ApiKeysQuery.api_keys(services, actor, span) -> ApiKey {
        let slice = services.accounts.page_of_api_keys(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::ApiKeys, |row| row.id.0, ApiKey))
    }
}
