//! What an operation costs, told in `extensions.cost` to whoever asks for it by the request's own `extensions.cost: true`: what is
//! `requested`, the `most` that one operation may cost, and the `quota` of calls that is left to the caller, as in the headers
//! `RateLimit-*` (null where nothing is limited).
//!
//! A schema of its own tells it (see [`Engine`](crate::engine::Engine)): an extension of the library costs something at every
//! field, and hardly anybody asks.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Request, Response, ServerError, ValidationResult, Value,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextValidation},
    value,
};
use switchboard_services::{rate_limits::Allowance, seconds_to_wait};

use crate::{Caller, engine::MAX_COST};

/// Whether the request asks for it.
pub(crate) fn is_asked_for(request: &Request) -> bool {
    request.extensions.get("cost") == Some(&Value::Boolean(true))
}

/// Makes one teller for each request.
pub(crate) struct Cost;

/// What is told, once it is known.
#[derive(Default)]
struct Teller(OnceLock<Value>);

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Teller::default())
    }
}

#[async_trait]
impl Extension for Teller {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        if let Some(cost) = self.0.get() {
            response.extensions.insert("cost".to_owned(), cost.clone());
        }
        response
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(ctx).await?;
        let quota = ctx.data_opt::<Caller>().and_then(Caller::allowance).map_or(Value::Null, quota);
        let cost = value!({ "requested": validated.complexity, "most": MAX_COST, "quota": quota });
        let _ = self.0.set(cost);
        Ok(validated)
    }
}

fn quota(Allowance { limit, remaining, full_in }: Allowance) -> Value {
    value!({ "limit": limit, "remaining": remaining, "resetAfter": seconds_to_wait(full_in) })
}
