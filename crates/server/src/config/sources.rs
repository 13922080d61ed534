//! Where the configuration comes from: a file, if there is one, and the environment.
//!
//! The environment of the process is read here and nowhere else. Tests hand in a map instead.

use std::{collections::BTreeMap, path::PathBuf};

use figment::providers::Env;

use super::{Problem, Problems, keys};

/// The file that is read from the working directory when no other is named.
const USUAL_FILE: &str = "switchboard.toml";

/// What is laid over the defaults.
#[derive(Clone, Default)]
pub struct Sources {
    /// A file that must be there.
    pub file: Option<PathBuf>,
    /// Variables by their names; names that are not ours are ignored.
    pub environment: BTreeMap<String, String>,
}

impl Sources {
    /// The given file, or `switchboard.toml` of the working directory if there is one, and the environment of this process.
    pub fn of_process(file: Option<PathBuf>) -> Self {
        let usual = PathBuf::from(USUAL_FILE);
        Self { file: file.or_else(|| usual.is_file().then_some(usual)), environment: process_environment() }
    }

    /// Nothing but these variables.
    pub fn of_variables<K: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let pairs = variables.into_iter();
        Self { file: None, environment: pairs.map(|(k, v)| (k.into(), v.into())).collect() }
    }

    pub(super) fn file_table(&self) -> Result<toml::Table, Problems> {
        let Some(path) = &self.file else {
            return Ok(toml::Table::new());
        };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Problem::new(&name, format!("this file cannot be read: {error}")))?;
        table(&text, &name)
    }
}

/// Only our own variables, spelled exactly so, and verbatim: a secret made of digits stays text.
fn process_environment() -> BTreeMap<String, String> {
    let names: Vec<&str> = keys::variables().collect();
    Env::raw()
        .lowercase(false)
        .iter()
        .map(|(name, value)| (name.to_string(), value))
        .filter(|(name, _)| names.contains(&name.as_str()))
        .collect()
}

/// TOML's own error shows the line, which may hold a secret, so only its place and reason are passed on.
pub(super) fn table(text: &str, name: &str) -> Result<toml::Table, Problems> {
    text.parse().map_err(|error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(start).filter(|b| *b == b'\n').count() + 1;
        Problem::new(name, format!("line {line} is not valid TOML")).into()
    })
}
