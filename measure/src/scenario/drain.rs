//! Draining: how many accepted sends a second reach Telegram, by the number of bots; and whether a hundred bots each keep
//! their configured pace without Telegram ever asking to wait.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use switchboard_services::delivery::DeliverySettings;

use crate::{
    findings::{Finding, Goal, Section},
    floor::{self, Teloxide},
    house::{BotPlan, House, unlimited},
    place::Place,
    refill::{lanes, refill},
    timing::{median, rate},
};

/// Sends in one round.
const SENDS: u64 = 12_000;
/// Chats that they go to.
const CHATS: usize = 600;
/// The longest that a round may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// Of a paced run: bots, chats of each, and how long it is watched after it has begun.
const PACED_BOTS: usize = 100;
const PACED_CHATS: usize = 40;
const BEGINNING: Duration = Duration::from_secs(2);
const WATCHED: Duration = Duration::from_secs(8);

/// Runs it.
///
/// # Errors
/// When something cannot be done at all.
pub async fn run(place: &Place, rounds: usize) -> anyhow::Result<Section> {
    let mut findings = Vec::new();
    for bots in [1, 30, 100, 300] {
        findings.push(unpaced(place, bots, rounds).await?);
    }
    findings.extend(paced(place).await?);
    Ok(Section {
        title: "Drain".to_owned(),
        about: format!(
            "{SENDS} pending notifications in {CHATS} chats are sent, with limits out of the way. Floor: the bare SQL of start and \
             finish in commits of 64 sends and teloxide sending, overlapped."
        ),
        findings,
    })
}

async fn unpaced(place: &Place, bots: usize, rounds: usize) -> anyhow::Result<Finding> {
    let house = House::open(place).await?;
    let ids = house.bots(bots, BotPlan { webhook: true, ..BotPlan::default() }).await?;
    let people = house.people(&ids, CHATS / bots).await?;
    for person in &people {
        house.tell(person, "notification").await?;
    }
    let mut raw = house.raw().await?;
    let telegram = Teloxide::new(house.api.url()?)?;
    // What the making left behind.
    floor::drain(&house.database.url, floor::pending(&mut raw).await?, &telegram).await?;
    let copies = SENDS / u64::try_from(people.len())?;
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let made = refill(&mut raw, copies, None).await?;
        let sends = floor::pending(&mut raw).await?;
        let begun = Instant::now();
        floor::drain(&house.database.url, sends, &telegram).await?;
        floors.push(rate(made, begun.elapsed()));
        raw.plain("update lane set open = false").await?;

        let (stop, delivery) = house.deliver(unlimited());
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = house.api.shared().sends();
        let made = refill(&mut raw, copies, None).await?;
        let all = lanes(&mut raw).await?;
        let begun = Instant::now();
        house.core().wakes.wake(all);
        house.api.wait_for(before + made, PATIENCE).await?;
        ours.push(rate(made, begun.elapsed()));
        stop.cancel();
        delivery.await?;
    }
    house.close().await?;
    let what = format!("sent messages/s, {bots} {}", if bots == 1 { "bot" } else { "bots" });
    Ok(Finding::new(what, median(ours)).floor(median(floors)).goal(Goal::RatioAtLeast(0.7)))
}

/// A hundred bots with the usual settings, at a Telegram that refuses what goes over a bot's limit.
async fn paced(place: &Place) -> anyhow::Result<Vec<Finding>> {
    let house = House::open(place).await?;
    let ids = house.bots(PACED_BOTS, BotPlan { webhook: true, ..BotPlan::default() }).await?;
    for person in house.people(&ids, PACED_CHATS).await? {
        house.tell(&person, "notification").await?;
    }
    let mut raw = house.raw().await?;
    refill(&mut raw, 10, None).await?;
    let usual = DeliverySettings::default();
    house.api.shared().set_limit(usual.bot.limit);
    let (stop, delivery) = house.deliver(usual.clone());
    tokio::time::sleep(BEGINNING).await;
    house.api.shared().note();
    tokio::time::sleep(WATCHED).await;
    let mut sent: BTreeMap<i64, u64> = ids.iter().map(|bot| (*bot, 0)).collect();
    for arrival in house.api.shared().noted() {
        *sent.entry(arrival.bot).or_default() += 1;
    }
    let refused = house.api.shared().refused();
    stop.cancel();
    delivery.await?;
    house.close().await?;
    let slowest = sent.values().copied().min().unwrap_or(0);
    let pace = f64::from(usual.bot.limit);
    #[allow(clippy::cast_precision_loss, reason = "a count of seconds' work")]
    let refused = refused as f64;
    Ok(vec![
        Finding::new(
            format!("messages/s of the slowest of {PACED_BOTS} bots at {pace}/s"),
            rate(slowest, WATCHED),
        )
        .goal(Goal::AtLeast(0.9 * pace)),
        Finding::new("answers 429 meanwhile", refused).goal(Goal::AtMost(0.0)),
    ])
}
