//! Alert channels: one operation a file.

mod create;
mod delete;
mod disable;
mod dispatch;
mod dispatched;
mod enable;
mod hints;
mod list;
mod object;
mod outcome;
mod read;
mod results;
mod schedule;
mod test;
mod update;

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Features;

pub(crate) fn routes() -> OpenApiRouter<Features> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(dispatch::dispatch))
        .routes(routes!(dispatched::dispatched))
        .routes(routes!(read::read, update::update, delete::delete))
        .routes(routes!(enable::enable))
        .routes(routes!(disable::disable))
        .routes(routes!(test::test))
        .routes(routes!(results::results))
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// From 0.
    #[serde(default)]
    #[param(minimum = 0)]
    page: i64,
    /// 1 to 100.
    #[serde(default = "usual_size")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    size: i64,
}

fn usual_size() -> i64 {
    20
}
