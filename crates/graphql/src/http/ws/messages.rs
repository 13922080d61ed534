//! What is said over the socket, both ways.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::close::Close;
use crate::http::operation::Operation;

/// What a client says.
#[derive(Debug)]
pub(super) enum Heard {
    /// Who it is.
    Init(Map<String, Value>),
    /// Whether we are there.
    Ping,
    /// That it is there.
    Pong,
    /// Run this under this id.
    Subscribe(String, Box<Operation>),
    /// No more of this.
    Complete(String),
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    id: Option<String>,
    payload: Option<Value>,
}

impl Heard {
    /// # Errors
    /// [`Close::Invalid`] for what is no message of the protocol.
    pub(super) fn read(text: &str) -> Result<Self, Close> {
        let invalid = |why: &str| Close::Invalid(why.to_owned());
        let message: Message =
            serde_json::from_str(text).map_err(|_| invalid("it is no JSON object with a type"))?;
        let id =
            || message.id.clone().filter(|id| !id.is_empty()).ok_or_else(|| invalid("the id is missing"));
        let object = |payload: &Option<Value>| match payload {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(payload)) => Ok(payload.clone()),
            Some(_) => Err(invalid("the payload is no object")),
        };
        match message.kind.as_str() {
            "connection_init" => Ok(Self::Init(object(&message.payload)?)),
            "ping" => object(&message.payload).map(|_| Self::Ping),
            "pong" => object(&message.payload).map(|_| Self::Pong),
            "complete" => Ok(Self::Complete(id()?)),
            "subscribe" => {
                let id = id()?;
                let payload = message.payload.ok_or_else(|| invalid("the payload is missing"))?;
                let operation: Operation = serde_json::from_value(payload)
                    .map_err(|_| invalid("the payload is no operation with a query"))?;
                match operation.query.is_some() || operation.extensions.is_some() {
                    true => Ok(Self::Subscribe(id, Box::new(operation))),
                    false => Err(invalid("the query is missing")),
                }
            }
            _ => Err(invalid("its type is unknown")),
        }
    }
}

/// `connection_ack`.
pub(super) fn ack() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// `pong`.
pub(super) fn pong() -> String {
    json!({ "type": "pong" }).to_string()
}

/// `next`, with a response that is JSON already.
pub(super) fn next(id: &str, response: &str) -> String {
    format!(r#"{{"id":{},"type":"next","payload":{response}}}"#, Value::from(id))
}

/// `error`: nothing was executed.
pub(super) fn error(id: &str, errors: &[async_graphql::ServerError]) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}

/// `complete`.
pub(super) fn complete(id: &str) -> String {
    json!({ "id": id, "type": "complete" }).to_string()
}

/// The token of a `connection_init`, wherever clients put it: `Authorization`, in any case, or under `headers`.
pub(super) fn authorization(payload: &Map<String, Value>) -> Option<String> {
    let found = payload.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    match found {
        Some((_, value)) => value.as_str().map(str::to_owned),
        None => payload.get("headers").and_then(Value::as_object).and_then(authorization),
    }
}
