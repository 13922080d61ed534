//! A send panics: the process goes on, and so does the message, marked because nobody knows how far it came.

use switchboard_tests::{Plan, on_both, tell};

use super::street::{Intake, Street};

const PANICS: usize = 3;

async fn a_send_that_panics_is_marked_and_goes_again(plan: Plan) {
    let street = Street::open(plan, Intake::Polling).await;
    let faults = format!("5*off->{PANICS}*panic->off");
    let server = street.site.start_with(&[("FAILPOINTS", format!("after_call={faults}"))]).await;
    let load = street.begin();
    street.goes_on(&load).await;
    let ledger = load.rest().await;
    let figures = street.audit(&ledger).await;
    tell(format!("{PANICS} panics: {figures}"));
    assert!(street.site.logs().contains("panicked"), "nothing panicked");
    assert!((1..=PANICS).contains(&figures.flagged), "{figures}");
    server.stop().await;
}

on_both!(a_send_that_panics_is_marked_and_goes_again);
