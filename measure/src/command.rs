//! The command line.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};

use crate::{
    capture,
    findings::Section,
    house::{BotPlan, House},
    machine,
    page::page,
    place::{Database, Place},
    scenario, steps,
};

/// Measures Switchboard on this machine: every figure beside its floor.
#[derive(Debug, Parser)]
#[command(name = "switchboard-measure", version)]
struct Arguments {
    /// What to measure
    #[arg(required = true)]
    scenarios: Vec<Scenario>,
    /// On which database; may be given twice
    #[arg(long, default_value = "sqlite")]
    database: Vec<Database>,
    /// A PostgreSQL server on which databases may be made
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Where SQLite's files are made
    #[arg(long, default_value = ".")]
    folder: PathBuf,
    /// How often each figure is taken; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// A Markdown file to write the page to
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// Everything that is measured
    All,
    /// Notifications made durable a second
    Accept,
    /// Sends a second that reach Telegram
    Drain,
    /// From an update to the call to Telegram
    Relay,
    /// 10,000 updates at once
    Burst,
    /// A million sends that wait
    Pending,
    /// Memory and processor while nothing happens
    Idle,
    /// Measures nothing: prints the statements that the floors repeat
    Statements,
}

/// Runs what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime");
    match runtime.and_then(|runtime| runtime.block_on(measure(&arguments))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

#[allow(clippy::print_stderr, reason = "a command line answers on the terminal")]
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

#[allow(clippy::print_stdout, reason = "a command line answers on the terminal")]
fn show(text: &str) {
    println!("{text}");
}

async fn measure(arguments: &Arguments) -> anyhow::Result<()> {
    capture::install()?;
    let machine = machine::described(&arguments.folder)?;
    show(&machine);
    let mut databases = Vec::new();
    for database in &arguments.database {
        let (folder, server) = (arguments.folder.clone(), arguments.postgres.clone());
        let place = Place { database: *database, folder, server };
        let name = machine::database(&place).await?;
        show(&format!("\n## {name}\n"));
        let mut sections = Vec::new();
        for asked in &arguments.scenarios {
            for scenario in asked.each() {
                let found = scenario.run(&place, arguments.rounds).await;
                let Some(section) = found.with_context(|| format!("{scenario:?} on {name}"))? else {
                    continue;
                };
                show(&section.markdown());
                sections.push(section);
            }
        }
        databases.push((name, sections));
        if let Some(file) = &arguments.write {
            write(file, &page(&machine, &databases))?;
        }
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

impl Scenario {
    fn each(self) -> Vec<Self> {
        match self {
            Self::All => vec![Self::Accept, Self::Drain, Self::Relay, Self::Burst, Self::Pending, Self::Idle],
            one => vec![one],
        }
    }

    async fn run(self, place: &Place, rounds: usize) -> anyhow::Result<Option<Section>> {
        let section = match self {
            Self::Accept => scenario::accept::run(place, rounds).await?,
            Self::Drain => scenario::drain::run(place, rounds).await?,
            Self::Relay => scenario::relay::run(place, rounds).await?,
            Self::Burst => scenario::burst::run(place, rounds).await?,
            Self::Pending => scenario::pending::run(place).await?,
            Self::Idle => scenario::idle::run(place).await?,
            Self::Statements => return statements(place).await.map(|()| None),
            Self::All => return Ok(None),
        };
        Ok(Some(section))
    }
}

async fn statements(place: &Place) -> anyhow::Result<()> {
    let house = House::open(place).await?;
    let bots = house.bots(1, BotPlan { support_chat: Some(-1_000_000_000_001), webhook: true }).await?;
    let people = house.people(&bots, 1).await?;
    for person in &people {
        let accept = steps::accept(&house, person).await?;
        let intake = steps::intake(&house, std::slice::from_ref(person)).await?;
        for (step, statements) in
            [("accept", accept), ("store", intake.store), ("look", intake.look), ("handle", intake.handle)]
        {
            show(&format!("{step}:\n{}\n", statements.join("\n")));
        }
    }
    house.close().await
}
