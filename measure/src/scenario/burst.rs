//! A burst: 10,000 updates from 200 people for one support chat, all at once. Everything has to arrive, each person's in order.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use futures::future::try_join_all;

use super::relay::{PEOPLE, SUPPORT};
use crate::{
    door::Door,
    findings::{Finding, Goal, Section},
    floor,
    house::{BotPlan, House, Person},
    null_api::Arrival,
    place::{Database, Place},
    timing::{median, rate},
    update,
};

/// What each person writes.
const EACH: usize = 50;
/// Calls at the same time of a webhook (Telegram's default).
const CONNECTIONS: usize = 40;
/// Updates that share a commit on SQLite.
const AT_ONCE: usize = 8;
/// The longest that a burst may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs it.
///
/// # Errors
/// When something cannot be done at all, or when anything was lost or came out of order.
pub async fn run(place: &Place, rounds: usize) -> anyhow::Result<Section> {
    let goal = || {
        let ratio = Goal::RatioAtLeast(0.7);
        match place.database {
            Database::Sqlite => Goal::All(vec![ratio, Goal::AtLeast(2_000.0)]),
            Database::Postgres => ratio,
        }
    };
    let (mut findings, mut statements) = (Vec::new(), 0);
    for webhook in [false, true] {
        let plan = BotPlan { support_chat: Some(SUPPORT), webhook };
        let bare = House::open(place).await?;
        let bare_plan = BotPlan { webhook: true, ..plan };
        let bare_people = bare.people(&bare.bots(1, bare_plan).await?, PEOPLE).await?;
        let intake = Arc::new(floor::Intake::new(&bare, &bare_people, SUPPORT).await?);
        statements = intake.statements();
        let house = House::with_server(place).await?;
        let people = house.people(&house.bots(1, plan).await?, PEOPLE).await?;
        // Until the bot is owned and polled.
        tokio::time::sleep(Duration::from_secs(2)).await;
        let mut burst = Burst { house, people, next: 1 };
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            floors.push(bare_burst(place.database, &intake, &bare_people).await?);
            ours.push(burst.run(webhook).await?);
        }
        let how = if webhook { "by webhook" } else { "polled" };
        findings
            .push(Finding::new(format!("updates/s, {how}"), median(ours)).floor(median(floors)).goal(goal()));
        burst.house.close().await?;
        bare.close().await?;
    }
    Ok(Section {
        title: "Burst".to_owned(),
        about: format!(
            "{PEOPLE} people write {EACH} texts each at once; every text has to reach the one support chat, each person's in order (a \
             run in which one does not fails). Floor: the bare SQL of storing by the hundred, handling ({statements} statements each, \
             {AT_ONCE} a commit on SQLite, {AT_ONCE} connections on PostgreSQL), starting and finishing, and teloxide sending, overlapped."
        ),
        findings,
    })
}

async fn bare_burst(
    database: Database,
    intake: &Arc<floor::Intake>,
    people: &[Person],
) -> anyhow::Result<f64> {
    let (workers, at_once) = match database {
        Database::Sqlite => (1, AT_ONCE),
        Database::Postgres => (AT_ONCE, 1),
    };
    let begun = Instant::now();
    let work = (0..workers).map(|worker| {
        let mine: Vec<Person> = people.iter().skip(worker).step_by(workers).cloned().collect();
        let intake = Arc::clone(intake);
        tokio::spawn(async move {
            let all: Vec<&Person> = (0..EACH).flat_map(|_| &mine).collect();
            intake.many(&all, at_once).await
        })
    });
    for done in try_join_all(work).await? {
        done?;
    }
    Ok(rate(u64::try_from(people.len() * EACH)?, begun.elapsed()))
}

struct Burst {
    house: House,
    people: Vec<Person>,
    next: i64,
}

impl Burst {
    async fn run(&mut self, webhook: bool) -> anyhow::Result<f64> {
        let mut updates = Vec::new();
        for number in 0..EACH {
            for person in &self.people {
                let text = format!("{} {number}", person.telegram);
                updates.push((self.next, update::message(person, self.next, self.next, &text)));
                self.next += 1;
            }
        }
        let (bot, api) = (self.house.first_bot()?.0, &self.house.api);
        let count = u64::try_from(updates.len())?;
        let before = api.shared().sends();
        api.shared().note();
        let begun = Instant::now();
        if webhook {
            self.call(updates).await?;
        } else {
            api.shared().queue(bot, updates);
        }
        api.wait_for(before + count, PATIENCE).await?;
        let took = begun.elapsed();
        in_order(&api.shared().noted(), self.people.len())?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        Ok(rate(count, took))
    }

    /// As Telegram does: many at a time, but never two of one chat.
    async fn call(&self, updates: Vec<(i64, String)>) -> anyhow::Result<()> {
        let door = Arc::new(Door::new(&self.house, "")?);
        let url: Arc<str> = self.house.webhook(self.house.first_bot()?.0)?.into();
        let mut shares: Vec<Vec<String>> = vec![Vec::new(); CONNECTIONS];
        for (place, (_, raw)) in updates.into_iter().enumerate() {
            let share = place % self.people.len() % CONNECTIONS;
            shares.get_mut(share).context("a connection")?.push(raw);
        }
        let calls = shares.into_iter().map(|share| {
            let (door, url) = (Arc::clone(&door), Arc::clone(&url));
            tokio::spawn(async move {
                for raw in share {
                    door.update(&url, raw).await?;
                }
                anyhow::Ok(())
            })
        });
        for done in try_join_all(calls).await? {
            done?;
        }
        Ok(())
    }
}

/// Every person's texts, all of them, as they were written.
fn in_order(arrivals: &[Arrival], people: usize) -> anyhow::Result<()> {
    let mut last: HashMap<&str, usize> = HashMap::new();
    for arrival in arrivals {
        let words = arrival.text.lines().last().and_then(|line| line.split_once(' '));
        let (person, number) = words.context("a text that nobody wrote")?;
        let next = last.entry(person).or_insert(0);
        ensure!(number.parse() == Ok(*next), "{person}: {number} came instead of {next}");
        *next += 1;
    }
    ensure!(last.len() == people && last.values().all(|count| *count == EACH), "something did not arrive");
    Ok(())
}
