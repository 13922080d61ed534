//! Which keys are still needed, by what, and how long.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use switchboard_store::{
    codes,
    entities::worker,
    sealed::{self, SealedColumn},
};

use super::servers;
use crate::{core::Core, error::Result};

/// A key of the list that is not the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldKey {
    /// Its id.
    pub id: String,
    /// Rows that it still seals.
    pub rows: u64,
    /// Codes in people's chats whose hash was made with it.
    pub codes: u64,
    /// When the last of those codes ends by itself.
    pub codes_end_at: Option<DateTime<Utc>>,
    /// Running servers that have it in front, and go on sealing with it.
    pub servers: u64,
}

/// A key that is not in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlistedKey {
    /// Its id.
    pub id: String,
    /// Rows that it seals, and that nobody can open without it.
    pub rows: u64,
}

impl OldKey {
    /// Whether it must stay in the list.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        self.rows > 0 || self.codes > 0 || self.servers > 0
    }
}

/// The keys other than the newest: those of the list, and those that are missing in it.
pub(super) async fn left(core: &Core, behind: &[worker::Model]) -> Result<(Vec<OldKey>, Vec<UnlistedKey>)> {
    let mut rows = BTreeMap::<String, u64>::new();
    for column in SealedColumn::ALL {
        for (key, count) in sealed::counts(core.db.reader(), column, core.keyring.newest_id()).await? {
            *rows.entry(key).or_default() += count;
        }
    }
    let mut old = Vec::new();
    for id in core.keyring.ids().into_iter().skip(1) {
        let live = codes::live_under(core.db.reader(), id, core.clock.now()).await?;
        let servers = behind.iter().filter(|server| servers::keys(server).next() == Some(id)).count();
        old.push(OldKey {
            id: id.to_owned(),
            rows: rows.remove(id).unwrap_or(0),
            codes: live.len() as u64,
            codes_end_at: live.into_iter().max(),
            servers: servers as u64,
        });
    }
    Ok((old, rows.into_iter().map(|(id, rows)| UnlistedKey { id, rows }).collect()))
}
