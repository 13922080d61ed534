//! A watch over everything that this process logs, at the most talkative level: no line may hold a secret.
//!
//! All secrets of all houses (bot tokens, the JWT secret, the encryption key) have one word in them. Lines are looked at as
//! they are written and not kept, apart from those that have it.

use std::{
    io,
    sync::{Mutex, Once, PoisonError},
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter, util::SubscriberInitExt as _};

/// The word that every secret has in it.
pub const MARK: &str = "NEVERxSHOWN";

/// The mark of a line that tells a statement.
const STATEMENT: &str = "switchboard_store::sql";

static STATEMENTS: Mutex<Option<Vec<String>>> = Mutex::new(None);

static LEAKS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Lines of the log that held a secret.
#[must_use]
pub fn leaks() -> Vec<String> {
    LEAKS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Runs `what`, and returns the statements that all houses of this process sent to their databases meanwhile.
pub async fn statements_of(what: impl Future<Output = ()>) -> Vec<String> {
    *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
    what.await;
    STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
}

/// Begins the watch; once is enough for the process. Set `RUST_LOG` to see the lines of a failing test.
pub(crate) fn watch() {
    static BEGIN: Once = Once::new();
    BEGIN.call_once(|| {
        #[expect(
            clippy::disallowed_methods,
            reason = "how a developer asks for the log is no setting of the product"
        )]
        let wanted = std::env::var("RUST_LOG").ok();
        let show = wanted.is_some();
        let filter = EnvFilter::new(wanted.unwrap_or_else(|| "trace".to_owned()));
        let watch =
            tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Watch { show });
        watch.finish().try_init().expect("nobody else installs a log");
    });
}

#[derive(Clone, Copy)]
struct Watch {
    show: bool,
}

impl MakeWriter<'_> for Watch {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl io::Write for Watch {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if text.contains(MARK) {
            LEAKS.lock().unwrap_or_else(PoisonError::into_inner).push(text.clone().into_owned());
        }
        if text.contains(STATEMENT)
            && let Some(statements) = &mut *STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner)
        {
            statements.push(text.replace("\\\"", "\""));
        }
        if self.show {
            io::stderr().write_all(line)?;
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
