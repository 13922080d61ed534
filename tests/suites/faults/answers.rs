//! Answers that are lost: what was asked may have been done, and nobody can tell.

use switchboard_tests::{Plan, on_both, tell};
use telegram_emulator::FaultKind::{Delay, ResetAfter, ResetBefore, ServerError, TruncateAfter};

use super::{Busy, CALL_TIMEOUT, parked};

/// Every kind of loss. Between them calls succeed, so that no message meets three.
async fn lose_answers(busy: &Busy) {
    let kinds = [
        ResetAfter,
        ResetBefore,
        ServerError { status: 500, html: false },
        TruncateAfter,
        ServerError { status: 502, html: true },
        Delay { ms: 3_000 },
        ResetAfter,
    ];
    for kind in kinds {
        busy.accept_more(3).await;
        busy.play(kind, 2).await;
    }
    busy.accept_more(3).await;
}

async fn resend_loses_nothing_and_marks_what_may_be_doubled(plan: Plan) {
    let busy = Busy::open(plan.call_timeout(CALL_TIMEOUT)).await;
    lose_answers(&busy).await;
    let figures = busy.judge().await;
    tell(format!("resend: {figures}"));
    assert!(figures.doubled > 0, "what took effect without an answer goes again: {figures}");
    assert!(figures.flagged >= figures.doubled, "{figures}");
}

async fn park_doubles_nothing_and_shows_what_is_uncertain(plan: Plan) {
    let busy = Busy::open(parked(plan).call_timeout(CALL_TIMEOUT)).await;
    lose_answers(&busy).await;
    let figures = busy.judge().await;
    tell(format!("park: {figures}"));
    assert_eq!(figures.doubled, 0, "{figures}");
    assert!(figures.uncertain > 0, "{figures}");
}

on_both!(
    resend_loses_nothing_and_marks_what_may_be_doubled,
    park_doubles_nothing_and_shows_what_is_uncertain
);
