//! `switchboard schema`: what the faces say of themselves, as `schema.graphql` and `openapi.json` hold it.

use super::terminal;

/// Print the GraphQL schema, or the OpenAPI description
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The OpenAPI 3.1 description of the REST face instead
    #[arg(long)]
    openapi: bool,
}

impl Arguments {
    pub(super) fn run(&self) {
        let text = if self.openapi { switchboard_rest::openapi() } else { switchboard_graphql::sdl() };
        // The answer ends with a line break of its own.
        terminal::answer(text.trim_end());
    }
}
