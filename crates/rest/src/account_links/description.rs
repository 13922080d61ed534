//! These operations in the OpenAPI description: they refuse in their own form, so they say so themselves.

use utoipa::{
    PartialSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, OpenApi, OpenApiBuilder, Ref, ResponseBuilder, path::Operation,
    },
};

use super::{PREFIX, operations, refusal::RefusalBody};

const REFUSAL: &str = "AccountLinkRefusal";

/// What any of these operations may answer.
const REFUSALS: [(&str, &str); 4] = [
    ("401", "No token, or one that is not believed."),
    ("403", "An API key that acts for nobody, or only for others."),
    ("429", "Too often; `Retry-After` says when again."),
    ("500", "Our fault. It has been logged."),
];

/// Adds these operations to `api`, complete.
pub(crate) fn describe(api: OpenApi) -> OpenApi {
    let (_, mut own) = operations().split_for_parts();
    for item in own.paths.paths.values_mut() {
        [&mut item.get, &mut item.delete].into_iter().flatten().for_each(refuse);
    }
    let refusal = ComponentsBuilder::new().schema(REFUSAL, RefusalBody::schema()).build();
    let mut api = api.nest(PREFIX, own);
    api.merge(OpenApiBuilder::new().components(Some(refusal)).build());
    api
}

fn refuse(operation: &mut Operation) {
    for (status, meaning) in REFUSALS {
        let body = ContentBuilder::new().schema(Some(Ref::from_schema_name(REFUSAL))).build();
        let response = ResponseBuilder::new().description(meaning).content("application/json", body).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
    }
}
