//! The binary `telegram-emulator`: a local Telegram in a terminal. It listens, says where, and runs until Ctrl-C.

use std::{io::Write, net::SocketAddr, process::ExitCode};

use clap::Parser;
use telegram_emulator::{Emulator, Limits, NewBot, NewUser, Options};

/// A local Telegram: Bot API, people and a web page, without an account or network.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Switch the rate limits off.
    #[arg(long)]
    no_limits: bool,
    /// Make ids and tokens the same on each run.
    #[arg(long)]
    seed: Option<u64>,
    /// Take only webhooks that Telegram would: https, ports 443, 80, 88, 8443.
    #[arg(long)]
    strict_webhooks: bool,
    /// Start with nothing, instead of one bot and one user.
    #[arg(long)]
    empty: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let limits = if arguments.no_limits { Limits::off() } else { Limits::telegram() };
    let options = Options {
        addr: arguments.listen,
        limits,
        seed: arguments.seed,
        strict_webhooks: arguments.strict_webhooks,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Local Telegram: {}", emulator.url())?;
    if !arguments.empty {
        let sim = emulator.sim();
        let bot = sim.create_bot(NewBot::new("local_bot", "Local bot"))?;
        sim.create_user(NewUser::new("Anna").username("anna").language("en"))?;
        // The token of a bot that exists only in this process, for the person who started it.
        writeln!(out, "Bot @{}: {}", bot.username, secrecy::ExposeSecret::expose_secret(&bot.token))?;
    }
    out.flush()?;
    drop(out);
    tokio::signal::ctrl_c().await?;
    emulator.shutdown().await;
    Ok(())
}
