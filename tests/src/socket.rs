//! A WebSocket to the server, as the clients of graphql-transport-ws use it.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use crate::{Caller, PATIENCE};

/// An open socket.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    authorization: Option<String>,
}

/// What the server said.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A message of the protocol.
    Message(Value),
    /// The end, with its code and reason.
    Close(u16, String),
}

impl Socket {
    /// Connects and says nothing yet.
    pub async fn open(caller: &Caller, protocol: Option<&str>) -> Self {
        Self::open_within(caller, protocol, None).await
    }

    /// Connects as part of the trace that `traceparent` names.
    pub async fn open_within(caller: &Caller, protocol: Option<&str>, traceparent: Option<&str>) -> Self {
        let url = format!("{}/graphql", caller.server.replacen("http", "ws", 1));
        let mut request = url.into_client_request().expect("a request");
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().expect("a protocol"));
        }
        if let Some(traceparent) = traceparent {
            request.headers_mut().insert("traceparent", traceparent.parse().expect("a trace"));
        }
        let connected = timeout(PATIENCE, connect_async(request)).await.expect("in time");
        let (stream, _) = connected.expect("an upgrade");
        Self { stream, authorization: caller.authorization.clone() }
    }

    /// Connects and says who it is.
    pub async fn begin(caller: &Caller) -> Self {
        let mut socket = Self::open(caller, Some("graphql-transport-ws")).await;
        socket.init().await;
        assert_eq!(socket.next().await, Said::Message(json!({"type": "connection_ack"})));
        socket
    }

    /// `connection_init` with the caller's token.
    pub async fn init(&mut self) {
        let payload = self.authorization.as_ref().map(|token| json!({"Authorization": token}));
        self.say(&json!({"type": "connection_init", "payload": payload})).await;
    }

    /// Runs an operation under an id.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({"query": query, "variables": variables});
        self.say(&json!({"type": "subscribe", "id": id, "payload": payload})).await;
    }

    /// Any message.
    pub async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Any frame.
    pub async fn send(&mut self, frame: Message) {
        self.stream.send(frame).await.expect("sending");
    }

    /// The next thing that is said; pings of the WebSocket protocol are not.
    pub async fn next(&mut self) -> Said {
        loop {
            let frame = timeout(PATIENCE, self.stream.next()).await.expect("something is said in time");
            match frame.expect("an open socket").expect("a frame") {
                Message::Text(text) => return Said::Message(serde_json::from_str(&text).expect("JSON")),
                Message::Close(Some(frame)) => {
                    return Said::Close(frame.code.into(), frame.reason.to_string());
                }
                Message::Close(None) => return Said::Close(1005, String::new()),
                _ => {}
            }
        }
    }

    /// The next message.
    pub async fn message(&mut self) -> Value {
        match self.next().await {
            Said::Message(message) => message,
            Said::Close(code, reason) => panic!("closed with {code}: {reason}"),
        }
    }

    /// The payload of the next message, which must be `next` of this operation.
    pub async fn data(&mut self, id: &str) -> Value {
        let message = self.message().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("next"), &json!(id)), "{message}");
        assert!(message["payload"]["errors"].is_null(), "{message}");
        message["payload"]["data"].clone()
    }

    /// The code with which it is closed; messages before it are passed over.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Said::Close(code, reason) = self.next().await {
                return (code, reason);
            }
        }
    }

    /// Leaves without a word.
    pub async fn leave(mut self) {
        let _ = self.stream.close(None).await;
    }
}
