//! kill -9 at random moments under load. A few in every run; `scripts/test-crashes 200` for as many as one likes.

use std::time::Duration;

use rand::Rng as _;
use switchboard_tests::{Figures, Plan, dose, on_both, tell};
use tokio::time::{sleep, timeout};

use super::street::{Intake, Street};

/// Kills in one test, unless `SWITCHBOARD_TEST_KILLS` says otherwise.
const KILLS: u32 = 3;
/// Kills on one site; then a new one is opened, so that no log grows without end.
const KILLS_ON_A_SITE: u32 = 5;

async fn kill_at_random(plan: Plan, intake: Intake) {
    let mut left = dose("SWITCHBOARD_TEST_KILLS", KILLS);
    while left > 0 {
        let kills = left.min(KILLS_ON_A_SITE);
        left -= kills;
        let (figures, slowest) = round(plan.clone(), intake, kills).await;
        tell(format!(
            "{kills} kills ({intake:?}): sends again after {} ms at most; {figures}",
            slowest.as_millis()
        ));
    }
}

async fn round(plan: Plan, intake: Intake, kills: u32) -> (Figures, Duration) {
    let street = Street::open(plan, intake).await;
    let mut server = street.site.start().await;
    let load = street.begin();
    let mut slowest = Duration::ZERO;
    for number in 0..kills {
        let took = street.sends_again(&server).await;
        // An update that is in hand at three deaths in a row is taken for their cause, and set aside. On a slow machine a server lives
        // for less than an update, so every second one lives a little longer.
        if number % 2 == 1 {
            street.handles_again().await;
        }
        street.check_recovery(took);
        slowest = slowest.max(took);
        let (calls, later) = {
            let mut rng = rand::rng();
            (rng.random_range(1..60), Duration::from_micros(rng.random_range(0..10_000)))
        };
        let enough = street.site.sim.last_call() + calls;
        // Usually so many calls later, and in between two of them.
        let reached = street.site.sim.wait_for_call(enough, Duration::from_secs(2), |_| true);
        let _ = timeout(Duration::from_secs(2), reached).await;
        sleep(later).await;
        server.kill().await;
        server = street.site.start().await;
    }
    let took = street.sends_again(&server).await;
    street.check_recovery(took);
    street.goes_on(&load).await;
    let figures = street.judge(load).await;
    server.stop().await;
    (figures, slowest.max(took))
}

async fn nothing_is_lost_when_updates_are_polled(plan: Plan) {
    kill_at_random(plan, Intake::Polling).await;
}

async fn nothing_is_lost_when_updates_come_by_webhook(plan: Plan) {
    kill_at_random(plan, Intake::Webhook).await;
}

on_both!(nothing_is_lost_when_updates_are_polled, nothing_is_lost_when_updates_come_by_webhook);
