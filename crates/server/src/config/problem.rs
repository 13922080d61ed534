//! What is wrong with the configuration, in words for the person who wrote it.
//!
//! Every section adds to one list, so that all mistakes are shown at once. A problem names the key as it is called in the file and in
//! the environment. It never repeats a value: the value may be a secret.

use std::fmt;

use figment::error::Kind;

use super::keys;

/// One thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    path: String,
    text: String,
}

impl Problem {
    /// `path` is `section.key`; `text` says what is wrong and how to mend it, without the value.
    pub fn new(path: &str, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), text: text.into() }
    }

    /// `section.key`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if let Some(variable) = keys::find(&self.path).and_then(|key| key.variable) {
            write!(f, " ({variable} in the environment)")?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Everything that was found wrong. Shown one problem a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds one.
    pub fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds one for `path` unless `holds`.
    pub(super) fn check(&mut self, holds: bool, path: &str, text: impl Into<String>) {
        if !holds {
            self.add(Problem::new(path, text));
        }
    }

    /// In the order of finding.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    pub(super) fn into_result(self) -> Result<(), Problems> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// figment's errors repeat the value that was found, so only their path and kind are used.
impl From<figment::Error> for Problems {
    fn from(errors: figment::Error) -> Self {
        Self(errors.into_iter().map(without_value).collect())
    }
}

fn without_value(error: figment::Error) -> Problem {
    let mut path = in_brackets(&error.path);
    let text = match &error.kind {
        Kind::MissingField(field) => {
            path = format!("{path}.{field}");
            "is missing".to_owned()
        }
        Kind::UnknownField(field, _) => {
            path = format!("{path}.{field}");
            "there is no such key".to_owned()
        }
        _ => "this cannot be read".to_owned(),
    };
    match keys::find(&path) {
        Some(key) => Problem::new(&path, format!("{text}; give {}", key.expects)),
        None => Problem::new(&path, text),
    }
}

/// `["auth", "keys", "0", "issuer"]` as `auth.keys[0].issuer`, as a person would write it.
fn in_brackets(path: &[String]) -> String {
    let mut text = String::new();
    for part in path {
        if part.parse::<usize>().is_ok() {
            text.push_str(&format!("[{part}]"));
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(part);
        }
    }
    text
}
