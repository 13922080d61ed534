//! A look at a document before it is parsed. The parser, and whoever walks what it made, descend once for each nested
//! bracket: a few kilobytes of brackets would overflow the stack and abort the process. One pass over the bytes, no
//! memory, refuses such a document first.

/// The deepest nesting of `(`, `{` and `[` in one another. No tool comes near it.
pub(crate) const MAX_NESTING: usize = 64;

/// Why a document is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nested deeper than [`MAX_NESTING`].
    TooDeep,
    /// A string does not end: what follows could be read in two ways.
    UnterminatedString,
}

/// Checks the nesting. Strings and comments don't count.
pub(crate) fn check(document: &str) -> Result<(), Refusal> {
    let mut rest = document.as_bytes();
    let mut depth = 0usize;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = match byte {
            b'(' | b'{' | b'[' => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Err(Refusal::TooDeep);
                }
                tail
            }
            b')' | b'}' | b']' => {
                depth = depth.saturating_sub(1);
                tail
            }
            b'#' => after_comment(tail),
            b'"' if tail.starts_with(b"\"\"") => after_block_string(&tail[2..])?,
            b'"' => after_string(tail)?,
            _ => tail,
        };
    }
    Ok(())
}

fn after_comment(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    &text[end..]
}

fn after_string(mut text: &[u8]) -> Result<&[u8], Refusal> {
    loop {
        text = match text {
            [b'"', tail @ ..] => return Ok(tail),
            [] | [b'\n' | b'\r', ..] | [b'\\'] | [b'\\', b'\n' | b'\r', ..] => {
                return Err(Refusal::UnterminatedString);
            }
            [b'\\', _, tail @ ..] | [_, tail @ ..] => tail,
        }
    }
}

fn after_block_string(mut text: &[u8]) -> Result<&[u8], Refusal> {
    loop {
        text = match text {
            [b'"', b'"', b'"', tail @ ..] => return Ok(tail),
            [b'\\', b'"', b'"', b'"', tail @ ..] | [_, tail @ ..] => tail,
            [] => return Err(Refusal::UnterminatedString),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_of_every_kind_counts_together() {
        let nested = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
        for (open, close) in [("(", ")"), ("{", "}"), ("[", "]")] {
            assert_eq!(check(&nested(open, close, MAX_NESTING)), Ok(()));
            assert_eq!(check(&nested(open, close, MAX_NESTING + 1)), Err(Refusal::TooDeep));
        }
        assert_eq!(check(&nested("{([", "])}", MAX_NESTING / 3 + 1)), Err(Refusal::TooDeep));
        assert_eq!(check(&"{}".repeat(10_000)), Ok(()), "side by side is not nested");
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let many = "[".repeat(10_000);
        for harmless in [
            format!("{{ a(b: \"{many}\") }}"),
            format!("{{ a(b: \"\\\"{many}\\\\\") }}"),
            format!("{{ a(b: \"\"\"{many}\n\\\"\"\"{many}\"\"\") }}"),
            format!("{{ a # {many}\n }}"),
            format!("{{ a(b: \"\") }} # \" {many}"),
        ] {
            assert_eq!(check(&harmless), Ok(()), "{}", &harmless[..20]);
        }
    }

    #[test]
    fn nothing_hides_behind_a_string_or_a_comment() {
        let many = "[".repeat(10_000);
        for hostile in [
            format!("# \"\n{many}"),
            format!("# \"\r{many}"),
            format!("\"\"{many}"),
            format!("\"\\\\\"{many}"),
            format!("\"\"\"\"\"\"{many}"),
            format!("\"#\"{many}"),
        ] {
            assert_eq!(check(&hostile), Err(Refusal::TooDeep), "{}", &hostile[..10]);
        }
        for open_ended in
            [format!("\"\n{many}"), format!("\"\"\"{many}\""), format!("\"{many}"), "\"\\".to_owned()]
        {
            assert_eq!(check(&open_ended), Err(Refusal::UnterminatedString));
        }
    }
}
