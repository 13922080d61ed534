//! Under which name the faces make spans for whoever collects traces: what is called, how long it takes, whether it fails. No
//! document, no input, no text and no address is in one.
//!
//! They are made at the most talkative level, so that where nobody collects them the filter of the log ends each at its
//! place in the code, before anything is put together for it.

/// The target of these spans, and of nothing else.
pub const TARGET: &str = "switchboard::traces";
