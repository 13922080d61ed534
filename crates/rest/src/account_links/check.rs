//! `GET /check`: whether the caller's account is linked.

use std::sync::Arc;

use axum::extract::State;
use serde::Serialize;
use switchboard_services::{Services, linking::LinkStatus};
use utoipa::ToSchema;

use super::{Refusal, caller::Caller, envelope::Envelope};

/// How far linking got.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountLinkStatus)]
pub(super) struct Checked {
    /// 0: not linked, 1: linked, 2: a link was issued and awaits the bot.
    #[schema(maximum = 2)]
    status: u8,
    /// Of the linked chat, without `@`; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
}

/// Whether one's own account is linked
#[utoipa::path(
    get, path = "/check", tag = "Account linking", operation_id = "checkAccountLink",
    responses((status = 200, body = Envelope<Checked>, description = "How far it got."))
)]
pub(super) async fn check(
    State(services): State<Arc<Services>>,
    caller: Caller,
) -> Result<Envelope<Checked>, Refusal> {
    let (status, username) = match services.linking.link_status(&caller.actor).await? {
        LinkStatus::NotLinked => (0, None),
        LinkStatus::Linked { username } => (1, username),
        LinkStatus::Awaiting => (2, None),
    };
    Ok(caller.answer(Checked { status, username }))
}
