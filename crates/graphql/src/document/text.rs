//! A look at a document before it is parsed. The parser, and whoever walks what it made, descend once for each nested
//! bracket, and make something of each token: a few kilobytes of brackets would overflow the stack and abort the process.
//! One pass over the bytes, no memory, refuses such a document first.

/// The deepest nesting of `(`, `{` and `[` in one another. No tool comes near it.
pub(crate) const MAX_NESTING: usize = 64;
/// The most tokens. Introspection queries have fewer than 1,000.
pub(crate) const MAX_TOKENS: usize = 5_000;
/// The longest name or number, in bytes.
pub(crate) const MAX_WORD: usize = 256;

/// Why a document is not parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nested deeper than [`MAX_NESTING`].
    TooDeep,
    /// More tokens than [`MAX_TOKENS`].
    TooManyTokens,
    /// A name or a number is longer than [`MAX_WORD`].
    TooLongWord,
    /// A string does not end: what follows could be read in two ways.
    UnterminatedString,
}

impl Refusal {
    /// The sentence for the caller.
    pub(crate) fn text(self) -> String {
        match self {
            Self::TooDeep => format!("The document is nested deeper than {MAX_NESTING} levels."),
            Self::TooManyTokens => format!("The document has more than {MAX_TOKENS} tokens."),
            Self::TooLongWord => {
                format!("The document has a name or a number of more than {MAX_WORD} characters.")
            }
            Self::UnterminatedString => "Syntax error: a string is not terminated.".to_owned(),
        }
    }
}

/// Counts the tokens, in one pass that stops at the first thing that is too much. Brackets in strings and comments don't
/// count.
pub(crate) fn check(document: &str) -> Result<usize, Refusal> {
    let mut rest = document.as_bytes();
    let (mut depth, mut tokens) = (0usize, 0usize);
    while let Some((&byte, tail)) = rest.split_first() {
        let is_token = !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#');
        tokens += usize::from(is_token);
        if tokens > MAX_TOKENS {
            return Err(Refusal::TooManyTokens);
        }
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
            b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => after_word(rest)?,
            _ => tail,
        };
    }
    Ok(tokens)
}

/// A name, or a number with its sign, point and exponent. Three points are a token of their own.
fn after_word(text: &[u8]) -> Result<&[u8], Refusal> {
    let end = text
        .iter()
        .enumerate()
        .position(|(at, byte)| match byte {
            b'.' => text[at..].starts_with(b"..."),
            b'_' | b'-' | b'+' => false,
            _ => !byte.is_ascii_alphanumeric(),
        })
        .unwrap_or(text.len());
    if end > MAX_WORD { Err(Refusal::TooLongWord) } else { Ok(&text[end..]) }
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
            assert_eq!(check(&nested(open, close, MAX_NESTING)), Ok(2 * MAX_NESTING));
            assert_eq!(check(&nested(open, close, MAX_NESTING + 1)), Err(Refusal::TooDeep));
        }
        assert_eq!(check(&nested("{([", "])}", MAX_NESTING / 3 + 1)), Err(Refusal::TooDeep));
        assert_eq!(check(&"{}".repeat(1_000)), Ok(2_000), "side by side is not nested");
    }

    #[test]
    fn tokens_are_counted_and_limited() {
        assert_eq!(check("query Q($a: Int = -1.5e+3) { b(c: \"x y\", d: \"\"\"z\"\"\") ...F } # no"), Ok(25));
        assert_eq!(check("{a...b...c}"), Ok(11));
        assert_eq!(check(&"a ".repeat(MAX_TOKENS)), Ok(MAX_TOKENS));
        assert_eq!(check(&"a ".repeat(MAX_TOKENS + 1)), Err(Refusal::TooManyTokens));
        assert_eq!(check(&"\u{0}".repeat(MAX_TOKENS + 1)), Err(Refusal::TooManyTokens));
        assert_eq!(check(&"1".repeat(MAX_WORD + 1)), Err(Refusal::TooLongWord));
        assert_eq!(check(&format!("\"{}\"", "1".repeat(1_000_000))), Ok(1));
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
            assert!(check(&harmless).is_ok(), "{}", &harmless[..20]);
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
            format!("a{many}"),
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
