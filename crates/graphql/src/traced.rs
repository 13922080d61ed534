//! Spans for whoever collects traces: one for each operation by its kind and name, and one for each resolver that looks something
//! up. No document, variable or answer is in one.
//!
//! The extension is in the schema only where the operator has named a collector; elsewhere nothing is paid for it.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Response, ServerResult, Value, Variables,
    async_trait::async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextResolve, ResolveInfo,
    },
    parser::types::ExecutableDocument,
};
use switchboard_services::traces::TARGET;
use tracing::{Instrument as _, field::Empty};

/// Makes one tracer for each request.
pub(crate) struct Traced;

/// Knows the kind of the operation, once the document is there.
#[derive(Default)]
struct Tracer(OnceLock<String>);

impl ExtensionFactory for Traced {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Tracer::default())
    }
}

#[async_trait]
impl Extension for Tracer {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        // No other operation than the one that will run is in it.
        if let Some((_, operation)) = document.operations.iter().next() {
            let _ = self.0.set(operation.node.ty.to_string());
        }
        Ok(document)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let kind = self.0.get().map_or("query", String::as_str);
        let span = tracing::trace_span!(
            target: TARGET,
            "operation",
            otel.name = name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}")),
            otel.status_code = Empty,
            "graphql.operation.type" = kind,
            "graphql.operation.name" = name,
        );
        let response = next.run(ctx, name).instrument(span.clone()).await;
        if !response.errors.is_empty() {
            span.record("otel.status_code", "ERROR");
        }
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if !looks_something_up(&info) {
            return next.run(ctx, info).await;
        }
        let span = tracing::trace_span!(
            target: TARGET,
            "resolver",
            otel.name = format!("{}.{}", info.parent_type, info.name),
            otel.status_code = Empty,
        );
        let resolved = next.run(ctx, info).instrument(span.clone()).await;
        if resolved.is_err() {
            span.record("otel.status_code", "ERROR");
        }
        resolved
    }
}

/// Fields of the root types do, totals, and what leads from a record to another one or to a list. Connections, their edges,
/// payloads and the items of a list hand on what they were made with, and so does every field without fields of its own.
fn looks_something_up(info: &ResolveInfo<'_>) -> bool {
    let parent = info.parent_type;
    if info.is_for_introspection || parent.starts_with('[') {
        return false;
    }
    match parent {
        "Query" | "Mutation" | "Subscription" => true,
        _ if parent.ends_with("Connection") => info.name == "totalCount",
        _ if parent.ends_with("Edge") || parent.ends_with("Payload") => false,
        _ => !info.field.selection_set.node.items.is_empty(),
    }
}
