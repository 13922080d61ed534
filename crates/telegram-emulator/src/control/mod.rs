//! The people's side over HTTP: everything that [`Sim`] and `Phone` do, as JSON under `/_sim`.
//!
//! For scripts, for tests in other languages and for the page. Bodies are JSON whatever their content type says, so
//! that plain `curl -d` works; answers are JSON, refusals `{"error": "…"}` with 400, 404 or 409. Browsers are let in
//! only from the emulator's own page: a foreign `Origin` gets 403. The routes are described in README.md.

mod faults;
mod groups;
mod names;
mod people;
mod talk;
mod watch;

use std::sync::Arc;

use axum::{
    Json, Router,
    body::{Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{core::Core, error::SimError, sim::Sim};

/// Files come as base64.
const MAX_BODY: usize = 70 * 1024 * 1024;

pub(crate) fn routes() -> Router<Arc<Core>> {
    Router::new()
        .route("/bots", post(people::create_bot))
        .route("/users", post(people::create_user))
        .route("/groups", post(people::create_group).delete(groups::delete_group))
        .route("/rename", post(people::rename))
        .route("/deactivate", post(people::deactivate))
        .route("/members", post(people::add_member).delete(people::remove_member))
        .route("/revoke", post(people::revoke))
        .route("/promote", post(groups::promote))
        .route("/upgrade", post(groups::upgrade))
        .route("/topics", post(groups::create_topic))
        .route("/topics/{change}", post(groups::change_topic))
        .route("/business", post(groups::connect_business))
        .route("/say", post(talk::say))
        .route("/send", post(talk::send))
        .route("/album", post(talk::album))
        .route("/edit", post(talk::edit))
        .route("/react", post(talk::react))
        .route("/pin", post(talk::pin))
        .route("/delete", post(talk::remove))
        .route("/press", post(talk::press))
        .route("/block", post(talk::block))
        .route("/unblock", post(talk::unblock))
        .route("/raw-update", post(talk::raw_update))
        .route("/transcript", get(watch::transcript))
        .route("/calls", get(watch::calls))
        .route("/files/{id}", get(watch::file))
        .route("/state", get(watch::state))
        .route("/events", get(watch::events))
        .route("/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/faults/{id}", delete(faults::remove))
        .route("/limits", post(faults::limits))
        .route("/clock", get(faults::clock).post(faults::advance))
        .route("/snapshots", post(faults::snapshot))
        .route("/snapshots/{id}", post(faults::restore))
        .route("/reset", post(faults::reset))
        .route("/openapi.json", get(openapi))
        .layer(middleware::from_fn(own_page_only))
}

/// `GET /_sim/openapi.json`
async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json"))
}

fn sim(core: Arc<Core>) -> Sim {
    Sim { core }
}

type Reply = Result<Json<Value>, Refusal>;

/// Why a control call failed.
#[derive(Debug)]
struct Refusal(StatusCode, String);

impl Refusal {
    fn bad(what: impl std::fmt::Display) -> Self {
        Refusal(StatusCode::BAD_REQUEST, what.to_string())
    }
}

impl From<SimError> for Refusal {
    fn from(error: SimError) -> Self {
        let status = match &error {
            SimError::UnknownUser(_)
            | SimError::UnknownBot(_)
            | SimError::UnknownGroup(_)
            | SimError::UnknownMessage(_)
            | SimError::UnknownButton(_) => StatusCode::NOT_FOUND,
            SimError::Taken(_) => StatusCode::CONFLICT,
            _ => StatusCode::BAD_REQUEST,
        };
        Refusal(status, error.to_string())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

/// A JSON body, whatever its content type.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let bytes: Bytes = to_bytes(request.into_body(), MAX_BODY).await.map_err(Refusal::bad)?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(bytes).map(Body).map_err(Refusal::bad)
    }
}

async fn own_page_only(headers: HeaderMap, request: Request, next: Next) -> Response {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let foreign = text(header::ORIGIN).is_some_and(|origin| {
        let host = origin.split_once("://").map(|(_, host)| host);
        host.is_none() || host != text(header::HOST)
    });
    if foreign {
        return Refusal(StatusCode::FORBIDDEN, "only the emulator's own page may call this".into())
            .into_response();
    }
    next.run(request).await
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    #[test]
    fn the_openapi_document_describes_exactly_the_routes_that_there_are() {
        let document: Value = serde_json::from_str(include_str!("openapi.json")).unwrap();
        let described: BTreeSet<String> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
            })
            .collect();
        let mut routed = BTreeSet::new();
        for line in include_str!("mod.rs").lines() {
            let Some((path, methods)) =
                line.trim().strip_prefix(".route(\"").and_then(|rest| rest.split_once("\", "))
            else {
                continue;
            };
            for method in ["get", "post", "delete"] {
                if methods.starts_with(&format!("{method}(")) || methods.contains(&format!(".{method}(")) {
                    routed.insert(format!("{method} /_sim{path}"));
                }
            }
        }
        assert_eq!(described, routed);
    }
}
