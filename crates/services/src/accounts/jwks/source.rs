//! Where a JWKS is read from: a file or an address. Reads are bounded in size and time; errors hold no address with its
//! query, which may have a key in it.

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use jsonwebtoken::Algorithm;
use url::Url;

use super::key_set::KeySet;

/// A set of keys is a few kilobytes.
const LARGEST: usize = 256 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TIMEOUT: Duration = Duration::from_secs(5);

/// Where the keys are.
#[derive(Debug)]
pub(super) enum Source {
    File(PathBuf),
    Url { url: Url, http: reqwest::Client },
}

/// What a file looks like from outside; another look means other content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
}

impl Source {
    /// How long to wait before reading again after a failure, or for another unknown key.
    pub(super) fn pause(&self) -> chrono::Duration {
        match self {
            Self::File(_) => chrono::Duration::seconds(1),
            Self::Url { .. } => chrono::Duration::seconds(30),
        }
    }

    /// The file's look now; `None` for an address, or where there is no file.
    pub(super) async fn stamp(&self) -> Option<Stamp> {
        match self {
            Self::File(path) => tokio::fs::metadata(path).await.ok().map(|file| Stamp::of(&file)),
            Self::Url { .. } => None,
        }
    }

    /// Reads the set.
    pub(super) async fn read(&self, only: Option<Algorithm>) -> Result<(KeySet, Option<Stamp>), String> {
        match self {
            Self::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || read_file(&path, only)).await;
                read.map_err(|error| error.to_string())?
            }
            Self::Url { url, http } => {
                let body = fetch(http, url).await.map_err(|error| error.without_url().to_string())?;
                let body = body.ok_or_else(|| "the answer is too large".to_owned())?;
                Ok((KeySet::parse(&body, only)?, None))
            }
        }
    }

    /// Reads a file before the server starts; nothing for an address.
    pub(super) fn read_now(&self, only: Option<Algorithm>) -> Result<(KeySet, Option<Stamp>), String> {
        match self {
            Self::File(path) => read_file(path, only),
            Self::Url { .. } => Ok((KeySet::default(), None)),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url { url, .. } => write!(f, "{}{}", url.host_str().unwrap_or_default(), url.path()),
        }
    }
}

impl Stamp {
    fn of(file: &fs::Metadata) -> Self {
        Self { modified: file.modified().ok(), size: file.len() }
    }
}

/// The client for all addresses with keys. It follows no redirect: who is trusted is what the configuration names.
#[expect(clippy::disallowed_methods, reason = "the one place that builds the client for JWKS")]
pub(in crate::accounts) fn http_client() -> Result<reqwest::Client, String> {
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())
}

fn read_file(path: &Path, only: Option<Algorithm>) -> Result<(KeySet, Option<Stamp>), String> {
    let (document, stamp) = read_bounded(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if document.len() > LARGEST {
        return Err(format!("{}: the file is too large", path.display()));
    }
    Ok((KeySet::parse(&document, only)?, Some(stamp)))
}

fn read_bounded(path: &Path) -> io::Result<(Vec<u8>, Stamp)> {
    let file = fs::File::open(path)?;
    // Before the content: what changes in between shows as another stamp the next time.
    let stamp = Stamp::of(&file.metadata()?);
    let mut document = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut document)?;
    Ok((document, stamp))
}

/// The body, or `None` if it is too large.
async fn fetch(http: &reqwest::Client, url: &Url) -> reqwest::Result<Option<Vec<u8>>> {
    let mut answer = http.get(url.clone()).send().await?.error_for_status()?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LARGEST {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
