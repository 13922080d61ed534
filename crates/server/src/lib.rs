//! The server: reads the configuration, understands the command line and wires the crates together.
//!
//! `main` calls [`cli::run`]. A command loads [`config::Config`] (defaults, file, environment; checked before any socket
//! opens), sets up [`logs`] and does its work. `serve` and `demo` start a [`Server`], and so do tests, in their own process.
//! Nothing here holds a rule of the business: those live in the services.

pub mod cli;
pub mod config;
mod demo;
mod http;
pub mod logs;
mod secrets;
mod seeding;
mod server;
mod settings;
mod signals;
mod tokens;
pub mod traces;
pub mod wiring;

pub use server::{Overrides, Server};
