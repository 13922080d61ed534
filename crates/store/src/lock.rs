//! One server for each SQLite file: a lock beside it, held while the process lives and freed by the kernel when it dies.

use std::{
    fs::{File, OpenOptions},
    io,
    path::PathBuf,
};

use fs4::fs_std::FileExt;

/// Held by the server that may write the file.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

impl ServerLock {
    /// Takes the lock for a `sqlite://` URL; `None` for other databases and for one in memory.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] when another server holds it, or what the file system says.
    pub fn acquire(url: &str) -> io::Result<Option<Self>> {
        let Some(path) = lock_path(url) else { return Ok(None) };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        if FileExt::try_lock_exclusive(&file)? {
            Ok(Some(Self { _file: file }))
        } else {
            Err(io::ErrorKind::WouldBlock.into())
        }
    }
}

fn lock_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && !path.contains(":memory:")).then(|| PathBuf::from(format!("{path}.lock")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_stands_beside_the_database_file() {
        assert_eq!(lock_path("sqlite://data/a.db?mode=rwc"), Some("data/a.db.lock".into()));
        assert_eq!(lock_path("sqlite:///var/a.db"), Some("/var/a.db.lock".into()));
        assert_eq!(lock_path("sqlite::memory:"), None);
        assert_eq!(lock_path("postgres://localhost/a"), None);
    }
}
