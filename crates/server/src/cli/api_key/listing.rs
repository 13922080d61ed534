//! The list of keys. There is no secret to show.

use chrono::{DateTime, Utc};
use switchboard_store::entities::api_key;

use crate::cli::table;

const HEADINGS: [&str; 6] = ["ID", "NAME", "BEGINS WITH", "SCOPES", "STATE", "LAST USED"];

/// The table, or a sentence where there is nothing to list.
pub(super) fn of(keys: &[api_key::Model], now: DateTime<Utc>) -> String {
    let rows: Vec<_> = keys.iter().map(|key| row(key, now)).collect();
    table::of(HEADINGS, &rows, "There are no keys.")
}

fn row(key: &api_key::Model, now: DateTime<Utc>) -> [String; 6] {
    [
        key.id.to_string(),
        key.name.clone(),
        format!("{}…", key.hint),
        key.scopes.replace(' ', ","),
        state(key, now),
        key.last_used_at.map_or_else(|| "never".to_owned(), minute),
    ]
}

fn state(key: &api_key::Model, now: DateTime<Utc>) -> String {
    match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {}", minute(at)),
        (None, Some(at)) if at <= now => format!("ended {}", minute(at)),
        (None, Some(at)) => format!("good until {}", minute(at)),
        (None, None) => "good".to_owned(),
    }
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
