//! Being told to stop: SIGTERM from a supervisor, SIGINT from a terminal.
//!
//! The first one asks for an orderly end; a second one ends the process at once, whatever is in flight (the database
//! knows what that was).

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a shell reports for a process that was stopped from the terminal.
const INTERRUPTED: i32 = 130;

/// The signals that ask to stop. From its making on, they do not end the process by themselves.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Must be called within the runtime. Fails only where the system has no signals to offer.
    pub(crate) fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// From now on the next one ends the process; `before` is the last thing it does.
    pub(crate) fn end_at_the_next(mut self, before: impl FnOnce() + Send + 'static) {
        tokio::spawn(async move {
            self.next().await;
            before();
            std::process::exit(INTERRUPTED);
        });
    }
}
