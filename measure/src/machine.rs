//! The machine on which figures were taken: without it they mean nothing.

use std::{
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use crate::{place::Place, raw::Raw, timing::Spread};

/// Writes that are timed.
const WRITES: usize = 200;

/// In a few lines of Markdown.
///
/// # Errors
/// When the folder cannot be written.
pub fn described(folder: &Path) -> anyhow::Result<String> {
    let cores = std::thread::available_parallelism()?;
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let model = model.trim_start_matches([' ', '\t', ':']);
    let spread = Spread::of(fsyncs(folder)?);
    Ok(format!(
        "- {cores} processors ({model}), shared by everything here: the server, the database, the null Bot API, the load.\n\
         - A write of 4 KiB with fsync: p50 {:.2} ms, p99 {:.2} ms.\n- Built with the profile `{}`.",
        spread.p50,
        spread.p99,
        profile().unwrap_or_else(|| "unknown".to_owned()),
    ))
}

/// What the server of a place calls itself.
///
/// # Errors
/// When it cannot be asked.
pub async fn database(place: &Place) -> anyhow::Result<String> {
    Ok(match &place.server {
        Some(server) if place.database == crate::place::Database::Postgres => {
            let mut raw = Raw::open(server).await?;
            let version = raw.texts("show server_version").await?.concat();
            let fsync = raw.texts("show fsync").await?.concat();
            format!("PostgreSQL {version}, fsync {fsync}")
        }
        _ => {
            let version =
                Raw::open("sqlite::memory:").await?.texts("select sqlite_version()").await?.concat();
            format!("SQLite {version}, WAL, synchronous FULL")
        }
    })
}

/// The folder of `target` that this was built into.
fn profile() -> Option<String> {
    let own = std::env::current_exe().ok()?;
    Some(own.parent()?.file_name()?.to_string_lossy().into_owned())
}

fn fsyncs(folder: &Path) -> anyhow::Result<Vec<Duration>> {
    let mut file = tempfile::tempfile_in(folder)?;
    let page = [0_u8; 4096];
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let begun = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    Ok(times)
}
