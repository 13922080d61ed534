//! One call: makes the parameters of a started send, calls Telegram, reports how it ended. Decides nothing.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures::FutureExt;
use serde_json::{Map, Value, json, value::RawValue};
use switchboard_store::entities::outbox;
use tokio::sync::{Semaphore, mpsc};

use super::{amend::is_amendment, payload, repair::repaired, scheduler::Pick};
use crate::{
    core::Core,
    error::Error,
    failpoint::failpoint,
    telegram::{BotAccess, CallError},
};

/// Methods that take no `chat_id`.
const WITHOUT_CHAT: &[&str] = &["answerCallbackQuery"];

/// How a send ended.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) pick: Pick,
    pub(super) started_at: DateTime<Utc>,
    pub(super) ended_at: DateTime<Utc>,
    pub(super) result: Result<Box<RawValue>, CallError>,
}

/// Carries sends of one bot.
#[derive(Clone, Debug)]
pub(super) struct Courier {
    pub(super) core: Core,
    pub(super) access: Arc<BotAccess>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) timeout: Duration,
    pub(super) reports: mpsc::UnboundedSender<Box<Report>>,
}

impl Courier {
    /// Sends in a task of its own; exactly one report follows, also after a panic.
    pub(super) fn dispatch(&self, pick: Pick, target: Option<i64>) {
        let courier = self.clone();
        tokio::spawn(async move {
            // The semaphore is never closed; its queue is fair between bots.
            let _permit = Arc::clone(&courier.permits).acquire_owned().await.ok();
            let started_at = courier.core.clock.now();
            let sending = AssertUnwindSafe(courier.send(&pick, target)).catch_unwind().await;
            let result =
                sending.unwrap_or_else(|_| Err(CallError::Ambiguous("the call panicked".to_owned())));
            let report = Report { pick, started_at, ended_at: courier.core.clock.now(), result };
            // Nobody listens only when the owner itself is gone; the next one finds the row started.
            let _ = courier.reports.send(Box::new(report));
        });
    }

    async fn send(&self, pick: &Pick, target: Option<i64>) -> Result<Box<RawValue>, CallError> {
        let stored = payload::open(&self.core, &pick.row).map_err(|error| unreadable_payload(&error))?;
        let (method, params) = request(stored, &pick.row, pick.telegram_chat_id, target);
        failpoint!("before_call");
        let answer = self.core.telegram.call(&self.access, method, &params, self.timeout).await;
        failpoint!("after_call");
        answer
    }
}

fn unreadable_payload(error: &Error) -> CallError {
    tracing::error!(%error, "a stored payload cannot be read");
    CallError::Refused {
        status: 400,
        description: "the stored payload cannot be read".to_owned(),
        retry_after: None,
        migrate_to: None,
    }
}

/// The method, and the stored parameters with the chat's present id, the message that this one answers or changes, and the
/// repairs that were tried.
fn request(
    mut params: Map<String, Value>,
    row: &outbox::Model,
    telegram_chat_id: i64,
    target: Option<i64>,
) -> (&str, Value) {
    if !WITHOUT_CHAT.contains(&row.op.as_str()) {
        params.insert("chat_id".to_owned(), json!(telegram_chat_id));
    }
    if let (Some(message_id), true) = (target, is_amendment(&row.op)) {
        params.insert("message_id".to_owned(), json!(message_id));
    } else if let Some(message_id) = target {
        let reply = json!({ "message_id": message_id, "allow_sending_without_reply": true });
        params.insert("reply_parameters".to_owned(), reply);
    }
    let (method, params) = repaired(row, params);
    (method, Value::Object(params))
}

/// Telegram's message ids in a result: of one message, of several, or none.
pub(super) fn message_ids(result: &RawValue) -> Vec<i64> {
    #[derive(serde::Deserialize)]
    struct Sent {
        message_id: i64,
    }
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Answer {
        One(Sent),
        Several(Vec<Sent>),
        Other(serde::de::IgnoredAny),
    }
    match serde_json::from_str(result.get()) {
        Ok(Answer::One(sent)) => vec![sent.message_id],
        Ok(Answer::Several(sent)) => sent.into_iter().map(|sent| sent.message_id).collect(),
        Ok(Answer::Other(_)) | Err(_) => Vec::new(),
    }
}
