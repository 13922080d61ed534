//! The promises, played from end to end on both databases. One binary; each test is named after the promise it keeps.
//!
//! `main_loop`: the main job, from /start to the agent's answer. `contract_0` and `contract_1`: the rules of those sections of
//! CONTRACTS.md, each broken on purpose by somebody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "in a test a panic is the way to fail"
)]

mod administration;
mod authorization;
mod contract_0;
mod contract_1;
mod contract_2;
mod contract_3;
mod contract_4;
mod contract_5;
mod crashes;
mod faults;
mod graphql_http;
mod graphql_streams;
mod keys;
mod leads;
mod main_loop;
mod many_bots;
mod operator;
mod preferences;
mod replicas;
mod secrets;
