//! "429 Too Many Requests": whoever is told to wait waits, and nobody else.

use std::{collections::BTreeMap, sync::Arc};

use switchboard_tests::{PATIENCE, Plan, on_both, tell};
use telegram_emulator::{Call, Fault, FaultKind};

use super::Busy;

const SECONDS: u64 = 2;

/// A call that was decided on before the answer was read is no offence.
const READING_MS: i64 = 100;

/// How much too early calls came to chats that were told to wait, in milliseconds.
fn too_early(calls: &[Arc<Call>]) -> Vec<i64> {
    let wait = i64::try_from(SECONDS * 1000).unwrap_or_default();
    let mut told: BTreeMap<i64, i64> = BTreeMap::new();
    let mut early = Vec::new();
    for call in calls {
        let Some(chat) = call.chat_id() else { continue };
        if let Some(at) = told.get(&chat) {
            let after = call.at_ms - at;
            if after > READING_MS && after < wait {
                early.push(wait - after);
            }
        }
        if call.status == 429 {
            let now = call.at_ms + call.took_ms;
            told.entry(chat).and_modify(|known| *known = now.max(*known)).or_insert(now);
        }
    }
    early
}

async fn a_chat_that_is_told_to_wait_waits_and_the_others_go_on(plan: Plan) {
    let busy = Busy::open(plan).await;
    let sim = busy.house.sim.clone();
    busy.accept_more(5).await;
    let chats: Vec<i64> =
        sim.calls(0).iter().filter_map(|call| call.chat_id()).filter(|chat| *chat > 0).collect();
    let chat = chats[0];
    for _ in 0..2 {
        let before = sim.last_call();
        sim.fault(Fault::new(FaultKind::TooManyRequests { retry_after: SECONDS }).chat(chat).times(1));
        let refused = sim.wait_for_call(before, PATIENCE, |call| call.status == 429).await.expect("a 429");
        let told = refused.at_ms + refused.took_ms;
        let is_next =
            |call: &Call| call.chat_id() == Some(chat) && call.applied && call.at_ms > told + READING_MS;
        let again = sim.wait_for_call(refused.seq, PATIENCE, is_next).await;
        let again = again.expect("the chat is written to again");
        let others = sim.calls(refused.seq).into_iter().take_while(|call| call.seq < again.seq);
        let others =
            others.filter(|call| call.applied && call.chat_id().is_some_and(|other| other != chat)).count();
        assert!(others > 10, "meanwhile the others were written to {others} times only");
    }
    let early = too_early(&sim.calls(0));
    assert!(early.is_empty(), "before retry_after was over, by so many ms: {early:?}");
    let figures = busy.judge().await;
    assert_eq!(figures.flagged, 0, "a 429 leaves no doubt: {figures}");
}

async fn a_storm_of_429_is_sat_out(plan: Plan) {
    let busy = Busy::open(plan).await;
    let sim = busy.house.sim.clone();
    busy.accept_more(5).await;
    busy.play(FaultKind::TooManyRequests { retry_after: SECONDS }, 6).await;
    busy.accept_more(5).await;
    let early = too_early(&sim.calls(0));
    assert!(early.is_empty(), "before retry_after was over, by so many ms: {early:?}");
    let figures = busy.judge().await;
    tell(format!("429 storm: {figures}"));
    assert_eq!(figures.flagged, 0, "a 429 leaves no doubt: {figures}");
}

on_both!(a_chat_that_is_told_to_wait_waits_and_the_others_go_on, a_storm_of_429_is_sat_out);
