//! What a method answers, and the envelope around it.

use serde_json::{Value, json};

/// A successful result; some methods add a sentence to it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    result: Value,
    description: Option<&'static str>,
}

impl Answer {
    pub(crate) fn of(result: impl Into<Value>) -> Self {
        Answer { result: result.into(), description: None }
    }

    /// `true`, as most methods answer.
    pub(crate) fn done() -> Self {
        Answer::of(true)
    }

    pub(crate) fn described(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// The whole body.
    pub(crate) fn body(self) -> Value {
        let mut body = json!({"ok": true, "result": without_nulls(self.result)});
        if let Some(description) = self.description {
            body["description"] = json!(description);
        }
        body
    }
}

/// The Bot API leaves absent fields out; it never writes `null`.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(k, v)| (k, without_nulls(v)))
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
