//! Where a bot's token comes from: the first line of stdin or of a file. Never from an argument, and never shown.

use std::{
    io::{self, BufRead as _, BufReader, Read},
    path::Path,
};

use anyhow::{Context as _, ensure};
use secrecy::SecretString;

/// A longer line is no token.
const LONGEST: u64 = 4096;

/// Reads it.
pub(super) fn read(file: Option<&Path>) -> anyhow::Result<SecretString> {
    let token = match file {
        Some(path) => {
            let shown = path.display();
            let file = std::fs::File::open(path).with_context(|| format!("{shown} can't be opened"))?;
            first_line(file).with_context(|| format!("{shown} can't be read"))?
        }
        None => first_line(io::stdin().lock()).context("the token can't be read from stdin")?,
    };
    ensure!(!token.is_empty(), "give the bot's token on stdin, or in a file with --token-file");
    Ok(token.into())
}

fn first_line(source: impl Read) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(source.take(LONGEST)).read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_counts_without_the_space_around_it() {
        for text in ["123:abc", " 123:abc\r\n", "123:abc\nmore\n"] {
            assert_eq!(first_line(text.as_bytes()).unwrap(), "123:abc", "{text:?}");
        }
    }
}
