//! `switchboard rekey`: rewrites everything that is encrypted at rest under the newest key of `ENCRYPTION_KEY`, and says which of
//! the others nothing needs any more.
//!
//! It runs beside servers, and when it is killed it is simply run again: each row is rewritten by itself, if it is still what
//! was read. What it may not do is to write what a running server cannot open: such a server stops it before it begins.
//! Keyed hashes of codes can't be made again, since nobody knows the digits; they live ten minutes, and until then their
//! key is needed.

mod keys;
mod seals;
mod servers;
#[cfg(test)]
mod tests;

use std::time::Duration;

use switchboard_store::{DbError, failures, sealed};

pub use self::keys::{OldKey, UnlistedKey};
pub use switchboard_store::sealed::SealedColumn;

use crate::{
    core::Core,
    error::{Error, Result},
    failpoint::failpoint,
};

/// Rows that are read at once.
const BATCH: u64 = 100;
/// So often it goes over a column in which something new is sealed with an old key meanwhile.
const PASSES: u32 = 5;
/// So often a database that is in trouble is asked.
const TRIES: u32 = 5;
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// What was done, and what is left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rekeyed {
    /// The id of the newest key.
    pub newest: String,
    /// What was rewritten, by column.
    pub columns: Vec<(SealedColumn, Rewritten)>,
    /// The other keys that `ENCRYPTION_KEY` lists.
    pub old_keys: Vec<OldKey>,
    /// Keys that it does not list, and that something is sealed with.
    pub unlisted_keys: Vec<UnlistedKey>,
}

/// What became of one column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// Rows that the newest key seals now.
    pub rows: u64,
    /// Rows that did not open: their key is not listed, or they were tampered with.
    pub unreadable: u64,
}

/// Rewrites everything, and looks at what is left. `patience` is more than the time in which a living server shows that it
/// lives; it is waited for only where a server is not known to have the newest key in front.
///
/// # Errors
/// `Conflict` when a running server does not list the newest key: it could not open what would be written.
pub async fn rekey(core: &Core, patience: Duration) -> Result<Rekeyed> {
    let behind = servers::behind(core, patience).await?;
    let mut columns = Vec::new();
    for column in SealedColumn::ALL {
        columns.push((column, rewrite(core, column).await?));
    }
    let (old_keys, unlisted_keys) = keys::left(core, &behind).await?;
    Ok(Rekeyed { newest: core.keyring.newest_id().to_owned(), columns, old_keys, unlisted_keys })
}

async fn rewrite(core: &Core, column: SealedColumn) -> Result<Rewritten> {
    let mut all = Rewritten::default();
    for _ in 0..PASSES {
        let pass = pass(core, column).await?;
        all = Rewritten { rows: all.rows + pass.rows, unreadable: pass.unreadable };
        if pass.rows == 0 {
            break;
        }
    }
    Ok(all)
}

/// Goes once over a column, in the order of its ids.
async fn pass(core: &Core, column: SealedColumn) -> Result<Rewritten> {
    let (reader, writer, newest) = (core.db.reader(), core.db.writer(), core.keyring.newest_id());
    let (mut done, mut after) = (Rewritten::default(), None);
    loop {
        let rows = patiently(async || sealed::others(reader, column, newest, after, BATCH).await).await?;
        let Some(last) = rows.last() else { return Ok(done) };
        after = Some(last.id);
        for row in &rows {
            let Ok(new) = seals::renew(core, column, row) else {
                done.unreadable += 1;
                continue;
            };
            let replace =
                async || sealed::replace(writer, column, row, new.value.clone(), new.hash.clone()).await;
            done.rows += u64::from(patiently(replace).await?);
        }
        failpoint!("rekeyed");
    }
}

/// A database that is busy or away for a moment is asked again.
async fn patiently<T>(ask: impl AsyncFn() -> Result<T, DbError>) -> Result<T> {
    let mut tries = 1;
    loop {
        match ask().await {
            Err(error) if failures::is_outage(&error) && tries < TRIES => tokio::time::sleep(PAUSE).await,
            answer => return answer.map_err(Error::from),
        }
        tries += 1;
    }
}
