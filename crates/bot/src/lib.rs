//! The Telegram face: updates in, calls out.
//!
//! [`BotApi`] is the port that everything above calls Telegram through. [`Intake`] follows the bots that this process
//! owns: it polls them, and takes their stored updates through the handler tree, where each endpoint calls one method
//! of the services. Nothing is decided here but which method that is.

pub mod handlers;
pub mod intake;
pub mod transport;

pub use intake::Intake;
pub use transport::BotApi;
