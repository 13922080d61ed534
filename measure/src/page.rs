//! The page that the figures go to.

use std::fmt::Write as _;

use crate::findings::Section;

const BEGINNING: &str = "# Measurements

What the server does on one small machine, beside what that machine can do at all. Each figure stands next to its **floor**: the same
work done bare, in the same run, taking turns with it (the captured SQL of the step through sqlx, prepared, in the same grouping
of commits; teloxide sending with nothing stored). The median of several rounds counts. Telegram is a null Bot API on loopback that
answers at once, so nothing here says how fast Telegram is.

Take them yourself; it needs nothing but what `scripts/test` needs, and about half an hour:

```sh
scripts/measure
```

It writes this page. Goals that are not met are shown as such.
";

/// Everything, by database.
#[must_use]
pub fn page(machine: &str, databases: &[(String, Vec<Section>)]) -> String {
    let mut text = format!("{BEGINNING}\n## The machine\n\n{machine}\n");
    for (database, sections) in databases {
        let _ = write!(text, "\n## {database}\n");
        for section in sections {
            let _ = write!(text, "\n{}", section.markdown());
        }
    }
    text
}
