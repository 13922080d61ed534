//! What a command says: answers on stdout, so that they can be piped, complaints on stderr.
//!
//! The only place that writes to either, apart from the logs. A pipe that was closed at the other end (`| head`) is not an error.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// An answer, with a newline behind it.
pub(super) fn answer(text: impl Display) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Why a command failed: one line for each problem, causes behind a colon.
pub(super) fn complain(error: &anyhow::Error) {
    let text = format!("{error:#}");
    let mut err = io::stderr().lock();
    for line in text.lines() {
        let _ = writeln!(err, "error: {line}");
    }
}
