//! Delivery against a scripted Telegram on a real database: what each kind of answer does to what was accepted.

mod amending;
mod endings;
mod housekeeping;
mod ordering;
mod scripted;
mod takeover;
