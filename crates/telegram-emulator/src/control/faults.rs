//! Faults, limits, the clock, snapshots, reset.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::json;

use super::{Body, Refusal, Reply, sim};
use crate::{core::Core, faults::Fault, options::Limits};

/// `GET /_sim/faults`
pub(super) async fn list(State(core): State<Arc<Core>>) -> Reply {
    let faults: Vec<_> =
        sim(core).faults().into_iter().map(|(id, fault)| json!({"id": id, "fault": fault})).collect();
    Ok(Json(json!({"faults": faults})))
}

/// `POST /_sim/faults`
pub(super) async fn add(State(core): State<Arc<Core>>, Body(fault): Body<Fault>) -> Reply {
    Ok(Json(json!({"id": sim(core).fault(fault)})))
}

/// `DELETE /_sim/faults/{id}`
pub(super) async fn remove(State(core): State<Arc<Core>>, Path(id): Path<u64>) -> Reply {
    sim(core).remove_fault(id);
    Ok(Json(json!({"ok": true})))
}

/// `DELETE /_sim/faults`
pub(super) async fn clear(State(core): State<Arc<Core>>) -> Reply {
    sim(core).clear_faults();
    Ok(Json(json!({"ok": true})))
}

/// `POST /_sim/limits`: fields that are left out keep Telegram's defaults, `null` switches one off.
pub(super) async fn limits(State(core): State<Arc<Core>>, Body(limits): Body<Limits>) -> Reply {
    sim(core).set_limits(limits);
    Ok(Json(json!({"limits": limits})))
}

/// `GET /_sim/clock`
pub(super) async fn clock(State(core): State<Arc<Core>>) -> Reply {
    Ok(Json(json!({"now_ms": core.clock.now_ms()})))
}

#[derive(Deserialize)]
pub(super) struct AdvanceRequest {
    advance_ms: u64,
}

/// `POST /_sim/clock`
pub(super) async fn advance(State(core): State<Arc<Core>>, Body(request): Body<AdvanceRequest>) -> Reply {
    sim(core.clone()).advance(Duration::from_millis(request.advance_ms));
    Ok(Json(json!({"now_ms": core.clock.now_ms()})))
}

/// `POST /_sim/snapshots`: answers with the snapshot's number.
pub(super) async fn snapshot(State(core): State<Arc<Core>>) -> Reply {
    Ok(Json(json!({"id": sim(core).snapshot()})))
}

/// `POST /_sim/snapshots/{id}`: puts the world back.
pub(super) async fn restore(State(core): State<Arc<Core>>, Path(id): Path<u64>) -> Reply {
    if sim(core).restore(id) {
        return Ok(Json(json!({"ok": true})));
    }
    Err(Refusal::bad("there is no such snapshot"))
}

/// `POST /_sim/reset`
pub(super) async fn reset(State(core): State<Arc<Core>>) -> Reply {
    sim(core).reset();
    Ok(Json(json!({"ok": true})))
}
