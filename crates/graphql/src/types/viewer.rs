//! Who is calling.

use async_graphql::{Context, Enum, ID, Object};
use switchboard_services::{Actor, Credential};

use super::TelegramInfo;
use crate::{caller::session, error::Result};

pub(crate) struct Viewer(pub(crate) Actor);

/// Who is calling.
#[Object]
impl Viewer {
    /// The user's id in the host application; null for an API key that belongs to no user.
    async fn user_id(&self) -> Option<ID> {
        self.0.user.as_ref().map(|user| ID(user.external_id.clone()))
    }

    /// What to call the user, if the application ever said.
    async fn name(&self) -> Option<&str> {
        self.0.user.as_ref()?.name.as_deref()
    }

    /// What the token allows; null for an API key, which has scopes instead.
    async fn role(&self) -> Option<Role> {
        match self.0.credential {
            Credential::Token(role) => Some(role.into()),
            _ => None,
        }
    }

    /// The tenant's name in tokens.
    async fn tenant(&self) -> &str {
        &self.0.tenant_slug
    }

    /// The user's linked chat; null while there is none.
    async fn telegram(&self, ctx: &Context<'_>) -> Result<Option<TelegramInfo>> {
        let (services, actor) = session(ctx)?;
        if actor.user.is_none() {
            return Ok(None);
        }
        Ok(services.linking.info(actor).await?.map(TelegramInfo))
    }
}

/// What a token allows.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "switchboard_services::Role")]
pub(crate) enum Role {
    /// Reads and changes what is its own.
    User,
    /// Also manages integrations, channels and leads.
    SiteOwner,
    /// Everything of its tenant.
    Admin,
}
