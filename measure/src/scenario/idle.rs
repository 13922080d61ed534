//! Idle: what the server costs while nothing happens, by the number of bots. The real binary, seen by the kernel.

use std::time::Duration;

use crate::{
    child::Process,
    findings::{Finding, Goal, Section},
    house::{BotPlan, House},
    place::Place,
};

/// Until every bot is polled and the caches are warm.
const SETTLING: Duration = Duration::from_secs(15);
/// How long the processor is watched.
const WATCHED: Duration = Duration::from_secs(30);

/// Runs it.
///
/// # Errors
/// When something cannot be done at all.
pub async fn run(place: &Place) -> anyhow::Result<Section> {
    let mut findings = Vec::new();
    for (bots, webhook, most) in [
        (1, false, Some(25.0)),
        (1_000, false, Some(100.0)),
        (1_000, true, Some(100.0)),
        (10_000, true, None),
    ] {
        let found = one(place, bots, webhook).await?;
        let kind = if webhook { "with a webhook" } else { "polled" };
        let memory = Finding::new(format!("{bots} {kind}: resident MiB"), found.resident);
        findings.push(match most {
            Some(most) => memory.goal(Goal::AtMost(most)),
            None => memory,
        });
        findings.push(Finding::new(format!("{bots} {kind}: of it private, MiB"), found.private));
        findings.push(Finding::new(format!("{bots} {kind}: % of one processor"), found.percent));
        findings.push(
            Finding::new(format!("{bots} {kind}: errors logged"), found.errors).goal(Goal::AtMost(0.0)),
        );
    }
    Ok(Section {
        title: "Idle".to_owned(),
        about: format!(
            "`switchboard serve` as a process of its own, {} s after its start: resident memory, and the processor's time over {} s. \
             Polled bots hold a `getUpdates` each.",
            SETTLING.as_secs(),
            WATCHED.as_secs()
        ),
        findings,
    })
}

struct Found {
    resident: f64,
    private: f64,
    percent: f64,
    errors: f64,
}

async fn one(place: &Place, bots: usize, webhook: bool) -> anyhow::Result<Found> {
    let house = House::open(place).await?;
    house.bots(bots, BotPlan { webhook, ..BotPlan::default() }).await?;
    let process = Process::start(house.folder(), &house.environment).await?;
    tokio::time::sleep(SETTLING).await;
    let before = process.processor()?;
    tokio::time::sleep(WATCHED).await;
    let percent = (process.processor()? - before) / WATCHED.as_secs_f64() * 100.0;
    let (resident, private) = process.resident()?;
    let errors = u32::try_from(process.errors()?).unwrap_or(u32::MAX).into();
    process.end().await?;
    house.close().await?;
    Ok(Found { resident, private, percent, errors })
}
