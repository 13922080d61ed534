//! A million pending sends, half of them for one chat: they must change neither how soon the next send goes, nor memory.
//! The real binary sends all the while at its bot's pace; a connection is tested now and then.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use crate::{
    child::Process,
    door::Door,
    findings::{Finding, Goal, Section},
    house::{BotPlan, House, Person},
    place::Place,
    refill::refill,
    timing::Spread,
};

/// Chats over which the other half is spread.
const CHATS: u64 = 5_000;
/// What waits in the run that is compared with: enough to keep the bot busy to the end.
const FEW: u64 = 40_000;
/// Chats that get something while the others wait.
const LISTENERS: usize = 200;
/// Messages a second that the bot may send.
const PACE: u32 = 500;
/// Until the server sends at its pace.
const SETTLING: Duration = Duration::from_secs(8);
/// Between two messages that are timed.
const PAUSE: Duration = Duration::from_millis(50);

/// Runs it.
///
/// # Errors
/// When something cannot be done at all.
pub async fn run(place: &Place) -> anyhow::Result<Section> {
    let few = one(place, FEW).await?;
    let many = one(place, 1_000_000).await?;
    let much = |what: &str, figure: f64, floor: f64, goal: f64| {
        Finding::new(what, figure).floor(floor).goal(Goal::RatioAtMost(goal))
    };
    let findings = vec![
        much("called → at Telegram, p50 ms", many.0.p50, few.0.p50, 1.2),
        much("called → at Telegram, p95 ms", many.0.p95, few.0.p95, 1.2),
        much("called → at Telegram, p99 ms", many.0.p99, few.0.p99, 1.5),
        much("resident MiB", many.1, few.1, 1.2),
    ];
    Ok(Section {
        title: "A million pending".to_owned(),
        about: format!(
            "1,000,000 sends wait for one bot, half of them for one chat, the others for {CHATS} chats; the bot sends {PACE} a second. \
             Meanwhile {LISTENERS} other chats are tested one by one (`testTelegramConnection`, ahead of everything else). The floor is the same with {FEW} waiting."
        ),
        findings,
    })
}

async fn one(place: &Place, waiting: u64) -> anyhow::Result<(Spread, f64)> {
    let house = House::open(place).await?;
    let bots = house.bots(1, BotPlan { webhook: true, ..BotPlan::default() }).await?;
    let people = house.people(&bots, usize::try_from(CHATS)? + 1 + LISTENERS).await?;
    let (backlog, listeners) = people.split_at(usize::try_from(CHATS)? + 1);
    for person in backlog {
        house.tell(person, "waiting").await?;
    }
    fill(&house, backlog, waiting).await?;
    let pace = format!("[delivery]\nbot_rate = {PACE}\nbot_burst = 2\n");
    std::fs::write(house.folder().join("switchboard.toml"), pace).context("the settings")?;
    let process = Process::start(house.folder(), &house.environment).await?;
    tokio::time::sleep(SETTLING).await;
    let spread = time(&house, &process, listeners).await?;
    let (resident, _) = process.resident()?;
    process.end().await?;
    house.close().await?;
    Ok((spread, resident))
}

async fn fill(house: &House, backlog: &[Person], waiting: u64) -> anyhow::Result<()> {
    let mut raw = house.raw().await?;
    let one = backlog.first().map_or(0, |person| person.chat);
    refill(&mut raw, waiting / 2, Some(&format!("select id from lane where chat_id = {one}"))).await?;
    let others = format!("select id from lane where chat_id <> {one}");
    refill(&mut raw, waiting / 2 / CHATS, Some(&others)).await?;
    raw.plain("analyze").await?;
    Ok(())
}

/// The time from before the call to the server until the arrival at Telegram.
async fn time(house: &House, process: &Process, listeners: &[Person]) -> anyhow::Result<Spread> {
    let door = Door::new(house, &process.address)?;
    house.api.shared().note();
    let mut sent = HashMap::new();
    for person in listeners {
        sent.insert(person.telegram, Instant::now());
        door.test(person).await?;
        tokio::time::sleep(PAUSE).await;
    }
    let arrivals = house.api.shared().noted();
    let times: Vec<Duration> = arrivals
        .iter()
        .filter_map(|arrival| sent.get(&arrival.chat).map(|at| arrival.at.duration_since(*at)))
        .collect();
    anyhow::ensure!(times.len() == listeners.len(), "only {} of {} arrived", times.len(), listeners.len());
    Ok(Spread::of(times))
}
