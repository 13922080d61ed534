//! `createApiKey`, `revokeApiKey`: keys for programs. A key is shown once, when it is made.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use secrecy::{ExposeSecret as _, SecretString};
use switchboard_services::{
    Actor, Result as ServiceResult, Services,
    accounts::{self, NewApiKey},
};

use crate::{
    caller::session,
    error::Result,
    types::{ApiKey, ApiKeyScope, DateTime, NodeId, UserError, payload},
};

/// A key to make.
#[derive(InputObject)]
pub(super) struct CreateApiKeyInput {
    /// What people call it: 1 to 100 characters.
    name: String,
    /// What it may do: at least one thing, and nothing that the caller may not do.
    scopes: Vec<ApiKeyScope>,
    /// The user as whom it acts, by their id in the host application. Without it nobody. Admins name any user of the
    /// tenant who has called once, others themselves.
    user_id: Option<ID>,
    /// When it ends by itself; without it never.
    expires_at: Option<DateTime>,
}

/// Which key.
#[derive(InputObject)]
pub(super) struct RevokeApiKeyInput {
    /// The key's id.
    id: ID,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct CreateApiKeyPayload {
    /// The key as lists show it; null if there are errors.
    api_key: Option<ApiKey>,
    /// What the program sends as `Authorization: Bearer …`. It is shown this once and stored nowhere: keep it safe. Null if
    /// there are errors.
    secret: Option<String>,
    /// Why none was made.
    errors: Vec<UserError>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(super) struct RevokeApiKeyPayload {
    /// The key as it is now; null if there are errors.
    api_key: Option<ApiKey>,
    /// Why nothing changed.
    errors: Vec<UserError>,
}

#[derive(Default)]
pub(super) struct ApiKeysMutation;

#[Object]
impl ApiKeysMutation {
    /// Makes an API key; it can do no more than its maker. For admins, site owners, and API keys with the scope `keys`.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        let (services, actor) = session(ctx)?;
        let (created, errors) = payload(create(services, actor, input).await, "input.userId", "input")?;
        let (api_key, secret) = created.unzip();
        let secret = secret.map(|secret| secret.expose_secret().to_owned());
        Ok(CreateApiKeyPayload { api_key: api_key.map(ApiKey), secret, errors })
    }

    /// Makes an API key worthless at once, and for good. One that was revoked already keeps its time. For those to whom
    /// `apiKeys` shows it.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload> {
        let (services, actor) = session(ctx)?;
        let revoked = match NodeId::api_key(&input.id) {
            Ok(id) => services.accounts.revoke_api_key(actor, id).await,
            Err(error) => Err(error),
        };
        let (revoked, errors) = payload(revoked, "input.id", "input.id")?;
        Ok(RevokeApiKeyPayload { api_key: revoked.map(ApiKey), errors })
    }
}

async fn create(
    services: &Services,
    actor: &Actor,
    input: CreateApiKeyInput,
) -> ServiceResult<(accounts::ApiKey, SecretString)> {
    let new = NewApiKey {
        name: input.name,
        scopes: input.scopes.into_iter().map(Into::into).collect(),
        user: input.user_id.map(|id| id.0),
        expires_at: input.expires_at.map(|ends| ends.0),
    };
    services.accounts.create_api_key(actor, new).await
}
