//! The text of a parse mode while it is read: bytes in, text without markup out, UTF-16 units counted.

/// Where a parser is. Beyond the end every byte is 0.
pub(super) struct Cursor<'a> {
    pub(super) input: &'a str,
    /// Bytes read.
    pub(super) at: usize,
    pub(super) text: String,
    /// UTF-16 units of `text`.
    pub(super) utf16: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        Cursor { input, at: 0, text: String::new(), utf16: 0 }
    }

    /// The byte `ahead` bytes from here.
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.input.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    pub(super) fn looks_at(&self, what: &str) -> bool {
        self.input.as_bytes()[self.at.min(self.input.len())..].starts_with(what.as_bytes())
    }

    pub(super) fn ended(&self) -> bool {
        self.at >= self.input.len()
    }

    pub(super) fn push(&mut self, c: char) {
        self.text.push(c);
        self.utf16 += c.len_utf16();
    }

    /// Copies the next character.
    pub(super) fn copy(&mut self) {
        if let Some(c) = self.input[self.at..].chars().next() {
            self.push(c);
            self.at += c.len_utf8();
        }
    }

    /// Skips while `more` holds and the end is not reached; the bytes must be ASCII ones.
    pub(super) fn skip_while(&mut self, more: impl Fn(u8) -> bool) -> &'a str {
        let begin = self.at;
        while !self.ended() && more(self.peek(0)) {
            self.at += 1;
        }
        &self.input[begin..self.at]
    }

    /// After the opening of a `pre` block: its language, if a word stands there, and one line break are skipped.
    pub(super) fn language(&mut self) -> String {
        let rest = &self.input[self.at..];
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '`').unwrap_or(rest.len());
        let mut language = String::new();
        if end > 0 && end < rest.len() && !rest[end..].starts_with('`') {
            language = rest[..end].to_owned();
            self.at += end;
        }
        let (first, second) = (self.peek(0), self.peek(1));
        if matches!(first, b'\n' | b'\r') {
            self.at += if matches!(second, b'\n' | b'\r') && first != second { 2 } else { 1 };
        }
        language
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0)
}
