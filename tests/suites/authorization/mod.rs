//! Who may call what: every operation × everybody who may come × one's own tenant and another.
//!
//! The operations are asked from the server itself (the OpenAPI description, the schema's introspection); the tables
//! ([`rest_table`], [`graphql_table`]) say who is let in. An operation that is in no table fails the tests, and so does a
//! line of a table that no operation has. That the router serves nothing but what is described is tested beside it
//! (`server/src/http/tests/routes.rs`).

mod around;
mod calls;
mod cast;
mod graphql;
mod graphql_table;
mod premises;
mod rest;
mod rest_table;
mod table;

use self::table::{Row, row};

/// What became of a call, as far as authorization goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nobody is believed to call.
    Unauthenticated,
    /// Somebody who may not do this.
    Forbidden,
    /// As if it were not there.
    Missing,
    /// Anything else: it was done, or it would have been with a better request.
    LetIn,
}

impl Row {
    /// What somebody of the same tenant is to be told.
    fn expects(&self, letter: char) -> &'static [Verdict] {
        if letter == cast::NOBODY {
            &[Verdict::Unauthenticated]
        } else if self.let_in.contains(letter) && self.once {
            &[Verdict::LetIn, Verdict::Missing]
        } else if self.let_in.contains(letter) {
            &[Verdict::LetIn]
        } else if self.missing_for.contains(letter) {
            &[Verdict::Missing]
        } else {
            &[Verdict::Forbidden]
        }
    }
}

/// Compares what is there with what the table has.
fn same_operations(mut found: Vec<String>, table: &[Row]) {
    let mut written: Vec<String> = table.iter().map(|row| row.operation.to_owned()).collect();
    written.sort();
    written.dedup();
    found.sort();
    let new: Vec<_> = found.iter().filter(|name| !written.contains(name)).collect();
    let gone: Vec<_> = written.iter().filter(|name| !found.contains(name)).collect();
    assert!(new.is_empty(), "say in the table who may call {new:?}");
    assert!(gone.is_empty(), "there is no such operation any more: {gone:?}");
}
