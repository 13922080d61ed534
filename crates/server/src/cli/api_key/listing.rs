//! The list of keys as a person reads it: one key a line, columns aligned. There is no secret to show.

use chrono::{DateTime, Utc};
use switchboard_store::entities::api_key;

const HEADINGS: [&str; 6] = ["ID", "NAME", "BEGINS WITH", "SCOPES", "STATE", "LAST USED"];

/// The table, or a sentence where there is nothing to list.
pub(super) fn of(keys: &[api_key::Model], now: DateTime<Utc>) -> String {
    if keys.is_empty() {
        return "There are no keys.".to_owned();
    }
    let rows: Vec<[String; 6]> = keys.iter().map(|key| row(key, now)).collect();
    let widths: Vec<usize> = (0..HEADINGS.len())
        .map(|at| rows.iter().map(|row| row[at].chars().count()).fold(HEADINGS[at].len(), usize::max))
        .collect();
    let line = |cells: &[String; 6]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let headings = line(&HEADINGS.map(str::to_owned));
    std::iter::once(headings).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
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
