//! The asynchronous runtime, for commands that need one.

use std::time::Duration;

use anyhow::Context as _;

/// Runs `work` to its end. What it left behind in threads gets a second more.
pub(super) fn run<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime can't be started")?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}
