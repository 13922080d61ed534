//! What a step says to the database: the store tells each statement, without its values, under `switchboard_store::sql`.
//! Listened to while a step is captured and at no other time, because telling costs.

use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::Context as _;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
};
use tracing_subscriber::{
    Layer, Registry, filter::Targets, layer::Context, layer::SubscriberExt as _, reload,
    util::SubscriberInitExt as _,
};

const TARGET: &str = "switchboard_store::sql";

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());
static SWITCH: OnceLock<reload::Handle<Targets, Registry>> = OnceLock::new();

struct Listener;

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut sql = Sql(None);
        event.record(&mut sql);
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).extend(sql.0);
    }
}

struct Sql(Option<String>);

impl Visit for Sql {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Installs the process's log: warnings to the terminal, statements to [`statements_of`] when it is asked.
///
/// # Errors
/// When there is one already.
pub fn install() -> anyhow::Result<()> {
    let (filter, handle) = reload::Layer::new(Targets::new());
    // A busy database answers late: that is what is measured.
    let warnings = Targets::new().with_default(LevelFilter::WARN).with_target("sqlx", LevelFilter::ERROR);
    let terminal = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(warnings);
    tracing_subscriber::registry().with(Listener.with_filter(filter)).with(terminal).try_init()?;
    let _ = SWITCH.set(handle);
    Ok(())
}

/// Runs `step` and returns what this process said to its databases meanwhile, in order.
///
/// # Errors
/// When the step fails, or [`install`] was not called.
pub async fn statements_of<T>(
    step: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<(T, Vec<String>)> {
    let switch = SWITCH.get().context("the log is not installed")?;
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).clear();
    switch.modify(|filter| *filter = Targets::new().with_target(TARGET, LevelFilter::TRACE))?;
    let outcome = step.await;
    switch.modify(|filter| *filter = Targets::new())?;
    let heard = std::mem::take(&mut *HEARD.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((outcome?, heard))
}
