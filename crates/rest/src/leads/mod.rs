//! Leads: one operation a file.

mod lead;
mod list_leads;
mod submit_lead;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Features;

pub(crate) fn routes() -> OpenApiRouter<Features> {
    OpenApiRouter::new().routes(routes!(list_leads::list_leads, submit_lead::submit_lead))
}
