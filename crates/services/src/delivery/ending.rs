//! From a verdict to what is written: how a started send ends, or goes back into its lane, and with which trace.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rand::Rng;
use switchboard_store::{
    entities::{integration::DeliveryPolicy, outbox::OutboxState},
    settlement::{Return, Trace},
};

use super::{
    courier::{Report, message_ids},
    scheduler::Pick,
    verdict::{Repair, Verdict, judge},
};
use crate::telegram::CallError;

/// So often may one message's answer be lost before it ends as uncertain.
const MAX_AMBIGUOUS: i32 = 3;

/// What is written for one report.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) report: Report,
    pub(super) verdict: Verdict,
    pub(super) change: Change,
    pub(super) trace: Option<Trace>,
    /// How long the lane stays back, if the send goes back into it.
    pub(super) pause: Option<Duration>,
}

/// The change of the outbox row.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Sent, with Telegram's ids.
    Sent(Vec<i64>),
    /// Over, with a stable word for the reason.
    Over(OutboxState, &'static str),
    /// Pending again.
    Back(Return),
}

impl Ending {
    /// The end of a start that is not followed by a call.
    pub(super) fn withheld(pick: Pick, now: DateTime<Utc>) -> Self {
        let result = Err(CallError::Unsent("told to wait meanwhile".to_owned()));
        let report = Report { pick, started_at: now, ended_at: now, result };
        let change = Change::Back(Return::default());
        Self { report, verdict: Verdict::Withheld, change, trace: None, pause: None }
    }

    pub(super) fn of(report: Report) -> Self {
        let verdict = match &report.result {
            Ok(_) => Verdict::Done,
            Err(error) => judge(error),
        };
        let change = change(&report, &verdict);
        let trace = trace(&report, &verdict);
        let pause = pause(&report, &verdict);
        Self { report, verdict, change, trace, pause }
    }
}

fn change(report: &Report, verdict: &Verdict) -> Change {
    let row = &report.pick.row;
    match verdict {
        Verdict::Done => {
            Change::Sent(report.result.as_ref().map(|result| message_ids(result)).unwrap_or_default())
        }
        Verdict::Wait(_) | Verdict::Unsent | Verdict::Migrated(_) | Verdict::BotDead | Verdict::Withheld => {
            Change::Back(Return::default())
        }
        Verdict::AnswerLost if row.policy == DeliveryPolicy::Resend && row.ambiguous + 1 < MAX_AMBIGUOUS => {
            Change::Back(Return { attempt: true, ambiguous: true, repair: 0 })
        }
        Verdict::AnswerLost => Change::Over(OutboxState::Uncertain, "uncertain"),
        Verdict::Repair(repair, _) if repair.mends(row) => again_as(*repair),
        // Pictures are refused for many reasons, not all of them known: the text alone then tells.
        Verdict::Failed("rejected") if Repair::NoPhoto.mends(row) => again_as(Repair::NoPhoto),
        Verdict::Repair(_, reason) | Verdict::Failed(reason) => Change::Over(OutboxState::Failed, reason),
    }
}

fn again_as(repair: Repair) -> Change {
    Change::Back(Return { attempt: true, repair: repair.bit(), ..Return::default() })
}

/// How long a send whose answer was lost stays back. By the monotonic clock: a wall clock may be set back for days.
fn pause(report: &Report, verdict: &Verdict) -> Option<Duration> {
    let is_lost = *verdict == Verdict::AnswerLost;
    let ceiling = 1_000_u64 << report.pick.row.ambiguous.clamp(0, 5);
    is_lost.then(|| Duration::from_millis(rand::rng().random_range(ceiling / 2..=ceiling)))
}

fn trace(report: &Report, verdict: &Verdict) -> Option<Trace> {
    let error = report.result.as_ref().err()?;
    let outcome = match verdict {
        // Surely unsent leaves no trace: during an outage there would be thousands.
        Verdict::Unsent | Verdict::Withheld => return None,
        Verdict::Done => "done",
        Verdict::Wait(_) => "rate_limited",
        Verdict::AnswerLost => "answer_lost",
        Verdict::Migrated(_) => "migrated",
        Verdict::BotDead => "unauthorized",
        Verdict::Repair(..) | Verdict::Failed(_) => "refused",
    };
    let (code, retry_after) = match error {
        CallError::Refused { status, retry_after, .. } => (Some(i32::from(*status)), *retry_after),
        _ => (None, None),
    };
    Some(Trace {
        outcome,
        code,
        retry_after: retry_after.and_then(|seconds| i32::try_from(seconds).ok()),
        error: Some(error.to_string()),
        started_at: report.started_at,
        ended_at: report.ended_at,
    })
}
