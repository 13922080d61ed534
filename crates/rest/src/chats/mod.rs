//! Where the tenant's bot is.

mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Features;

pub(crate) fn routes() -> OpenApiRouter<Features> {
    OpenApiRouter::new().routes(routes!(list::list))
}
