//! The machine's clock jumps, forwards and back, by hours and by days. Messages wait for nothing but their turn.

use std::time::Duration;

use chrono::TimeDelta;
use switchboard_tests::{Plan, on_both, tell};
use tokio::time::sleep;

use super::Busy;

/// How often the clock of the test goes on.
const TICK: Duration = Duration::from_millis(10);

async fn no_jump_of_the_clock_holds_a_message_or_loses_it(plan: Plan) {
    let busy = Busy::open(plan.manual_clock()).await;
    let clock = busy.house.clock();
    let ticking = tokio::spawn(async move {
        loop {
            sleep(TICK).await;
            clock.advance(TimeDelta::milliseconds(10));
        }
    });
    busy.accept_more(10).await;
    for jump in [
        TimeDelta::hours(1),
        TimeDelta::hours(-1),
        TimeDelta::days(7),
        TimeDelta::days(-7),
        TimeDelta::hours(-1),
    ] {
        busy.house.advance(jump);
        busy.accept_more(10).await;
    }
    let figures = busy.judge().await;
    ticking.abort();
    tell(format!("clock moved by hours and days: {figures}"));
    assert_eq!(figures.flagged, 0, "{figures}");
}

on_both!(no_jump_of_the_clock_holds_a_message_or_loses_it);
