//! What the server can do on this machine, beside what the machine can do: each figure next to its floor, the same work done
//! bare in the same run. `scripts/measure` runs all of it and writes `docs/measurements.md`.

pub mod capture;
pub mod child;
pub mod command;
pub mod door;
pub mod findings;
pub mod floor;
pub mod house;
pub mod machine;
pub mod null_api;
pub mod page;
pub mod place;
pub mod plan;
pub mod raw;
pub mod refill;
pub mod scenario;
pub mod steps;
pub mod timing;
pub mod update;
