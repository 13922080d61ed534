//! Integrations: the tenant's default one, and those of its units. One operation a file.

mod change;
mod connect;
mod default_integration;
mod delete;
mod disconnect;
mod list_of_unit;
mod object;
mod read;
mod register_webhook;
mod remove_webhook;
mod replace;
mod test;
mod unit_object;
mod webhook_url;

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Features;

pub(crate) fn routes() -> OpenApiRouter<Features> {
    OpenApiRouter::new()
        .routes(routes!(
            default_integration::default_integration,
            connect::connect,
            change::change,
            disconnect::disconnect
        ))
        .routes(routes!(test::test))
        .routes(routes!(webhook_url::webhook_url))
        .routes(routes!(register_webhook::register_webhook, remove_webhook::remove_webhook))
        .routes(routes!(list_of_unit::list_of_unit))
        .routes(routes!(read::read, replace::replace, delete::delete))
}

/// What a call answers that only does something.
#[derive(Serialize, ToSchema)]
struct Done {
    /// Always true: what went wrong is a problem.
    success: bool,
    /// What was done.
    message: &'static str,
}

impl Done {
    fn saying(message: &'static str) -> Self {
        Self { success: true, message }
    }
}
