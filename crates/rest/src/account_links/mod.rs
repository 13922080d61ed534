//! Linking one's own account by a deep link: `/api/2.0/settings/telegram`, one operation a file.
//!
//! Every answer is an envelope of its own ([`envelope`]), every refusal too ([`refusal`]): clients of this address know no
//! other form. Any signed-in user may call, for the own account only; the rules are in `services::linking`.

mod caller;
mod check;
mod description;
mod envelope;
mod link;
mod picture;
mod refusal;
mod unlink;

use std::sync::Arc;

use axum::{Router, middleware};
use switchboard_services::Services;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use self::description::describe;
pub(crate) use self::refusal::Refusal;
use crate::{Features, admission};

/// Where this lives.
const PREFIX: &str = "/api/2.0/settings/telegram";

/// Everything under the prefix, with that prefix, behind the door.
pub(crate) fn router(services: Arc<Services>) -> Router<Features> {
    let (operations, _) = operations().split_for_parts();
    let operations = operations
        .fallback(|| async { Refusal::unknown_address() })
        .method_not_allowed_fallback(|| async { Refusal::method_not_allowed() })
        .layer(middleware::from_fn_with_state(services, admission::admit::<Refusal>));
    Router::new().nest(PREFIX, operations)
}

fn operations() -> OpenApiRouter<Features> {
    OpenApiRouter::new()
        .routes(routes!(check::check))
        .routes(routes!(link::link, unlink::unlink))
        .routes(routes!(unlink::unlink_alias))
        .routes(routes!(picture::picture))
}
