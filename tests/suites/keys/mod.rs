//! `switchboard rekey`, with the real binary: a new encryption key takes the old one's place while everything runs, and nothing that
//! people hold in their hands stops working.

mod rekey;
mod spelling;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use switchboard_tests::{Done, MARK, Site};

/// `ENCRYPTION_KEY`.
const VARIABLE: &str = "ENCRYPTION_KEY";

/// The key that a site has from the beginning, and that every watch over secrets knows.
fn old() -> String {
    key(b'x')
}

fn new() -> String {
    key(b'y')
}

fn key(filler: u8) -> String {
    let mut key = MARK.as_bytes().to_vec();
    key.resize(32, filler);
    STANDARD.encode(key)
}

fn both() -> [(&'static str, String); 1] {
    [(VARIABLE, format!("{},{}", new(), old()))]
}

fn new_only() -> [(&'static str, String); 1] {
    [(VARIABLE, new())]
}

/// The operator's command, with the new key in front.
async fn rekey(site: &Site) -> Done {
    site.run_with(&["rekey"], &both(), "").await
}

/// How many rows the command rewrote of one kind.
fn rewritten(done: &Done, kind: &str) -> u64 {
    let line = done.said.lines().find_map(|line| line.strip_prefix(&format!("{kind}: ")));
    let line = line.unwrap_or_else(|| panic!("{kind}: {done:?}"));
    line.split(' ').next().unwrap().parse().unwrap()
}
