//! Where a scenario keeps its data: a new file, or a new database on a server, gone afterwards.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use rand::Rng as _;
use tempfile::TempDir;

use crate::raw::Raw;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Database {
    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where databases are made.
#[derive(Clone, Debug)]
pub struct Place {
    /// Of which kind.
    pub database: Database,
    /// For files.
    pub folder: PathBuf,
    /// A server on which databases may be made.
    pub server: Option<String>,
}

/// A database that nobody used before.
#[derive(Debug)]
pub struct Fresh {
    /// What `DATABASE_URL` says.
    pub url: String,
    /// Removed with it.
    folder: Option<TempDir>,
    made: Option<(String, String)>,
}

impl Place {
    /// Makes one.
    ///
    /// # Errors
    /// When the folder cannot be written, or the server is missing or refuses.
    pub async fn fresh(&self) -> anyhow::Result<Fresh> {
        match self.database {
            Database::Sqlite => {
                let folder = tempfile::tempdir_in(&self.folder).context("a folder for the database")?;
                let url = format!("sqlite://{}", folder.path().join("switchboard.db").display());
                Ok(Fresh { url, folder: Some(folder), made: None })
            }
            Database::Postgres => {
                let server =
                    self.server.clone().context("give --postgres URL; scripts/measure starts a server")?;
                let name = format!("switchboard_{:016x}", rand::rng().random::<u64>());
                Raw::open(&server).await?.plain(&format!("create database {name}")).await?;
                let (before, _) = server.rsplit_once('/').context("an address without a database")?;
                Ok(Fresh { url: format!("{before}/{name}"), folder: None, made: Some((server, name)) })
            }
        }
    }
}

impl Fresh {
    /// Removes it.
    ///
    /// # Errors
    /// When the server or the file system refuses.
    pub async fn remove(self) -> anyhow::Result<()> {
        if let Some((server, name)) = self.made {
            Raw::open(&server).await?.plain(&format!("drop database if exists {name} with (force)")).await?;
        }
        self.folder.map_or(Ok(()), TempDir::close).context("removing the database")
    }
}
