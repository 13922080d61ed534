//! Telegram is out of reach for a while, and then everything that waited goes out.

use switchboard_tests::{Plan, on_both, tell};

use super::Busy;

async fn what_waited_while_telegram_was_out_of_reach_arrives_in_order(plan: Plan) {
    let busy = Busy::open(plan.gated()).await;
    for _ in 0..2 {
        busy.accept_more(10).await;
        busy.house.gate().close().await;
        // Accepted all the same.
        busy.accept_more(60).await;
        busy.house.gate().open().await;
    }
    busy.accept_more(10).await;
    let figures = busy.judge().await;
    tell(format!("two outages: {figures}"));
    // Only what was on the way when the connection was cut is in doubt.
    assert!(figures.flagged <= 40, "what could not be sent is in no doubt: {figures}");
}

on_both!(what_waited_while_telegram_was_out_of_reach_arrives_in_order);
