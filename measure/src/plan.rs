//! Captured statements, ready to be run bare: each parameter knows which value belongs there.
//!
//! The store tells statements without their values. Which column a parameter belongs to stands in the statement itself, so
//! a scenario says values by column ([`Slot`]), and a column that nobody said a value for is an error, not a wrong floor.

use anyhow::bail;

use crate::raw::{Raw, Value};

/// A parameter's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// `INSERT`, `UPDATE`, `SELECT`, `DELETE`.
    pub verb: String,
    /// The column's table.
    pub table: String,
    /// The column; `limit` for a limit.
    pub column: String,
}

/// Where a parameter's value comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// Always the same.
    Fixed(Value),
    /// The run's variable of that number.
    Variable(usize),
}

/// Statements with the sources of their values.
#[derive(Debug)]
pub struct Plan {
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    sql: &'static str,
    sources: Vec<Source>,
    /// The variable that takes the id of the row that this makes.
    makes: Option<usize>,
}

impl Plan {
    /// Reads captured statements; `source` says each value, `makes` which variable takes the id of a row made in a table.
    ///
    /// # Errors
    /// When there are no statements, or a parameter has no value.
    pub fn of(
        statements: &[String],
        source: impl Fn(&Slot) -> Option<Source>,
        makes: impl Fn(&str) -> Option<usize>,
    ) -> anyhow::Result<Self> {
        if statements.is_empty() {
            bail!("no statement was captured");
        }
        let mut steps = Vec::new();
        for statement in statements {
            let mut sources = Vec::new();
            for slot in slots(statement) {
                match source(&slot) {
                    Some(source) => sources.push(source),
                    None => bail!("the floor has no value for {slot:?} in {statement}"),
                }
            }
            let made = statement.starts_with("INSERT").then(|| makes(&table_of(statement))).flatten();
            // Nobody asks the service for this id; the floor refers to it.
            let asks =
                if made.is_some() && !statement.contains("RETURNING") { " RETURNING \"id\"" } else { "" };
            // Statements live as long as the process: there are a few dozen.
            let sql = Box::leak(format!("{statement}{asks}").into_boxed_str());
            steps.push(Step { sql, sources, makes: made });
        }
        Ok(Self { steps })
    }

    /// Runs all of it, one statement after the other.
    ///
    /// # Errors
    /// When the database refuses one.
    pub async fn run(&self, raw: &mut Raw, variables: &mut [Value]) -> sqlx::Result<()> {
        for step in &self.steps {
            let values: Vec<Value> = step
                .sources
                .iter()
                .filter_map(|source| match source {
                    Source::Fixed(value) => Some(value.clone()),
                    Source::Variable(number) => variables.get(*number).cloned(),
                })
                .collect();
            let ids = raw.run(step.sql, &values).await?;
            if let (Some(variable), Some(Some(id))) = (step.makes, ids.first())
                && let Some(slot) = variables.get_mut(variable)
            {
                *slot = Value::Int(*id);
            }
        }
        Ok(())
    }

    /// How many statements it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// The places of a statement's parameters, in order.
#[must_use]
pub fn slots(sql: &str) -> Vec<Slot> {
    let verb = sql.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    let table = table_of(sql);
    let columns = if verb == "INSERT" { insert_columns(sql) } else { Vec::new() };
    let mut reader = Reader { verb, table, columns, ..Reader::default() };
    reader.read(sql);
    reader.found
}

#[derive(Default)]
struct Reader {
    verb: String,
    table: String,
    columns: Vec<String>,
    found: Vec<Slot>,
    named: (Option<String>, String),
    /// While the rows of an insert are read: how deep in parentheses, and the value's place in its row.
    row: Option<(usize, usize)>,
    word: String,
}

impl Reader {
    fn read(&mut self, sql: &str) {
        let mut rest = sql.char_indices().peekable();
        while let Some((at, char)) = rest.next() {
            match char {
                '"' => {
                    let name: String =
                        rest.by_ref().map(|(_, char)| char).take_while(|char| *char != '"').collect();
                    let is_part = sql[..at].ends_with("\".");
                    let qualifier = is_part.then(|| std::mem::take(&mut self.named.1));
                    self.named = (qualifier, name);
                    self.word.clear();
                }
                '\'' => rest.by_ref().find(|(_, char)| *char == '\'').map_or((), drop),
                '?' | '$' => {
                    while rest.next_if(|(_, char)| char.is_ascii_digit()).is_some() {}
                    self.parameter();
                }
                '(' => {
                    self.end_word();
                    self.row = self.row.map(|(depth, place)| (depth + 1, if depth == 0 { 0 } else { place }));
                }
                ')' => self.row = self.row.map(|(depth, place)| (depth.saturating_sub(1), place)),
                ',' => self.row = self.row.map(|(depth, place)| (depth, place + usize::from(depth == 1))),
                char if char.is_ascii_alphabetic() || char == '_' => {
                    self.word.push(char.to_ascii_uppercase())
                }
                _ => self.end_word(),
            }
        }
    }

    fn end_word(&mut self) {
        match self.word.as_str() {
            "" => return,
            "VALUES" if self.verb == "INSERT" => self.row = Some((0, 0)),
            "ON" | "RETURNING" => self.row = None,
            "LIMIT" | "OFFSET" => self.named = (None, "limit".to_owned()),
            _ => {}
        }
        self.word.clear();
    }

    fn parameter(&mut self) {
        self.end_word();
        let (table, column) = match self.row {
            Some((1.., place)) => (self.table.clone(), self.columns.get(place).cloned().unwrap_or_default()),
            _ => {
                let (qualifier, column) = self.named.clone();
                (qualifier.unwrap_or_else(|| self.table.clone()), column)
            }
        };
        self.found.push(Slot { verb: self.verb.clone(), table, column });
    }
}

/// The table that a statement is about.
fn table_of(sql: &str) -> String {
    let from = if sql.starts_with("SELECT") { sql.find(" FROM ").unwrap_or(0) } else { 0 };
    sql[from..].split('"').nth(1).unwrap_or_default().to_owned()
}

fn insert_columns(sql: &str) -> Vec<String> {
    let list = sql.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(list, _)| list);
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(sql: &str) -> Vec<String> {
        slots(sql).into_iter().map(|slot| format!("{}.{}", slot.table, slot.column)).collect()
    }

    #[test]
    fn every_parameter_finds_its_column() {
        let insert = r#"INSERT INTO "lane" ("bot_id", "open") VALUES ($1, $2), ($3, $4) ON CONFLICT ("bot_id") DO UPDATE SET "open" = "excluded"."open" RETURNING "id""#;
        assert_eq!(named(insert), ["lane.bot_id", "lane.open", "lane.bot_id", "lane.open"]);
        let update = r#"UPDATE "outbox" SET "attempts" = "attempts" + ?, "reason" = ? WHERE "outbox"."id" IN (?, ?) AND state = 'pend?ing'"#;
        assert_eq!(named(update), ["outbox.attempts", "outbox.reason", "outbox.id", "outbox.id"]);
        let select = r#"SELECT "a"."id" FROM "a" INNER JOIN "b" ON "a"."x" = "b"."y" WHERE "b"."slug" = ? AND "kind" = ? LIMIT ?"#;
        assert_eq!(named(select), ["b.slug", "a.kind", "a.limit"]);
    }

    #[test]
    fn a_parameter_without_a_value_is_no_floor() {
        let statements = [r#"SELECT "a"."id" FROM "a" WHERE "a"."x" = ?"#.to_owned()];
        assert!(Plan::of(&statements, |_| None, |_| None).is_err());
    }
}
