//! What an HTTP answer means: `{"ok":true,"result":…}`, or `{"ok":false,"error_code":…,"description":…}`.
//!
//! The status line is believed before the body: a 5xx may come from in front of Telegram after the call was passed on.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use switchboard_services::telegram::CallError;

use super::failure::Veil;

/// An HTTP answer, as far as it came.
pub(super) struct Answer {
    pub(super) status: u16,
    /// From the header of that name, in seconds.
    pub(super) retry_after: Option<u32>,
    /// The whole body, or why it was cut short.
    pub(super) body: Result<Vec<u8>, String>,
}

/// Telegram's envelope. What only explains is kept as it came, so that an odd explanation hides no result.
#[derive(Deserialize)]
struct Envelope {
    ok: bool,
    result: Option<Box<RawValue>>,
    error_code: Option<Value>,
    description: Option<Value>,
    parameters: Option<Value>,
}

impl Answer {
    /// The result, or what became of the call.
    pub(super) fn read(self, veil: &Veil<'_>) -> Result<Box<RawValue>, CallError> {
        let Self { status, retry_after, body } = self;
        if (300..400).contains(&status) {
            return Err(refused(
                status,
                format!("the server answered with a redirect ({status})"),
                retry_after,
            ));
        }
        if status >= 500 {
            return Err(CallError::Ambiguous(format!("HTTP status {status}")));
        }
        let envelope = body.and_then(|body| {
            serde_json::from_slice::<Envelope>(&body).map_err(|error| {
                format!("{} bytes that are no Bot API answer: {:?}", body.len(), error.classify())
            })
        });
        match envelope {
            Ok(envelope) if envelope.ok => {
                envelope.result.ok_or_else(|| CallError::Unreadable("there is no result".to_owned()))
            }
            Ok(envelope) => Err(envelope.refusal(status, retry_after, veil)),
            // Whoever said it: too many requests is said instead of doing it.
            Err(_) if status == 429 => Err(refused(status, "Too Many Requests".to_owned(), retry_after)),
            Err(why) => Err(CallError::Ambiguous(format!("HTTP status {status}, {why}"))),
        }
    }
}

impl Envelope {
    fn refusal(self, status: u16, retry_after: Option<u32>, veil: &Veil<'_>) -> CallError {
        let code = self.error_code.as_ref().and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
        let status = code.unwrap_or(status);
        let description = self.description.as_ref().and_then(Value::as_str).unwrap_or("no description");
        let description = veil.over(description);
        if status >= 500 {
            return CallError::Ambiguous(format!("{status}: {description}"));
        }
        let parameter = |name| self.parameters.as_ref().and_then(|all| all.get(name)).and_then(Value::as_i64);
        let seconds = parameter("retry_after").and_then(|seconds| u32::try_from(seconds).ok());
        CallError::Refused {
            status,
            description,
            retry_after: seconds.or(retry_after),
            migrate_to: parameter("migrate_to_chat_id"),
        }
    }
}

fn refused(status: u16, description: String, retry_after: Option<u32>) -> CallError {
    CallError::Refused { status, description, retry_after, migrate_to: None }
}
