//! Who calls. HTTP puts a [`Caller`] beside each request; resolvers ask for the actor first. A request without a believed
//! token is still executed: each field that needs an actor answers `UNAUTHENTICATED`, introspection needs none.

use std::sync::Arc;

use async_graphql::Context;
use switchboard_services::{Actor, Error, Services};

use crate::error::{GraphqlError, Result};

/// The outcome of authentication, made once a request.
#[derive(Clone, Debug)]
pub struct Caller(pub std::result::Result<Arc<Actor>, GraphqlError>);

impl Caller {
    /// Takes over what `accounts.authenticate` said.
    #[must_use]
    pub fn new(outcome: switchboard_services::Result<Actor>) -> Self {
        Self(outcome.map(Arc::new).map_err(GraphqlError::from))
    }
}

impl Caller {
    /// Somebody, if it is somebody.
    pub(crate) fn actor(&self) -> Option<&Arc<Actor>> {
        self.0.as_ref().ok()
    }
}

/// Who asks for this field, and the features to call. Nobody gets further than this without being somebody.
pub(crate) fn session<'a>(ctx: &Context<'a>) -> Result<(&'a Services, &'a Actor)> {
    let actor = match ctx.data_opt::<Caller>() {
        Some(Caller(Ok(actor))) => actor,
        Some(Caller(Err(refusal))) => return Err(refusal.clone()),
        None => return Err(Error::Unauthenticated("Sign in first: send `Authorization: Bearer …`.").into()),
    };
    match ctx.data_opt::<Arc<Services>>() {
        Some(services) => Ok((services, actor)),
        None => Err(Error::broken("the schema was built without services").into()),
    }
}
