//! A list as a person reads it: one thing a line, columns aligned.

/// The table, or `nothing` where there is nothing to list.
pub(super) fn of<const COLUMNS: usize>(
    headings: [&str; COLUMNS],
    rows: &[[String; COLUMNS]],
    nothing: &str,
) -> String {
    if rows.is_empty() {
        return nothing.to_owned();
    }
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|at| rows.iter().map(|row| row[at].chars().count()).fold(headings[at].len(), usize::max))
        .collect();
    let line = |cells: &[String; COLUMNS]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let headings = line(&headings.map(str::to_owned));
    std::iter::once(headings).chain(rows.iter().map(line)).collect::<Vec<_>>().join("\n")
}
