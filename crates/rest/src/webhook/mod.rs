//! Where Telegram delivers updates.

mod receive_update;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Features;

pub(crate) fn routes() -> OpenApiRouter<Features> {
    OpenApiRouter::new().routes(routes!(receive_update::receive_update))
}
