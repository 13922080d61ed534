//! The binary `switchboard`. Everything is in the library, so that tests start the same code; here are only the
//! allocator (updates and answers are many small pieces of memory) and the exit code.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    #[cfg(feature = "failpoints")]
    let _scenario = fail::FailScenario::setup();
    switchboard::cli::run(std::env::args_os())
}
