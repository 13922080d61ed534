//! The process aborts at each of the places where it matters most. A failpoint that is not reached fails its test, and one that has
//! no test here fails too.

use switchboard_services::failpoint;
use switchboard_tests::{Plan, on_both, tell};

use super::street::{Intake, Street};

/// Dies at the given passage of the failpoint, under load; the next start brings everything.
async fn survives(plan: Plan, intake: Intake, name: &str, passages: u32) {
    assert!(failpoint::ALL.contains(&name), "there is no failpoint {name}");
    let street = Street::open(plan, intake).await;
    let doomed = street.site.start_to_abort(name, passages);
    let load = street.begin();
    doomed.aborted(name).await;
    let server = street.site.start().await;
    let took = street.sends_again(&server).await;
    street.check_recovery(took);
    street.goes_on(&load).await;
    let figures = street.judge(load).await;
    tell(format!(
        "{name} ({intake:?}, passage {passages}): sends again after {} ms; {figures}",
        took.as_millis()
    ));
    server.stop().await;
}

async fn committed(plan: Plan) {
    survives(plan, Intake::Polling, "committed", 40).await;
}

async fn update_stored_when_polled(plan: Plan) {
    survives(plan, Intake::Polling, "update_stored", 5).await;
}

async fn update_stored_by_webhook(plan: Plan) {
    survives(plan, Intake::Webhook, "update_stored", 9).await;
}

async fn update_before_commit(plan: Plan) {
    survives(plan, Intake::Webhook, "update_before_commit", 9).await;
}

async fn update_handled(plan: Plan) {
    survives(plan, Intake::Polling, "update_handled", 9).await;
}

async fn step_before_commit(plan: Plan) {
    survives(plan, Intake::Polling, "step_before_commit", 15).await;
}

async fn step_written(plan: Plan) {
    survives(plan, Intake::Webhook, "step_written", 15).await;
}

async fn before_call(plan: Plan) {
    survives(plan, Intake::Polling, "before_call", 9).await;
}

async fn after_call(plan: Plan) {
    survives(plan, Intake::Webhook, "after_call", 9).await;
}

async fn taken_over(plan: Plan) {
    survives(plan, Intake::Polling, "taken_over", 0).await;
}

async fn every_failpoint_has_its_test(_: Plan) {
    let tested = include_str!("at_failpoints.rs");
    for name in failpoint::ALL {
        assert!(
            tested.contains(&format!("Intake::Polling, \"{name}\""))
                || tested.contains(&format!("Intake::Webhook, \"{name}\"")),
            "{name} is not tested"
        );
    }
}

on_both!(
    committed,
    update_stored_when_polled,
    update_stored_by_webhook,
    update_before_commit,
    update_handled,
    step_before_commit,
    step_written,
    before_call,
    after_call,
    taken_over,
    every_failpoint_has_its_test,
);
