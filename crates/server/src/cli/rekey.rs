//! `switchboard rekey`: after a new key was put in front of the old one in ENCRYPTION_KEY, rewrites everything that is encrypted in
//! the database with the new key, and says when the old one may go. It may run beside servers, and be run again after it
//! was killed.

use std::{fmt::Write as _, time::Duration};

use anyhow::ensure;
use switchboard_services::rekey::{OldKey, Rekeyed, SealedColumn, rekey};

use super::{refusal, terminal, within};
use crate::config::Config;

/// Encrypt everything in the database with the newest key
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

impl Arguments {
    pub(super) fn run(&self, config: &Config) -> anyhow::Result<()> {
        // Two beats and a little more: one may just be under way.
        let patience = Duration::from_secs(config.delivery.beat_seconds) * 2 + Duration::from_secs(1);
        let done =
            within::ask(config, async |parts| rekey(&parts.core, patience).await.map_err(refusal::of))?;
        terminal::answer(told(&done));
        let unreadable: u64 = done.columns.iter().map(|(_, column)| column.unreadable).sum();
        ensure!(
            unreadable == 0,
            "{unreadable} rows can't be opened: put the key that they were encrypted with back into ENCRYPTION_KEY, or set \
             those bots' tokens anew"
        );
        Ok(())
    }
}

fn told(done: &Rekeyed) -> String {
    let mut text = format!("The newest key is {}.", done.newest);
    for (column, rewritten) in &done.columns {
        let _ = write!(text, "\n{}: {} rewritten", name(*column), rewritten.rows);
        if rewritten.unreadable > 0 {
            let _ = write!(text, ", {} can't be opened", rewritten.unreadable);
        }
        text.push('.');
    }
    for key in &done.old_keys {
        let _ = match key.is_needed() {
            true => write!(text, "\nThe key {} is still needed: {}.", key.id, why(key)),
            false => {
                write!(text, "\nThe key {} is not needed any more: take it out of ENCRYPTION_KEY.", key.id)
            }
        };
    }
    for key in &done.unlisted_keys {
        let _ = write!(
            text,
            "\nThe key {} is missing in ENCRYPTION_KEY: it encrypted {} rows.",
            key.id, key.rows
        );
    }
    text
}

fn name(column: SealedColumn) -> &'static str {
    match column {
        SealedColumn::BotToken => "Tokens of bots",
        SealedColumn::LinkToken => "Deep links",
        SealedColumn::Payload => "Sends with a code",
    }
}

fn why(key: &OldKey) -> String {
    let mut reasons = Vec::new();
    if key.servers > 0 {
        reasons.push(format!(
            "{} running servers have it in front; restart them with the new key in front and run this again",
            key.servers
        ));
    }
    if key.rows > 0 {
        reasons.push(format!("{} rows are encrypted with it", key.rows));
    }
    if let Some(end) = key.codes_end_at {
        let end = end.format("%H:%M:%S UTC");
        reasons.push(format!("{} codes depend on it until {end}; run this again then", key.codes));
    }
    reasons.join("; ")
}
