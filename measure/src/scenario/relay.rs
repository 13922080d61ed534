//! Relaying: from the webhook's call until the call to Telegram arrives, alone and at half of what the server can do.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    door::Door,
    findings::{Finding, Goal, Section},
    floor,
    house::{BotPlan, House, Person},
    null_api::Arrival,
    place::Place,
    timing::{Spread, rate},
    update,
};

/// The chat in which people are answered.
pub(super) const SUPPORT: i64 = -1_000_000_000_001;
/// People who write.
pub(super) const PEOPLE: usize = 200;
/// Updates of one unloaded round.
const ALONE: usize = 150;
/// Between two of them.
const PAUSE: Duration = Duration::from_millis(6);
/// Calls at the same time while it is found out how much the server can do, and how long that takes.
const CALLERS: usize = 32;
const SATURATED: Duration = Duration::from_secs(4);
/// How long half of that is kept up.
const HALF_LOADED: Duration = Duration::from_secs(6);
/// How long what is under way may take.
const PATIENCE: Duration = Duration::from_secs(60);

struct Line {
    house: House,
    door: Door,
    url: String,
    people: Vec<Person>,
    numbers: AtomicI64,
    sent: AtomicI64,
}

/// Runs it.
///
/// # Errors
/// When something cannot be done at all.
pub async fn run(place: &Place, rounds: usize) -> anyhow::Result<Section> {
    let plan = BotPlan { support_chat: Some(SUPPORT), webhook: true };
    let bare = House::open(place).await?;
    let people = bare.people(&bare.bots(1, plan).await?, PEOPLE).await?;
    let intake = floor::Intake::new(&bare, &people, SUPPORT).await?;
    let line = Arc::new(Line::open(place, plan).await?);
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        floors.extend(bare_alone(&bare, &intake, &people).await?);
        ours.extend(line.alone().await?);
    }
    let (ours, floor) = (Spread::of(ours), Spread::of(floors));
    let most = line.most().await?;
    let half = Spread::of(line.at_half(most / 2.0).await?);
    let goal = Goal::Any(vec![Goal::AtMost(2.0), Goal::RatioAtMost(1.5)]);
    let findings = vec![
        Finding::new("unloaded, p50 ms", ours.p50).floor(floor.p50).goal(goal),
        Finding::new("unloaded, p95 ms", ours.p95).floor(floor.p95),
        Finding::new("unloaded, p99 ms", ours.p99).floor(floor.p99),
        Finding::new(format!("updates/s with {CALLERS} calls at a time"), most),
        Finding::new("at half of that, p50 ms", half.p50),
        Finding::new("at half of that, p95 ms", half.p95),
        Finding::new("at half of that, p99 ms", half.p99),
    ];
    let about = format!(
        "A person's text comes in by the webhook's HTTP call and goes out to the support chat. Floor: the same three commits \
         (stored; handled, {} statements; started) and teloxide's call, without HTTP on the way in.",
        intake.statements()
    );
    Arc::into_inner(line).ok_or_else(|| anyhow::anyhow!("a call is still under way"))?.house.close().await?;
    bare.close().await?;
    Ok(Section { title: "Relay".to_owned(), about, findings })
}

async fn bare_alone(
    house: &House,
    intake: &floor::Intake,
    people: &[Person],
) -> anyhow::Result<Vec<Duration>> {
    let mut raw = intake.raw().await?;
    let mut begun = HashMap::new();
    house.api.shared().note();
    for (number, person) in people.iter().cycle().take(ALONE).enumerate() {
        let text = format!("bare {number}");
        begun.insert(text.clone(), intake.one(&mut raw, person, &text).await?);
        sleep(PAUSE).await;
    }
    taken(&begun, &house.api.shared().noted())
}

/// How long each took; the text's last line is what was written.
fn taken(begun: &HashMap<String, Instant>, arrivals: &[Arrival]) -> anyhow::Result<Vec<Duration>> {
    let times: Vec<Duration> = arrivals
        .iter()
        .filter_map(|arrival| Some(arrival.at.duration_since(*begun.get(arrival.text.lines().last()?)?)))
        .collect();
    anyhow::ensure!(times.len() == begun.len(), "{} of {} arrived", times.len(), begun.len());
    Ok(times)
}

impl Line {
    async fn open(place: &Place, plan: BotPlan) -> anyhow::Result<Self> {
        let house = House::with_server(place).await?;
        let bots = house.bots(1, plan).await?;
        let people = house.people(&bots, PEOPLE).await?;
        let url = house.webhook(house.first_bot()?.0)?;
        let door = Door::new(&house, "")?;
        let line = Self { house, door, url, people, numbers: AtomicI64::new(1), sent: AtomicI64::new(0) };
        // Everybody's first message: conversations and lanes are made, connections opened.
        for person in 0..PEOPLE {
            line.say(person, "hello").await?;
        }
        line.settle().await?;
        Ok(line)
    }

    async fn say(&self, person: usize, text: &str) -> anyhow::Result<()> {
        let number = self.numbers.fetch_add(1, Relaxed);
        let Some(person) = self.people.get(person % self.people.len()) else { anyhow::bail!("nobody") };
        self.door.update(&self.url, update::message(person, number, number, text)).await?;
        self.sent.fetch_add(1, Relaxed);
        Ok(())
    }

    /// Waits until everything that was said has arrived.
    async fn settle(&self) -> anyhow::Result<()> {
        self.house.api.wait_for(u64::try_from(self.sent.load(Relaxed))?, PATIENCE).await?;
        sleep(Duration::from_millis(100)).await;
        Ok(())
    }

    async fn alone(&self) -> anyhow::Result<Vec<Duration>> {
        let mut begun = HashMap::new();
        self.house.api.shared().note();
        for number in 0..ALONE {
            let text = format!("alone {number}");
            begun.insert(text.clone(), Instant::now());
            self.say(number, &text).await?;
            sleep(PAUSE).await;
        }
        self.settle().await?;
        taken(&begun, &self.house.api.shared().noted())
    }

    /// How many updates a second go through when there are always some waiting.
    async fn most(self: &Arc<Self>) -> anyhow::Result<f64> {
        let (begun, before) = (Instant::now(), self.house.api.shared().sends());
        let callers = (0..CALLERS).map(|caller| {
            let line = Arc::clone(self);
            tokio::spawn(async move {
                let mut person = caller;
                while begun.elapsed() < SATURATED {
                    line.say(person, "busy").await?;
                    person += CALLERS;
                }
                anyhow::Ok(())
            })
        });
        for done in try_join_all(callers).await? {
            done?;
        }
        self.house.api.wait_for(u64::try_from(self.sent.load(Relaxed))?, PATIENCE).await?;
        let most = rate(self.house.api.shared().sends() - before, begun.elapsed());
        self.settle().await?;
        Ok(most)
    }

    /// One after the other at a steady pace, whether the last one is through or not.
    async fn at_half(self: &Arc<Self>, pace: f64) -> anyhow::Result<Vec<Duration>> {
        self.house.api.shared().note();
        let (begun, mut started) = (Instant::now(), HashMap::new());
        let mut calls = JoinSet::new();
        while begun.elapsed() < HALF_LOADED {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousands")]
            let due = (begun.elapsed().as_secs_f64() * pace) as usize;
            for number in started.len()..due {
                let text = format!("half {number}");
                started.insert(text.clone(), Instant::now());
                let line = Arc::clone(self);
                calls.spawn(async move { line.say(number, &text).await });
            }
            sleep(Duration::from_millis(1)).await;
        }
        while let Some(done) = calls.join_next().await {
            done??;
        }
        self.settle().await?;
        taken(&started, &self.house.api.shared().noted())
    }
}
