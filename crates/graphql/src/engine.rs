//! The schema, ready to execute: the library's schema twice, or thrice once somebody asks what operations cost, with what is kept
//! between requests.
//!
//! One is asked to validate and never executes, the other executes what was validated and validates only what a request's
//! variables decide. Between the two a document is kept, and what its variables leave out is taken away from it.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Request, SDLExportOptions, SchemaBuilder, ServerError, ValidationMode, ValidationResult,
    async_trait::async_trait,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
    parser::types::ExecutableDocument,
};
use switchboard_services::Services;

use crate::{
    Settings,
    cost::{self, Cost},
    document::{cache::Cache, input_types::InputTypes},
    mutations::Mutation,
    queries::Query,
    subscriptions::Subscription,
    traced::Traced,
};

/// The most that an operation may cost: fields, those of lists times their length.
pub(crate) const MAX_COST: usize = 5_000;

/// The library's schema.
pub(crate) type Graph = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema over the features that its resolvers call. Cheap to clone.
#[derive(Clone)]
pub struct Schema(pub(crate) Arc<Engine>);

/// What a [`Schema`] holds.
pub(crate) struct Engine {
    validating: Graph,
    executing: Graph,
    /// Executes, and tells the cost; made when that is first asked for.
    telling: OnceLock<Graph>,
    services: Option<Arc<Services>>,
    pub(crate) inputs: InputTypes,
    /// Parsed and validated, by their text.
    pub(crate) documents: Cache<Arc<ExecutableDocument>>,
    /// Texts that clients sent with their hash.
    pub(crate) persisted: Cache<Arc<str>>,
    pub(crate) settings: Settings,
}

impl Schema {
    /// Builds it. Without services every field that needs them fails.
    pub(crate) fn build(services: Option<Arc<Services>>, settings: Settings) -> Self {
        let executing = executing(services.as_ref(), &settings).finish();
        let inputs = InputTypes::of_sdl(&executing.sdl());
        let validating = over(services.as_ref()).extension(ValidateOnly).finish();
        Self(Arc::new(Engine {
            validating,
            executing,
            telling: OnceLock::new(),
            services,
            inputs,
            documents: Cache::default(),
            persisted: Cache::default(),
            settings,
        }))
    }
}

impl Engine {
    /// What executes this request.
    pub(crate) fn executing(&self, request: &Request) -> &Graph {
        if !cost::is_asked_for(request) {
            return &self.executing;
        }
        let telling = || executing(self.services.as_ref(), &self.settings).extension(Cost).finish();
        self.telling.get_or_init(telling)
    }

    /// What the library's rules say about a document, whatever its variables are.
    pub(crate) async fn validate(&self, document: ExecutableDocument) -> Vec<ServerError> {
        let mut request = Request::new("");
        request.set_parsed_query(document);
        self.validating.execute(request).await.errors
    }
}

/// Ends a request once it is validated.
struct ValidateOnly;

impl ExtensionFactory for ValidateOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for ValidateOnly {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        match next.run(ctx).await {
            Ok(_) => Err(Vec::new()),
            Err(errors) => Err(errors.into_iter().filter(|error| !is_about_a_value(error)).collect()),
        }
    }
}

/// The cost is computed, too, for which a variable's value is missing here. It is computed again when it is there.
fn is_about_a_value(error: &ServerError) -> bool {
    let name = error.message.strip_prefix("Variable ").and_then(|rest| rest.strip_suffix(" is not defined."));
    name.is_some_and(|name| !name.starts_with('"'))
}

/// The schema in the schema definition language, as `schema.graphql` holds it. Ends with one line break.
#[must_use]
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().use_space_ident().include_specified_by().prefer_single_line_descriptions();
    let mut text = builder().finish().sdl_with_options(options);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn executing(
    services: Option<&Arc<Services>>,
    settings: &Settings,
) -> SchemaBuilder<Query, Mutation, Subscription> {
    let builder = over(services).validation_mode(ValidationMode::Fast).limit_complexity(MAX_COST);
    if settings.traced { builder.extension(Traced) } else { builder }
}

fn over(services: Option<&Arc<Services>>) -> SchemaBuilder<Query, Mutation, Subscription> {
    match services {
        Some(services) => builder().data(Arc::clone(services)),
        None => builder(),
    }
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Graph::build(Query::default(), Mutation::default(), Subscription)
}
