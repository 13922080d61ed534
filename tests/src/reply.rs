//! A REST answer with everything that a contract fixes: status, kind of content, headers, body.

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

use crate::{Caller, logs::MARK};

/// What the REST face answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body; a text where it is no JSON.
    pub body: Value,
}

impl Caller {
    /// Calls an address with a JSON body.
    pub async fn send_to(&self, method: Method, path: &str, body: &Value) -> Reply {
        reply(self.request(method, path).json(body)).await
    }

    /// Calls an address with this very body.
    pub async fn send_raw(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Reply {
        reply(self.request(method, path).body(body)).await
    }

    /// Calls an address without a body.
    pub async fn call(&self, method: Method, path: &str) -> Reply {
        reply(self.request(method, path)).await
    }
}

/// Sends a request that was made by hand.
pub async fn reply(request: RequestBuilder) -> Reply {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.expect("a body");
    assert!(!text.contains(MARK), "an answer shows a secret: {text}");
    Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

impl Reply {
    /// The body of an answer with this status and JSON; fails for every other.
    #[allow(clippy::must_use_candidate, reason = "often only the check is wanted")]
    pub fn json(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        &self.body
    }

    /// The `detail` of a problem with this status: all five members are there and fit.
    #[must_use]
    pub fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(keys(&self.body), ["detail", "instance", "status", "title", "type"], "{self:?}");
        assert_eq!((&self.body["status"], &self.body["type"]), (&status.into(), &"about:blank".into()));
        assert_eq!(self.header("www-authenticate") == "Bearer", status == 401, "{self:?}");
        self.body["detail"].as_str().unwrap_or_else(|| panic!("no detail: {self:?}"))
    }

    /// Nothing but a status.
    pub fn nothing(&self, status: u16) {
        assert_eq!((self.status, &self.body), (status, &Value::String(String::new())), "{self:?}");
    }

    /// A header; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a readable header"))
    }
}

/// The keys of an object, sorted.
#[must_use]
pub fn keys(object: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = object
        .as_object()
        .unwrap_or_else(|| panic!("no object: {object}"))
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}
