//! What was found: a figure beside its floor and its goal, as a row of a Markdown table.

use std::fmt::Write as _;

/// What a figure has to reach.
#[derive(Clone, Debug)]
pub enum Goal {
    /// The figure by its floor, at least.
    RatioAtLeast(f64),
    /// The figure by its floor, at most.
    RatioAtMost(f64),
    /// The figure, at least.
    AtLeast(f64),
    /// The figure, at most.
    AtMost(f64),
    /// Each of them.
    All(Vec<Goal>),
    /// One of them.
    Any(Vec<Goal>),
}

/// One row.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was measured, with its unit.
    pub what: String,
    /// What came out.
    pub figure: f64,
    /// The same work done bare, in the same run.
    pub floor: Option<f64>,
    /// What it had to be.
    pub goal: Option<Goal>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What was done, in a few sentences.
    pub about: String,
    /// Its rows.
    pub findings: Vec<Finding>,
}

impl Goal {
    /// Whether it is reached.
    #[must_use]
    pub fn is_met(&self, figure: f64, floor: Option<f64>) -> bool {
        let ratio = floor.map_or(f64::NAN, |floor| figure / floor);
        match self {
            Self::RatioAtLeast(least) => ratio >= *least,
            Self::RatioAtMost(most) => ratio <= *most,
            Self::AtLeast(least) => figure >= *least,
            Self::AtMost(most) => figure <= *most,
            Self::All(goals) => goals.iter().all(|goal| goal.is_met(figure, floor)),
            Self::Any(goals) => goals.iter().any(|goal| goal.is_met(figure, floor)),
        }
    }

    fn words(&self) -> String {
        let joined =
            |goals: &[Self], with: &str| goals.iter().map(Self::words).collect::<Vec<_>>().join(with);
        match self {
            Self::RatioAtLeast(least) => format!("≥ {least} × floor"),
            Self::RatioAtMost(most) => format!("≤ {most} × floor"),
            Self::AtLeast(least) => format!("≥ {}", shown(*least)),
            Self::AtMost(most) => format!("≤ {}", shown(*most)),
            Self::All(goals) => joined(goals, " and "),
            Self::Any(goals) => joined(goals, " or "),
        }
    }
}

impl Finding {
    /// A figure alone.
    pub fn new(what: impl Into<String>, figure: f64) -> Self {
        Self { what: what.into(), figure, floor: None, goal: None }
    }

    /// With its floor.
    #[must_use]
    pub fn floor(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self
    }

    /// With its goal.
    #[must_use]
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    fn row(&self) -> String {
        let floor = self.floor.map_or_else(|| "–".to_owned(), shown);
        let ratio = self.floor.map_or_else(|| "–".to_owned(), |floor| format!("{:.2}", self.figure / floor));
        let goal = self.goal.as_ref().map_or_else(|| "–".to_owned(), Goal::words);
        let met = match self.goal.as_ref().map(|goal| goal.is_met(self.figure, self.floor)) {
            None => "–",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        format!("| {} | {} | {floor} | {ratio} | {goal} | {met} |", self.what, shown(self.figure))
    }
}

impl Section {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n{}\n\n", self.title, self.about);
        text.push_str("| what | figure | floor | ratio | goal | met |\n|---|---:|---:|---:|---|---|\n");
        for finding in &self.findings {
            let _ = writeln!(text, "{}", finding.row());
        }
        text
    }
}

/// Three digits that count.
fn shown(figure: f64) -> String {
    match figure.abs() {
        100.0.. => format!("{figure:.0}"),
        10.0..100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_miss_is_shown_as_one() {
        let goal = Goal::All(vec![Goal::RatioAtLeast(0.7), Goal::AtLeast(2000.0)]);
        let finding = Finding::new("burst, updates/s", 1900.0).floor(2000.0).goal(goal);
        assert_eq!(
            finding.row(),
            "| burst, updates/s | 1900 | 2000 | 0.95 | ≥ 0.7 × floor and ≥ 2000 | **no** |"
        );
        let either = Goal::Any(vec![Goal::AtMost(2.0), Goal::RatioAtMost(1.5)]);
        assert!(either.is_met(3.0, Some(2.5)));
        assert!(!either.is_met(3.0, Some(1.9)));
        assert!(!Goal::RatioAtLeast(0.1).is_met(1.0, None), "without a floor no ratio is met");
    }
}
