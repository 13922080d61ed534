//! `switchboard-measure`: runs scenarios and prints what was found.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    switchboard_measure::command::run()
}
