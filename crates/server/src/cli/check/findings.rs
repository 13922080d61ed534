//! What `check` found, one line a thing; under a problem, how to mend it.

use std::fmt;

/// In the order of looking.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

#[derive(Debug)]
struct Finding {
    kind: Kind,
    subject: &'static str,
    text: String,
}

#[derive(Debug)]
enum Kind {
    Good,
    Note,
    Problem { mend: String },
}

impl Findings {
    /// It is as it should be.
    pub(super) fn good(&mut self, subject: &'static str, text: impl Into<String>) {
        self.0.push(Finding { kind: Kind::Good, subject, text: text.into() });
    }

    /// Neither good nor bad.
    pub(super) fn note(&mut self, subject: &'static str, text: impl Into<String>) {
        self.0.push(Finding { kind: Kind::Note, subject, text: text.into() });
    }

    /// It will not work like this.
    pub(super) fn problem(
        &mut self,
        subject: &'static str,
        text: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.0.push(Finding { kind: Kind::Problem { mend: mend.into() }, subject, text: text.into() });
    }

    /// How many things will not work.
    pub(super) fn problems(&self) -> usize {
        self.0.iter().filter(|finding| matches!(finding.kind, Kind::Problem { .. })).count()
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Finding { kind, subject, text }) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            match kind {
                Kind::Good => write!(f, "ok       {subject}: {text}")?,
                Kind::Note => write!(f, "note     {subject}: {text}")?,
                Kind::Problem { mend } => {
                    write!(f, "PROBLEM  {subject}: {text}\n         To mend it: {mend}")?
                }
            }
        }
        Ok(())
    }
}
