//! Accepting: how many notifications a second the service makes durable, by the number of callers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures::future::try_join_all;
use switchboard_services::{Actor, Services, notifications::Recipient};
use switchboard_store::DbKind;

use crate::{
    findings::{Finding, Goal, Section},
    floor::{Known, accepting},
    house::{BotPlan, House, Person},
    place::Place,
    plan::Plan,
    raw::Raw,
    steps,
    timing::{median, rate},
};

/// People who are notified.
const PEOPLE: usize = 512;
/// How long one round takes.
const ROUND: Duration = Duration::from_secs(3);
/// Connections that the server opens by default.
const CONNECTIONS: usize = 16;
/// How old a shared commit grows at most.
const LONGEST: Duration = Duration::from_millis(10);

/// Runs it.
///
/// # Errors
/// When something cannot be done at all.
pub async fn run(place: &Place, rounds: usize) -> anyhow::Result<Section> {
    let house = House::open(place).await?;
    let bots = house.bots(1, BotPlan { webhook: true, ..BotPlan::default() }).await?;
    let people: Arc<[Person]> = house.people(&bots, PEOPLE).await?.into();
    for person in people.iter() {
        house.tell(person, "first").await?;
    }
    let Some(somebody) = people.first() else { anyhow::bail!("nobody") };
    let plan = Arc::new(accepting(&house, &steps::accept(&house, somebody).await?)?);
    let url = house.database.url.clone();
    let mut findings = Vec::new();
    for callers in [1, 32, 256] {
        let (mut ours, mut floors) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            floors.push(bare(&url, &plan, &people, callers).await?);
            ours.push(called(&house, &people, callers).await?);
        }
        let what =
            format!("accepted messages/s, {callers} {}", if callers == 1 { "caller" } else { "callers" });
        findings.push(Finding::new(what, median(ours)).floor(median(floors)).goal(Goal::RatioAtLeast(0.8)));
    }
    house.close().await?;
    Ok(Section {
        title: "Accept".to_owned(),
        about: format!(
            "`Notifications::send`, called without HTTP. Floor: its {} statements, prepared, on bare connections; on SQLite as many \
             callers share a commit as there are (10 ms at most), on PostgreSQL {CONNECTIONS} connections commit alone.",
            plan.len()
        ),
        findings,
    })
}

async fn called(house: &House, people: &Arc<[Person]>, callers: usize) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let calls = (0..callers).map(|caller| {
        let (services, actor) = (Arc::clone(house.services()), house.actor.clone());
        let mine: Vec<Person> = people.iter().skip(caller).step_by(callers).cloned().collect();
        tokio::spawn(call(services, actor, mine, begun + ROUND))
    });
    let mut done = 0;
    for count in try_join_all(calls).await? {
        done += count?;
    }
    Ok(rate(done, begun.elapsed()))
}

async fn call(
    services: Arc<Services>,
    actor: Actor,
    people: Vec<Person>,
    end: Instant,
) -> anyhow::Result<u64> {
    let mut done = 0;
    for person in people.iter().cycle() {
        if Instant::now() >= end {
            break;
        }
        let to = Recipient::User(person.external_id.clone());
        services.notifications.send(&actor, to, "Your parcel is on its way.").await?;
        done += 1;
    }
    Ok(done)
}

async fn bare(url: &str, plan: &Arc<Plan>, people: &Arc<[Person]>, callers: usize) -> anyhow::Result<f64> {
    let is_server = switchboard_store::db::kind_of(url) == Some(DbKind::Postgres);
    let (workers, group) = if is_server { (callers.min(CONNECTIONS), 1) } else { (1, callers) };
    let mut connections = Vec::new();
    for _ in 0..workers {
        connections.push(Raw::open(url).await?);
    }
    let begun = Instant::now();
    let work = connections.into_iter().enumerate().map(|(worker, raw)| {
        let mine: Vec<Person> = people.iter().skip(worker).step_by(workers).cloned().collect();
        tokio::spawn(write(raw, Arc::clone(plan), mine, group, begun + ROUND))
    });
    let mut done = 0;
    for count in try_join_all(work).await? {
        done += count?;
    }
    Ok(rate(done, begun.elapsed()))
}

async fn write(
    mut raw: Raw,
    plan: Arc<Plan>,
    people: Vec<Person>,
    group: usize,
    end: Instant,
) -> anyhow::Result<u64> {
    let mut people = people.iter().cycle();
    let mut done = 0;
    while Instant::now() < end {
        let since = Instant::now();
        raw.begin().await?;
        for seat in 0..group {
            let Some(person) = people.next() else { break };
            let mut variables = Known::of(person).variables();
            if seat > 0 {
                raw.plain("savepoint seat").await?;
            }
            plan.run(&mut raw, &mut variables).await?;
            if seat > 0 {
                raw.plain("release seat").await?;
            }
            done += 1;
            if since.elapsed() >= LONGEST {
                break;
            }
        }
        raw.commit().await?;
    }
    Ok(done)
}
