//! `/healthz`: the process lives. `/readyz`: it can do its work, and if not, why not.
//!
//! A supervisor restarts what is not healthy; a load balancer leaves out what is not ready. So a database that is away
//! makes a server unready, not unhealthy: a restart would not bring it back.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use serde_json::json;
use switchboard_services::Core;
use switchboard_store::{DbError, ownership};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What readiness depends on.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub(crate) core: Core,
    /// Cancelled when a part of the server ended by itself.
    pub(crate) broken: CancellationToken,
    /// Cancelled when the server was told to stop.
    pub(crate) stopping: CancellationToken,
    migrated: Arc<AtomicBool>,
}

impl Watched {
    /// Nothing has been asked yet.
    pub(crate) fn new(core: Core, broken: CancellationToken, stopping: CancellationToken) -> Self {
        Self { core, broken, stopping, migrated: Arc::default() }
    }

    /// Why no work can be done; `None` when all is well.
    async fn trouble(&self) -> Option<&'static str> {
        if self.stopping.is_cancelled() {
            return Some("The server is stopping.");
        }
        if self.broken.is_cancelled() {
            return Some("The worker has stopped; the server must be started again.");
        }
        match timeout(PATIENCE, self.ask_database()).await {
            Ok(Ok(true)) => None,
            Ok(Ok(false)) => Some("The database is not up to date; `switchboard migrate` mends that."),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database does not answer");
                Some("The database does not answer.")
            }
            Err(_) => Some("The database does not answer in time."),
        }
    }
}

impl Watched {
    /// Whether the database answers and is up to date. What was applied once stays so, and need not be asked for again.
    async fn ask_database(&self) -> Result<bool, DbError> {
        if self.migrated.load(Ordering::Relaxed) {
            ownership::live_workers(self.core.db.reader()).await?;
            return Ok(true);
        }
        let migrated = self.core.db.pending_migrations().await? == 0;
        self.migrated.store(migrated, Ordering::Relaxed);
        Ok(migrated)
    }
}

/// Both addresses.
pub(super) fn routes(watched: Watched) -> Router {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).with_state(watched)
}

async fn healthz() -> Response {
    Json(json!({"status": "ok"})).into_response()
}

async fn readyz(State(watched): State<Watched>) -> Response {
    match watched.trouble().await {
        None => Json(json!({"status": "ready"})).into_response(),
        Some(reason) => {
            let body = Json(json!({"status": "unavailable", "reason": reason}));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}
