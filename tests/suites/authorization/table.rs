//! A line of a table: what is called, and by whom.

/// A line of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// What is called: a method and an address, or a type and its field.
    pub(super) operation: &'static str,
    /// Who is let in, by the letters of the cast.
    pub(super) let_in: &'static str,
    /// To whom it is as if it were not there. All others are forbidden.
    pub(super) missing_for: &'static str,
    /// Whether the first who is let in takes it away from the next.
    pub(super) once: bool,
    /// What is sent; `<names>` stand for ids of the premises.
    pub(super) request: &'static str,
}

pub(super) const fn row(operation: &'static str, let_in: &'static str, request: &'static str) -> Row {
    Row { operation, let_in, missing_for: "", once: false, request }
}

impl Row {
    pub(super) const fn missing_for(mut self, letters: &'static str) -> Self {
        self.missing_for = letters;
        self
    }

    pub(super) const fn once(mut self) -> Self {
        self.once = true;
        self
    }
}
