//! What surrounds every request: health, browsers, panics, and what is never logged.

mod routes;

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::get,
};
use switchboard_services::SystemClock;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::{
    config::{Config, Sources},
    wiring::Parts,
};

async fn give_up() -> StatusCode {
    panic!("the secret reason")
}

struct House {
    _folder: TempDir,
    parts: Parts,
    watched: Watched,
    server: Server,
}

impl House {
    async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let config = Config::load(&Sources::of_variables([
            ("DATABASE_URL", format!("sqlite://{}", folder.path().join("test.db").display())),
            ("JWT_SECRET", "a secret of these tests and of nothing else".to_owned()),
            ("ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE".to_owned()),
        ]));
        let config = config.unwrap();
        let parts = Parts::assemble(&config, Arc::new(SystemClock)).await.unwrap();
        let (broken, stopping) = (CancellationToken::new(), CancellationToken::new());
        let watched = Watched::new(parts.core.clone(), broken, stopping);
        Self { _folder: folder, parts, watched, server: config.server }
    }

    fn app(&self, origins: &[&str]) -> Router {
        let faces = faces(
            &self.parts.services,
            Inbox::new(self.parts.core.clone()),
            switchboard_graphql::Settings::default(),
            tokio_util::sync::CancellationToken::new(),
        )
        .route("/panic", get(give_up));
        let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
        let mut server = self.server.clone();
        server.cors_origins = origins;
        router(faces, &server, self.watched.clone(), Arc::default())
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = self.app(&[]).oneshot(request).await.unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }
}

#[tokio::test]
async fn a_server_is_ready_only_when_it_can_do_its_work() {
    let house = House::open().await;
    let unready = |answer: (StatusCode, String), words: &str| {
        assert!(answer.0 == StatusCode::SERVICE_UNAVAILABLE && answer.1.contains(words), "{answer:?}");
    };
    unready(house.get("/readyz").await, "not up to date");
    house.parts.core.db.migrate().await.unwrap();
    assert_eq!(house.get("/readyz").await.0, StatusCode::OK);
    house.watched.broken.cancel();
    unready(house.get("/readyz").await, "worker has stopped");
    house.watched.stopping.cancel();
    unready(house.get("/readyz").await, "is stopping");
    assert_eq!(house.get("/healthz").await.0, StatusCode::OK, "it lives all the same");
    let other = House::open().await;
    other.parts.core.db.migrate().await.unwrap();
    assert_eq!(other.get("/readyz").await.0, StatusCode::OK);
    other.parts.core.db.clone().close().await.unwrap();
    unready(other.get("/readyz").await, "does not answer");
}

#[tokio::test]
async fn a_panic_answers_500_without_its_reason() {
    let (status, body) = House::open().await.get("/panic").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!body.contains("secret reason"), "{body}");
}

#[tokio::test]
async fn only_pages_of_configured_origins_are_let_in() {
    let house = House::open().await;
    let preflight = async |origins: &[&str], origin: &str| {
        let request = Request::options("/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let response = house.app(origins).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let header =
            |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (header("access-control-allow-origin"), header("access-control-allow-headers"))
    };
    let ours = "https://app.example";
    let (origin, headers) = preflight(&[ours], ours).await;
    assert_eq!(origin.as_deref(), Some(ours));
    assert_eq!(headers.as_deref(), Some("authorization,content-type"));
    assert_eq!(preflight(&[ours], "https://evil.example").await.0, None);
    assert_eq!(preflight(&[], ours).await, (None, None));
}

/// Everything that was logged.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Logged {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_header_query_or_address_of_a_request_is_logged() {
    let logged = Logged::default();
    let logs = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let subscriber = logs.with_writer(logged.clone()).finish();
    let house = House::open().await;
    house.parts.core.db.migrate().await.unwrap();
    let app = house.app(&[]);
    // Other tests begin meanwhile: what is logged must have been met once before anybody listens, or it may stay unheard.
    app.clone().oneshot(Request::get("/nowhere").body(Body::empty()).unwrap()).await.unwrap();
    let guard = tracing::subscriber::set_default(subscriber);
    for (method, path) in [
        ("GET", "/graphql?query=hunter2"),
        ("POST", "/api/v1/telegram/webhook/hunter2"),
        ("GET", "/hunter2?token=hunter2"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", "Bearer hunter2").header("cookie", "hunter2");
        app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    }
    drop(guard);
    let text = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.matches(": answered ").count(), 3, "{text}");
    assert!(text.contains("/graphql") && text.contains("status="), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}
