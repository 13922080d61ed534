//! Where Telegram delivers updates.

mod receive_update;

use axum::{Router, routing};

use crate::Features;

pub(crate) fn routes() -> Router<Features> {
    Router::new().route("/webhook/{key}", routing::post(receive_update::receive_update))
}
