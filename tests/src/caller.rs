//! Somebody who calls the server over HTTP, with or without a token.

use std::sync::LazyLock;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{PATIENCE, documents, logs::MARK};

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "the one client of the suites")]
    let client = Client::builder().no_proxy().timeout(PATIENCE).pool_max_idle_per_host(0).build();
    client.expect("an HTTP client")
});

/// A caller. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) server: String,
    pub(crate) authorization: Option<String>,
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body; a text where it is no JSON.
    pub body: Value,
}

impl Caller {
    /// The same caller at another server's address.
    #[must_use]
    pub fn at(self, server: &str) -> Self {
        Self { server: server.to_owned(), ..self }
    }

    /// The server's address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.server
    }

    /// A request with the caller's token.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = CLIENT.request(method, format!("{}{path}", self.server));
        match &self.authorization {
            Some(authorization) => request.header("Authorization", authorization),
            None => request,
        }
    }

    /// Runs a document.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        let body = json!({"query": query, "variables": variables});
        answer(self.request(Method::POST, "/graphql").json(&body)).await
    }

    /// Calls the REST face; `path` begins after `/api/v1/telegram`.
    pub async fn rest(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, &format!("/api/v1/telegram{path}"));
        answer(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// `registerTelegram`.
    pub async fn register(&self, username: &str, code: Option<&str>) -> Answer {
        let mut registration = json!({"username": username});
        if let Some(code) = code {
            registration["verificationCode"] = code.into();
        }
        self.graphql(documents::REGISTER, json!({"registration": registration})).await
    }

    /// `testTelegramConnection`.
    pub async fn test(&self, chat_id: impl ToString) -> Answer {
        self.graphql(documents::TEST, json!({"chatId": chat_id.to_string()})).await
    }

    /// `updateTelegramInfo`.
    pub async fn update(&self, username: &str, chat_id: impl ToString) -> Answer {
        let variables = json!({"username": username, "chatId": chat_id.to_string()});
        self.graphql(documents::UPDATE, variables).await
    }

    /// `sendTelegramNotification` with these arguments.
    pub async fn notify_with(&self, variables: Value) -> Answer {
        self.graphql(documents::NOTIFY, variables).await
    }

    /// `sendTelegramNotification` by the user's id.
    pub async fn notify(&self, user: i32, message: &str) -> Answer {
        self.notify_with(json!({"userId": user, "message": message})).await
    }

    /// `getTelegramMessages`, the first page.
    pub async fn messages(&self, user: impl ToString) -> Answer {
        self.graphql(documents::MESSAGES, json!({"userId": user.to_string()})).await
    }

    /// `getTelegramMessages`, one page.
    pub async fn page(&self, user: impl ToString, page: i32, size: i32) -> Answer {
        let variables = json!({"userId": user.to_string(), "page": page, "size": size});
        self.graphql(documents::MESSAGES, variables).await
    }

    /// `telegramBotStatus`.
    pub async fn bot_status(&self) -> Answer {
        self.graphql(documents::STATUS, json!({})).await
    }

    /// `sendTelegramMessage`.
    pub async fn send(&self, chat_id: impl ToString, message: &str) -> Answer {
        let variables = json!({"chatId": chat_id.to_string(), "message": message});
        self.graphql(documents::SEND, variables).await
    }

    /// `viewer`.
    pub async fn viewer(&self) -> Answer {
        self.graphql(documents::VIEWER, json!({})).await
    }
}

async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    assert!(!text.contains(MARK), "an answer shows a secret: {text}");
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

impl Answer {
    /// The value of the answer's only field.
    #[must_use]
    pub fn value(&self) -> &Value {
        assert!(self.body.get("errors").is_none(), "{self:?}");
        let data = self.body["data"].as_object().unwrap_or_else(|| panic!("no data: {self:?}"));
        data.values().next().unwrap_or_else(|| panic!("no field: {self:?}"))
    }

    /// The first error's code; empty if there is no error.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
    }

    /// The first error's text; empty if there is no error.
    #[must_use]
    pub fn error(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }

    /// `success` and `message` of `registerTelegram`.
    #[must_use]
    pub fn registration(&self) -> (bool, &str) {
        let result = self.value();
        let success = result["success"].as_bool().unwrap_or_else(|| panic!("no success: {self:?}"));
        (success, result["message"].as_str().unwrap_or_default())
    }

    /// Whether a registration succeeded.
    #[must_use]
    pub fn is_linked(&self) -> bool {
        self.registration().0
    }

    /// The messages of a history.
    #[must_use]
    pub fn list(&self) -> &[Value] {
        self.value().as_array().unwrap_or_else(|| panic!("no list: {self:?}"))
    }
}
