//! The server as one caller sees it.

use std::{env, fmt::Debug, future::IntoFuture as _, time::Duration};

use anyhow::{Context as _, bail};
use cynic::{GraphQlResponse, Operation, SubscriptionBuilder as _, http::ReqwestExt as _};
use futures_util::StreamExt as _;
use graphql_ws_client::Client;
use tokio_tungstenite::tungstenite::{client::IntoClientRequest as _, http::HeaderValue};

use crate::documents::{Follow, FollowVariables, MessageReceived};

/// How long anything that happens here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What tests/clients/demo.bash tells.
pub(crate) fn setting(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("{name} is missing: start this by ./run"))
}

/// What the server adds to an error.
#[derive(Debug, serde::Deserialize)]
#[expect(dead_code, reason = "shown with the error")]
struct Extensions {
    code: String,
}

pub(crate) struct Api {
    url: String,
    authorization: String,
    client: reqwest::Client,
}

impl Api {
    pub(crate) fn new(token: &str) -> anyhow::Result<Self> {
        let authorization = format!("Bearer {token}");
        Ok(Self { url: setting("DEMO_API")?, authorization, client: reqwest::Client::new() })
    }

    /// The data of an answer without errors.
    pub(crate) async fn run<Data, Variables>(
        &self,
        operation: Operation<Data, Variables>,
    ) -> anyhow::Result<Data>
    where
        Data: serde::de::DeserializeOwned + 'static,
        Variables: serde::Serialize,
    {
        let request = self.client.post(&self.url).header("Authorization", &self.authorization);
        data(request.run_graphql(operation).retain_extensions::<Extensions>().await?)
    }

    /// Subscribes, lets `act` happen meanwhile, and waits for the first event after `cursor`.
    pub(crate) async fn next_after(
        &self,
        cursor: Option<String>,
        act: impl Future<Output = anyhow::Result<()>>,
    ) -> anyhow::Result<MessageReceived> {
        let mut request = self.url.replacen("http", "ws", 1).into_client_request()?;
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("Sec-WebSocket-Protocol", protocol);
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        let hello = serde_json::json!({ "Authorization": self.authorization });
        let (client, connection) = Client::build(socket).payload(hello)?.await?;
        let running = tokio::spawn(connection.into_future());
        let mut events = client.subscribe(Follow::build(FollowVariables { after: cursor })).await?;
        let (event, acted) = tokio::join!(tokio::time::timeout(PATIENCE, events.next()), act);
        acted?;
        let event = event.context("nothing came")?.context("the subscription ended")??;
        running.abort();
        Ok(data(event)?.message_received)
    }
}

fn data<Data, Extensions: Debug>(response: GraphQlResponse<Data, Extensions>) -> anyhow::Result<Data> {
    match (response.data, response.errors) {
        (Some(data), None) => Ok(data),
        (_, errors) => bail!("{errors:?}"),
    }
}
