//! `GET /link`: a link to the caller's account; the same one while it is outstanding.

use std::sync::Arc;

use axum::extract::State;
use switchboard_services::Services;

use super::{Refusal, caller::Caller, envelope::Envelope, refusal::RefusalBody};

/// A link to one's own account
///
/// To be opened in Telegram: `https://t.me/<bot>?start=<token>`. It works once, for 20 minutes; asked for again, it is the
/// same one.
#[utoipa::path(
    get, path = "/link", tag = "Account linking", operation_id = "getAccountLink",
    responses(
        (status = 200, body = Envelope<String>, description = "The link."),
        (status = 404, body = RefusalBody, description = "No Telegram bot is configured."),
        (status = 409, body = RefusalBody, description = "The bot is switched off, was not reached yet, or does not answer in private chats."),
    )
)]
pub(super) async fn link(
    State(services): State<Arc<Services>>,
    caller: Caller,
) -> Result<Envelope<String>, Refusal> {
    let link = services.linking.deep_link(&caller.actor).await?;
    Ok(caller.answer(link.url().to_owned()))
}
