//! `switchboard keygen`: fresh secrets from the operating system, as the lines of an `.env` file.
//!
//! Nothing is read and nothing is stored; whoever runs it keeps what it prints.

use super::terminal;
use crate::secrets;

/// Print fresh secrets, ready for an .env file
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

impl Arguments {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        terminal::answer(lines()?);
        Ok(())
    }
}

fn lines() -> anyhow::Result<String> {
    Ok(format!(
        "JWT_SECRET={}\nENCRYPTION_KEY={}\n# Only for docker-compose.yml:\nPOSTGRES_PASSWORD={}",
        secrets::random::<48>()?,
        secrets::random::<32>()?,
        secrets::random::<24>()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Sources};

    fn variables(lines: &str) -> Vec<(&str, &str)> {
        lines.lines().filter_map(|l| l.split_once('=')).collect()
    }

    #[test]
    fn a_server_starts_with_what_keygen_prints() {
        let lines = lines().unwrap();
        let config = Config::load(&Sources::of_variables(variables(&lines))).unwrap();
        config.ready_to_serve().unwrap();
    }

    #[test]
    fn no_two_runs_print_the_same_secret() {
        let (first, second) = (lines().unwrap(), lines().unwrap());
        for (one, other) in variables(&first).iter().zip(variables(&second)) {
            assert_eq!(one.0, other.0);
            assert_ne!(one.1, other.1);
        }
    }
}
