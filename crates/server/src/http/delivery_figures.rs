//! Delivery on the metrics page: what this process did, and what waits in the database for every bot.

use std::fmt::Write as _;

use switchboard_services::{
    Core,
    delivery::{BUCKETS_MS, Snapshot},
};
use switchboard_store::{deliveries, entities::bot::BotState};

/// Writes the counters of this process, and the backlog of the database unless it does not answer.
pub(super) async fn write(core: &Core, text: &mut String) {
    let now = core.figures.snapshot();
    counter(text, "sent_total", "Sends that Telegram took.", now.sent);
    counter(text, "failed_total", "Sends that Telegram refused.", now.failed);
    counter(text, "uncertain_total", "Sends that ended uncertain.", now.uncertain);
    counter(text, "rate_limited_total", "Calls that Telegram answered with 429.", now.rate_limited);
    counter(text, "unsent_total", "Calls that surely did not go out.", now.unsent);
    counter(text, "answers_lost_total", "Calls whose answer was lost.", now.answers_lost);
    counter(text, "repeated_total", "Sent messages that may have arrived more than once.", now.repeated);
    times(text, &now);
    match deliveries::backlogs(core.db.reader()).await {
        Ok(backlogs) => backlog(core, text, &backlogs),
        Err(error) => tracing::warn!(%error, "the backlog could not be counted"),
    }
    match deliveries::bots_in(core.db.reader(), BotState::Dead).await {
        Ok(dead) => {
            let help = "# HELP switchboard_bots_dead Bots whose token Telegram refuses.";
            let _ =
                writeln!(text, "{help}\n# TYPE switchboard_bots_dead gauge\nswitchboard_bots_dead {dead}");
        }
        Err(error) => tracing::warn!(%error, "dead bots could not be counted"),
    }
}

fn counter(text: &mut String, name: &str, help: &str, value: u64) {
    let name = format!("switchboard_delivery_{name}");
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}");
}

fn times(text: &mut String, now: &Snapshot) {
    let name = "switchboard_delivery_duration_seconds";
    let _ = writeln!(text, "# HELP {name} From acceptance to Telegram's answer.\n# TYPE {name} histogram");
    let mut seen = 0;
    for (bound, count) in BUCKETS_MS.iter().zip(&now.times) {
        seen += count;
        let (seconds, rest) = (bound / 1000, bound % 1000);
        let _ = writeln!(text, "{name}_bucket{{le=\"{seconds}.{rest:03}\"}} {seen}");
    }
    let all: u64 = now.times.iter().sum();
    let (seconds, rest) = (now.times_sum_ms / 1000, now.times_sum_ms % 1000);
    let _ = writeln!(
        text,
        "{name}_bucket{{le=\"+Inf\"}} {all}\n{name}_sum {seconds}.{rest:03}\n{name}_count {all}"
    );
}

fn backlog(core: &Core, text: &mut String, backlogs: &[deliveries::Backlog]) {
    let waiting = "switchboard_outbox_waiting";
    let _ = writeln!(text, "# HELP {waiting} Accepted sends that have not ended.\n# TYPE {waiting} gauge");
    for row in backlogs {
        let _ = writeln!(text, "{waiting}{{bot=\"{}\"}} {}", row.bot_id, row.waiting);
    }
    let age = "switchboard_outbox_oldest_seconds";
    let _ = writeln!(text, "# HELP {age} The age of the oldest of them.\n# TYPE {age} gauge");
    for row in backlogs {
        let seconds = row.oldest.map_or(0, |oldest| (core.clock.now() - oldest).num_seconds().max(0));
        let _ = writeln!(text, "{age}{{bot=\"{}\"}} {seconds}", row.bot_id);
    }
}
