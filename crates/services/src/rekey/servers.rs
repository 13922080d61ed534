//! The servers that run beside it, as far as their keys matter. A server that is not gone may still be dead; it lives if its
//! beat grows.

use std::time::Duration;

use switchboard_store::{entities::worker, ownership};

use crate::{
    core::Core,
    error::{Error, Result},
};

/// The living servers that seal with another key than the newest.
///
/// # Errors
/// `Conflict` when one of them does not even list it.
pub(super) async fn behind(core: &Core, patience: Duration) -> Result<Vec<worker::Model>> {
    let newest = core.keyring.newest_id();
    let mut behind = ownership::live_workers(core.db.reader()).await?;
    behind.retain(|server| keys(server).next() != Some(newest));
    if behind.is_empty() {
        return Ok(behind);
    }
    tokio::time::sleep(patience).await;
    let now = ownership::live_workers(core.db.reader()).await?;
    behind.retain(|server| now.iter().any(|later| later.id == server.id && later.beat > server.beat));
    let unable = behind.iter().filter(|server| !keys(server).any(|key| key == newest)).count();
    if unable == 0 {
        return Ok(behind);
    }
    Err(Error::Conflict(format!(
        "{} not know the key {newest} and could not open what it encrypts. Restart each server with the new key in front of \
         the old one in ENCRYPTION_KEY, then run this again.",
        if unable == 1 { "A running server does".to_owned() } else { format!("{unable} running servers do") },
    )))
}

/// The keys that a server lists, the newest first; none for a version that does not say.
pub(super) fn keys(server: &worker::Model) -> impl Iterator<Item = &str> {
    server.key_ids.as_deref().unwrap_or_default().split_whitespace()
}
