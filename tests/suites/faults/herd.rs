//! Telegram is out of reach for long, and a herd waits for it: while it is away, hardly anything is tried; when it is back, the herd
//! goes out as fast as the limits allow and no faster. Telegram's own limits are on: one call too early, and it says 429.

use std::time::Duration;

use futures::future::join_all;
use switchboard_services::delivery::Limit;
use switchboard_tests::{House, Linked, PATIENCE, Plan, dose, on_both, tell};
use telegram_emulator::{Call, Limits, Rate};
use tokio::time::sleep;

const SECOND: Duration = Duration::from_secs(1);
/// Seconds that Telegram is away once everything is accepted, unless `SWITCHBOARD_TEST_OUTAGE_SECONDS` says otherwise.
const OUTAGE: u32 = 2;
const PEOPLE: i32 = 12;
const FOR_EACH: usize = 12;
/// Of which five may come at once: 15 a second.
const BOT: Limit = Limit { limit: 20, window: SECOND, burst: 5 };
const CHAT: Limit = Limit { limit: 4, window: SECOND, burst: 1 };

/// The same as buckets.
fn telegram() -> Limits {
    Limits { chat: Some(Rate::new(4, 1_000, 4)), bot: Some(Rate::new(20, 1_000, 20)), ..Limits::off() }
}

async fn unsent(house: &House) -> usize {
    let page = house.metrics().await;
    let value = page.lines().find_map(|line| line.strip_prefix("switchboard_delivery_unsent_total "));
    value.expect("the counter").parse().expect("a number")
}

/// All at once, each person's in order.
async fn accept_a_herd(house: &House, people: &[Linked]) {
    let admin = &house.admin();
    let tell_one = |person: &Linked| {
        let user = person.user;
        async move {
            for number in 0..FOR_EACH {
                assert_eq!(*admin.notify(user, &format!("herd {number}")).await.value(), true);
            }
        }
    };
    join_all(people.iter().map(tell_one)).await;
}

/// Milliseconds from the first call of the herd to the last, and the most in any second.
fn pace(calls: &[&Call]) -> (i64, usize) {
    let times: Vec<i64> = calls.iter().map(|call| call.at_ms).collect();
    let in_a_second = |from: i64| times.iter().filter(|at| (from..from + 1_000).contains(*at)).count();
    let most = times.iter().map(|at| in_a_second(*at)).max().unwrap_or_default();
    (times.last().unwrap_or(&0) - times.first().unwrap_or(&0), most)
}

async fn after_an_outage_the_herd_uses_the_limits_and_keeps_them(plan: Plan) {
    let house = plan.gated().budgets(CHAT, BOT).open().await;
    house.sim.set_limits(telegram());
    let mut people = Vec::new();
    for user in 0..PEOPLE {
        people.push(house.linked(100 + user, "Somebody", &format!("somebody_{user}")).await);
    }
    house.quiet().await;
    let before = house.sim.last_call();

    house.gate().close().await;
    let tried = unsent(&house).await;
    accept_a_herd(&house, &people).await;
    let outage = dose("SWITCHBOARD_TEST_OUTAGE_SECONDS", OUTAGE);
    sleep(SECOND * outage).await;
    let tried = unsent(&house).await - tried;
    house.gate().open().await;

    let herd = PEOPLE as usize * FOR_EACH;
    let is_over = |sim: &telegram_emulator::Sim| {
        let arrived = sim.calls(before).iter().filter(|call| call.applied && call.text().is_some()).count();
        (arrived >= herd).then_some(())
    };
    house.sim.wait_for(4 * PATIENCE, is_over).await.expect("the herd arrives");
    house.quiet().await;
    let calls = house.sim.calls(before);
    let sent: Vec<&Call> = calls.iter().map(|call| &**call).filter(|call| call.text().is_some()).collect();
    let (took_ms, most) = pace(&sent);
    let least_ms = (BOT.interval() * u32::try_from(herd).unwrap() - BOT.interval() * BOT.burst).as_millis();
    let used = 100 * least_ms / u128::try_from(took_ms.max(1)).unwrap();
    tell(format!(
        "an outage of {outage} s: {tried} tries during it; then {herd} in {took_ms} ms, {used} % of the budget, {most} in a second at most"
    ));
    assert!(tried <= 25 + outage as usize / 5, "it was tried {tried} times in vain");
    assert_eq!(sent.len(), herd, "each once");
    assert!(sent.iter().all(|call| call.ok()), "a call came too early");
    assert!(used >= 90, "only {used} % of the budget were used");
    for person in &people {
        let texts: Vec<String> = person.phone.messages().into_iter().map(|seen| seen.text).collect();
        let texts: Vec<_> = texts.iter().filter(|text| text.starts_with("herd ")).cloned().collect();
        assert_eq!(texts, (0..FOR_EACH).map(|number| format!("herd {number}")).collect::<Vec<_>>());
    }
    house.close().await;
}

on_both!(after_an_outage_the_herd_uses_the_limits_and_keeps_them);
