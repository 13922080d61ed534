//! The scenarios, one a file.

pub mod accept;
pub mod burst;
pub mod drain;
pub mod idle;
pub mod pending;
pub mod relay;
