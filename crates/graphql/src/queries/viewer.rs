//! `viewer`: who is calling.

use async_graphql::{Context, Object};

use crate::{caller::session, error::Result, types};

#[derive(Default)]
pub(super) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is calling, as the token or the API key says.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<types::Viewer> {
        let (_, actor) = session(ctx)?;
        Ok(types::Viewer(actor.clone()))
    }
}
