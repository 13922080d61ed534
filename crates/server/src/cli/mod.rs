//! The command line: one file a command, and one way in which every command ends.
//!
//! `main` hands the arguments over. A command that fails ends with one plain sentence on stderr and exit code 1; arguments that make no sense
//! end with clap's explanation and exit code 2. There is no backtrace: an operator is told what to mend, not where our code was.

mod api_key;
mod check;
mod demo;
mod duration;
mod integration;
mod keygen;
mod migrate;
mod refusal;
mod rekey;
mod runtime;
mod schema;
mod serve;
mod table;
mod terminal;
mod token;
mod unit;
mod within;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::config::{Config, Sources};

/// Links users to Telegram, notifies them, and carries support chats.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, max_term_width = 100)]
struct Cli {
    /// Settings; without it `switchboard.toml` of the working directory, if there is one. The environment wins over both.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Demo(demo::Arguments),
    Migrate(migrate::Arguments),
    Token(token::Arguments),
    ApiKey(api_key::Arguments),
    Unit(unit::Arguments),
    Integration(integration::Arguments),
    Keygen(keygen::Arguments),
    Rekey(rekey::Arguments),
    Schema(schema::Arguments),
    Check(check::Arguments),
}

/// Runs one command to its end.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(refusal) => {
            // Help and version come this way too, with code 0. A closed pipe is no reason to complain.
            let _ = refusal.print();
            return ExitCode::from(u8::try_from(refusal.exit_code()).unwrap_or(2));
        }
    };
    match cli.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&error);
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    fn run(self) -> anyhow::Result<()> {
        let sources = Sources::of_process(self.config);
        match self.command {
            Command::Keygen(arguments) => arguments.run(),
            Command::Token(arguments) => arguments.run(&Config::load(&sources)?),
            Command::Serve(arguments) => arguments.run(serving(&sources)?),
            Command::Demo(arguments) => arguments.run(sources),
            Command::Migrate(arguments) => arguments.run(&Config::load(&sources)?),
            Command::ApiKey(arguments) => arguments.run(&serving(&sources)?),
            Command::Unit(arguments) => arguments.run(&serving(&sources)?),
            Command::Integration(arguments) => arguments.run(&serving(&sources)?),
            Command::Rekey(arguments) => arguments.run(&serving(&sources)?),
            Command::Schema(arguments) => {
                arguments.run();
                Ok(())
            }
            Command::Check(arguments) => arguments.run(&Config::load(&sources)?),
        }
    }
}

/// The configuration of a server, with the secrets that it needs.
fn serving(sources: &Sources) -> anyhow::Result<Config> {
    let config = Config::load(sources)?;
    config.ready_to_serve()?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_promised_command_is_there() {
        let command = Cli::command();
        let names: Vec<_> = command.get_subcommands().map(|c| c.get_name()).collect();
        assert_eq!(
            names,
            [
                "serve",
                "demo",
                "migrate",
                "token",
                "api-key",
                "unit",
                "integration",
                "keygen",
                "rekey",
                "schema",
                "check"
            ]
        );
    }
}
