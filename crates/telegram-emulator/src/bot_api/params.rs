//! The arguments of a call, whichever way they were sent.
//!
//! As in the real server every argument is a text (a JSON body's numbers and objects are written out again), so that
//! query, form, JSON and multipart mean the same by construction.

use std::collections::{BTreeMap, HashMap};

use axum::body::Bytes;
use serde_json::{Map, Value, json};

use crate::error::ApiError;

/// A file that came with a multipart request.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) name: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) content: Bytes,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("name", &self.name)
            .field("size", &self.content.len())
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    args: BTreeMap<String, String>,
    files: HashMap<String, Upload>,
}

impl Params {
    pub(crate) fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.args.insert(key.into(), value.into());
    }

    pub(crate) fn insert_file(&mut self, key: impl Into<String>, file: Upload) {
        self.files.insert(key.into(), file);
    }

    /// Takes the fields of a JSON body; `null` means absent.
    pub(crate) fn insert_json(&mut self, fields: Map<String, Value>) {
        for (key, value) in fields {
            match value {
                Value::Null => {}
                Value::String(text) => self.insert(key, text),
                other => self.insert(key, other.to_string()),
            }
        }
    }

    /// The argument, empty if it is absent.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.args.get(key).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.args.contains_key(key)
    }

    /// A number; what is not one counts as 0, as in the real server (`td::to_integer`).
    pub(crate) fn int(&self, key: &str) -> i64 {
        self.text(key).trim().parse().unwrap_or(0)
    }

    /// `true`, `yes` or `1` (Client.cpp, `to_bool`).
    pub(crate) fn flag(&self, key: &str) -> bool {
        matches!(self.text(key).trim().to_lowercase().as_str(), "true" | "yes" | "1")
    }

    /// A nested object or list; `None` if it is absent or empty.
    pub(crate) fn json(&self, key: &str) -> Result<Option<Value>, ApiError> {
        match self.text(key) {
            "" => Ok(None),
            text => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| ApiError::bad_request(format!("can't parse {} JSON object", json_name(key)))),
        }
    }

    pub(crate) fn file(&self, key: &str) -> Option<&Upload> {
        self.files.get(key)
    }

    /// The arguments for the log: texts as texts, everything else as JSON, secrets blanked.
    pub(crate) fn for_log(&self, token: &str) -> Value {
        const TEXTS: &[&str] =
            &["text", "caption", "file_name", "first_name", "last_name", "title", "description", "url"];
        let mut logged = Map::new();
        for (key, text) in &self.args {
            let value = if key == "secret_token" {
                json!("<secret>")
            } else if TEXTS.contains(&key.as_str()) {
                json!(text)
            } else {
                serde_json::from_str(text).unwrap_or_else(|_| json!(text))
            };
            logged.insert(key.clone(), redacted(value, token));
        }
        for (key, file) in &self.files {
            logged.insert(
                key.clone(),
                json!({"file_name": file.name, "mime_type": file.mime_type, "size": file.content.len()}),
            );
        }
        Value::Object(logged)
    }
}

fn redacted(value: Value, token: &str) -> Value {
    match value {
        Value::String(text) if text.contains(token) => json!(text.replace(token, "<token>")),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, redacted(value, token))).collect()
        }
        Value::Array(items) => items.into_iter().map(|value| redacted(value, token)).collect(),
        other => other,
    }
}

/// How Client.cpp calls a JSON argument in its errors.
fn json_name(key: &str) -> &str {
    match key {
        "reply_parameters" => "reply parameters",
        "link_preview_options" => "link preview options",
        "reaction" => "reaction types",
        "scope" => "BotCommandScope",
        _ => key,
    }
}
