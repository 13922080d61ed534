//! Delivery against a scripted Telegram on a real database: what each kind of answer does to what was accepted. `protocol` is a model
//! of it all, checked exhaustively; `mirror` compares the model with the code.

mod amending;
mod endings;
mod housekeeping;
mod mirror;
mod ordering;
mod protocol;
mod scripted;
mod takeover;
mod together;
mod webhooks;
