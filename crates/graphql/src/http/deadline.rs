//! When a stream must end although nobody asked for it: the caller's proof has ended, or the server stops.

use super::Host;
use crate::Caller;

/// Why a stream ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The token or the key is over.
    Expired,
    /// The server stops.
    Stopping,
}

/// Returns when the caller's streams must end.
pub(super) async fn end(host: &Host, caller: Option<&Caller>) -> End {
    let expired = async {
        match (&host.services, caller.and_then(Caller::actor)) {
            (Some(services), Some(actor)) => services.events.until_expired(actor).await,
            _ => std::future::pending().await,
        }
    };
    tokio::select! {
        () = expired => End::Expired,
        () = host.stopping.cancelled() => End::Stopping,
    }
}
