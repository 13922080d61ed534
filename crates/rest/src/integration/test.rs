//! `POST /integration/test`: a test message, and whether Telegram took it.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use switchboard_services::{
    Services,
    integrations::{Fault, Trial},
};
use utoipa::ToSchema;

use crate::{
    caller::Caller,
    json_body::OptionalJsonBody,
    problem::{Problem, ProblemBody},
};

/// Where the test message goes.
#[derive(Deserialize, ToSchema)]
pub(super) struct TestRequest {
    /// Instead of the owner's chat.
    chat_id: Option<i64>,
}

/// How the test ended.
#[derive(Serialize, ToSchema)]
pub(super) struct TestResult {
    success: bool,
    /// `Test message sent!`, `Failed to send message`, or what is missing.
    #[schema(example = "Test message sent!")]
    message: &'static str,
    /// Where the message was to go.
    #[schema(required)]
    chat_id: Option<i64>,
}

/// Send a test message
///
/// It goes ahead of everything else; the answer waits up to 10 seconds for Telegram. GraphQL's `testIntegration` also says what
/// to look at when it failed.
#[utoipa::path(
    post, path = "/integration/test", tag = "Integration", operation_id = "testIntegration",
    request_body = Option<TestRequest>,
    responses(
        (status = 200, body = TestResult, description = "How it ended."),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no integration."),
    )
)]
pub(super) async fn test(
    State(services): State<Arc<Services>>,
    Caller(actor): Caller,
    OptionalJsonBody(request): OptionalJsonBody<TestRequest>,
) -> Result<Json<TestResult>, Problem> {
    let chat_id = request.and_then(|request| request.chat_id);
    Ok(Json(services.integrations.test(&actor, chat_id).await?.into()))
}

impl From<Trial> for TestResult {
    fn from(trial: Trial) -> Self {
        let message = match trial.fault {
            None => "Test message sent!",
            Some(Fault::NoChat) => "No chat_id provided and owner_chat_id not configured",
            Some(_) => "Failed to send message",
        };
        Self { success: trial.fault.is_none(), message, chat_id: trial.chat_id }
    }
}
