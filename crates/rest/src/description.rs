//! The OpenAPI description: collected from the operations, completed with what all of them have in common (who may call,
//! and the refusals that any of them can answer). `openapi.json` at the root of the repository is this text.

use utoipa::{
    PartialSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref,
        ResponseBuilder,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::problem::ProblemBody;

/// What the scheme of bearer tokens is called.
const BEARER: &str = "bearer";

/// What stands above all operations.
pub(crate) fn about() -> OpenApi {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A JWT signed by the host application, or an API key made here."))
        .build();
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .schema("Problem", ProblemBody::schema())
        .build();
    let info = InfoBuilder::new()
        .title("Switchboard")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The REST face of Switchboard. Everything that is not here is offered by GraphQL, at `/graphql`.\n\n\
             Calls are counted, by API key, by user, or by address. Each answer but the webhook's says how many may come at once \
             (`RateLimit-Limit`), how many are left (`RateLimit-Remaining`) and in how many seconds all are there again \
             (`RateLimit-Reset`). One too many is refused with 429 and `Retry-After`.",
        ))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").build()))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([SecurityRequirement::new(BEARER, Vec::<String>::new())]))
        .build()
}

/// Adds to every operation what any of them may answer, where it does not say something of its own.
pub(crate) fn complete(mut api: OpenApi) -> OpenApi {
    for item in api.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(refuse);
    }
    api
}

fn refuse(operation: &mut Operation) {
    let is_public = operation.security.as_ref().is_some_and(Vec::is_empty)
        || operation.security.as_ref().is_some_and(|list| list.contains(&SecurityRequirement::default()));
    let mut refusals =
        vec![("429", "Too often; `Retry-After` says when again."), ("500", "Our fault. It has been logged.")];
    if !is_public {
        refusals.push(("401", "No token, or one that is not believed."));
        refusals.push(("403", "Believed, but not allowed."));
    }
    if operation.request_body.is_some() {
        refusals.push(("413", "The body is larger than 1 MiB."));
        refusals.push(("400", "The body is not valid JSON, or does not fit; `detail` says which field."));
    }
    for (status, meaning) in refusals {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response =
            ResponseBuilder::new().description(meaning).content("application/problem+json", problem);
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.build().into());
    }
}
