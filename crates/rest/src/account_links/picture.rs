//! `GET /link.svg`: the link of `GET /link` as a QR code, for people whose application runs on another screen.

use std::sync::Arc;

use axum::{extract::State, http::header, response::IntoResponse};
use switchboard_services::Services;

use super::{Refusal, caller::Caller, refusal::RefusalBody};

/// The link as a QR code
#[utoipa::path(
    get, path = "/link.svg", tag = "Account linking", operation_id = "getAccountLinkPicture",
    responses(
        (status = 200, body = String, content_type = "image/svg+xml", description = "The picture."),
        (status = 404, body = RefusalBody, description = "No Telegram bot is configured."),
        (status = 409, body = RefusalBody, description = "The bot is switched off, was not reached yet, or does not answer in private chats."),
    )
)]
pub(super) async fn picture(
    State(services): State<Arc<Services>>,
    caller: Caller,
) -> Result<impl IntoResponse, Refusal> {
    let svg = services.linking.deep_link(&caller.actor).await?.qr_svg()?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, svg))
}
