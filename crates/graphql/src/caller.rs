//! Who calls. HTTP puts a [`Caller`] beside each request; resolvers ask for the actor first. A request without a believed
//! token is still executed: each field that needs an actor answers `UNAUTHENTICATED`, introspection needs none.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use switchboard_services::{Actor, Error, Origin, Services, rate_limits::Allowance};

use crate::error::{GraphqlError, Result};

/// The outcome of authentication, made once a request.
#[derive(Clone, Debug)]
pub struct Caller {
    outcome: std::result::Result<Arc<Actor>, GraphqlError>,
    origin: Origin,
    /// After the last call that was counted; shared by the operations of a request or a socket.
    allowance: Arc<Mutex<Option<Allowance>>>,
}

impl Caller {
    /// Takes over what authentication said of a call from there, and what is left to the caller after it.
    #[must_use]
    pub fn new(
        outcome: switchboard_services::Result<Actor>,
        origin: Origin,
        allowance: Option<Allowance>,
    ) -> Self {
        let outcome = outcome.map(Arc::new).map_err(GraphqlError::from);
        Self { outcome, origin, allowance: Arc::new(Mutex::new(allowance)) }
    }

    /// Somebody, if it is somebody.
    pub(crate) fn actor(&self) -> Option<&Arc<Actor>> {
        self.outcome.as_ref().ok()
    }

    /// Where the call comes from.
    pub(crate) fn origin(&self) -> Origin {
        self.origin
    }

    /// What is left to them; `None` where nothing is limited.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        *self.allowance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one more operation of the same request or socket.
    ///
    /// # Errors
    /// `RATE_LIMITED` for one too many.
    pub(crate) fn count(&self, services: &Services) -> Result<()> {
        let taken = services.rate_limits.take(self.actor().map(|actor| &**actor), self.origin);
        *self.allowance.lock().unwrap_or_else(PoisonError::into_inner) = taken.map(|taken| taken.allowance);
        match taken.and_then(|taken| taken.refused_for) {
            Some(retry_after) => Err(Error::RateLimited { retry_after }.into()),
            None => Ok(()),
        }
    }
}

/// Who asks for this field, and the features to call. Nobody gets further than this without being somebody.
pub(crate) fn session<'a>(ctx: &Context<'a>) -> Result<(&'a Services, &'a Actor)> {
    let actor = match ctx.data_opt::<Caller>() {
        Some(Caller { outcome: Ok(actor), .. }) => actor,
        Some(Caller { outcome: Err(refusal), .. }) => return Err(refusal.clone()),
        None => return Err(Error::Unauthenticated("Sign in first: send `Authorization: Bearer …`.").into()),
    };
    match ctx.data_opt::<Arc<Services>>() {
        Some(services) => Ok((services, actor)),
        None => Err(Error::broken("the schema was built without services").into()),
    }
}
