//! The tenant's default integration: one operation a file.

mod register_webhook;
mod remove_webhook;
mod webhook_url;

use axum::{Router, routing};
use serde::Serialize;

use crate::Features;

pub(crate) fn routes() -> Router<Features> {
    Router::new().route("/integration/webhook-url", routing::get(webhook_url::webhook_url)).route(
        "/integration/webhook",
        routing::post(register_webhook::register_webhook).delete(remove_webhook::remove_webhook),
    )
}

/// What a call answers that only does something.
#[derive(Serialize)]
struct Done {
    success: bool,
    message: &'static str,
}

impl Done {
    fn saying(message: &'static str) -> Self {
        Self { success: true, message }
    }
}
