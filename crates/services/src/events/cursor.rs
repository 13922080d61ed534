//! A place in the sequence of events, as followers keep it. Its text means nothing to them.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use switchboard_store::events::Position;

use crate::error::Error;

/// How long events are kept.
pub(super) const KEPT: Duration = Duration::days(7);

/// Right after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(super) position: Position,
    /// In seconds since 1970: what is older than the events that are kept can't be followed from.
    pub(super) at: i64,
}

impl Cursor {
    pub(super) fn new(position: Position, at: DateTime<Utc>) -> Self {
        Self { position, at: at.timestamp() }
    }

    pub(super) fn is_too_old(self, now: DateTime<Utc>) -> bool {
        self.at < (now - KEPT + Duration::hours(1)).timestamp()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("e1.{}.{}.{}", self.position.xact, self.position.id, self.at);
        f.write_str(&URL_SAFE_NO_PAD.encode(text))
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        read(text).ok_or_else(|| Error::bad_input("`after` is no cursor of an event."))
    }
}

fn read(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    let numbers: Option<Vec<i64>> =
        text.strip_prefix("e1.")?.split('.').map(|part| part.parse().ok()).collect();
    match numbers?.as_slice() {
        &[xact, id, at] if xact >= 0 && id >= 0 => Some(Cursor { position: Position { xact, id }, at }),
        _ => None,
    }
}
