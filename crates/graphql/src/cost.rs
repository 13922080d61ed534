//! What an operation costs, told in `extensions.cost` to whoever asks for it by the request's own `extensions.cost: true`:
//! `requested`, and the `most` that one operation may cost.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_graphql::{
    Request, Response, ServerError, ServerResult, ValidationResult, Value,
    async_trait::async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextPrepareRequest, NextRequest, NextValidation,
    },
    value,
};

use crate::engine::MAX_COST;

/// Makes one teller for each request.
pub(crate) struct Cost;

#[derive(Default)]
struct Teller {
    is_wanted: AtomicBool,
    cost: AtomicUsize,
}

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Teller::default())
    }
}

#[async_trait]
impl Extension for Teller {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        if self.is_wanted.load(Ordering::Relaxed) {
            let cost = value!({ "requested": self.cost.load(Ordering::Relaxed), "most": MAX_COST });
            response.extensions.insert("cost".to_owned(), cost);
        }
        response
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        let is_wanted = request.extensions.get("cost") == Some(&Value::Boolean(true));
        self.is_wanted.store(is_wanted, Ordering::Relaxed);
        next.run(ctx, request).await
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(ctx).await?;
        self.cost.store(validated.complexity, Ordering::Relaxed);
        Ok(validated)
    }
}
