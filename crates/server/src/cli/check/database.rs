//! Whether the database answers and has this version's schema. An SQLite file that is not there yet is left so.

use std::path::PathBuf;

use secrecy::ExposeSecret as _;
use switchboard_store::{DbKind, db};

use super::findings::Findings;
use crate::{config::Config, wiring};

const SUBJECT: &str = "Database";

/// Whether there is something to look at in it.
pub(super) async fn look(config: &Config, findings: &mut Findings) -> bool {
    let shown = config.database.shown_url();
    if let Some(file) = file(config.database.url.expose_secret())
        && !file.exists()
    {
        findings.note(SUBJECT, format!("{shown} is not there yet; the first start makes it"));
        return false;
    }
    let missing = match wiring::open(config).await {
        Ok(db) => {
            let missing = db.pending_migrations().await;
            // Nothing was written, so there is nothing to lose.
            let _ = db.close().await;
            missing.map_err(anyhow::Error::new)
        }
        Err(error) => Err(error),
    };
    match missing {
        Ok(0) => {
            findings.good(SUBJECT, format!("{shown} answers and is up to date"));
            true
        }
        Ok(missing) => {
            let mend = "run `switchboard migrate`; starting the server does it too";
            findings.problem(
                SUBJECT,
                format!("{shown} is not up to date: migrations to apply: {missing}"),
                mend,
            );
            false
        }
        Err(error) => {
            let mend = "see that the database runs, and that DATABASE_URL is right";
            findings.problem(SUBJECT, format!("{error:#}"), mend);
            false
        }
    }
}

/// The file behind an SQLite address, if it is one.
fn file(url: &str) -> Option<PathBuf> {
    if db::kind_of(url) != Some(DbKind::Sqlite) || url.contains(":memory:") {
        return None;
    }
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split('?').next().map(PathBuf::from)
}
