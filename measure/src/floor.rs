//! The floors: the bare SQL of a step, and teloxide sending with nothing stored.

mod drain;
mod intake;
mod known;
mod telegram;

pub use self::{
    drain::{Due, drain, pending},
    intake::{Intake, POLLED},
    known::{Known, Support, accepting, handling},
    telegram::Teloxide,
};
