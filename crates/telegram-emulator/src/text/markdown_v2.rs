//! The MarkdownV2 parse mode, by the rules and with the messages of td's `parse_markdown_v2`.

use super::{Entity, Formatted, cursor::Cursor, links};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
    PreCode,
    TextUrl,
    CustomEmoji,
    BlockQuote,
}

impl Kind {
    fn mark(self) -> &'static str {
        match self {
            Kind::Bold => "*",
            Kind::Italic => "_",
            Kind::Underline => "__",
            Kind::Strikethrough => "~",
            Kind::Spoiler => "||",
            Kind::Code => "`",
            Kind::Pre | Kind::PreCode => "```",
            Kind::TextUrl | Kind::CustomEmoji => "]",
            Kind::BlockQuote => "\n",
        }
    }

    /// The Bot API's name; td's name in errors is the variant's.
    fn name(self) -> &'static str {
        match self {
            Kind::Bold => "bold",
            Kind::Italic => "italic",
            Kind::Underline => "underline",
            Kind::Strikethrough => "strikethrough",
            Kind::Spoiler => "spoiler",
            Kind::Code => "code",
            Kind::Pre | Kind::PreCode => "pre",
            Kind::TextUrl => "text_link",
            Kind::CustomEmoji => "custom_emoji",
            Kind::BlockQuote => "blockquote",
        }
    }

    fn is_code(self) -> bool {
        matches!(self, Kind::Code | Kind::Pre | Kind::PreCode)
    }
}

struct Open {
    kind: Kind,
    /// Bytes of the input, for errors.
    begin: usize,
    /// UTF-16 units.
    offset: usize,
    /// Bytes of the text without markup.
    text_begin: usize,
    language: String,
}

impl Open {
    fn unclosed(&self) -> String {
        format!("Can't find end of {:?} entity at byte offset {}", self.kind, self.begin)
    }
}

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut parser =
        Parser { cursor: Cursor::new(input), open: Vec::new(), entities: Vec::new(), line_start: true };
    while !parser.cursor.ended() {
        parser.step()?;
    }
    if parser.in_quote() {
        parser.close_quote(false)?;
    }
    match parser.open.last() {
        Some(open) => Err(open.unclosed()),
        None => Ok(Formatted { text: parser.cursor.text, entities: parser.entities }),
    }
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    open: Vec<Open>,
    entities: Vec<Entity>,
    /// Nothing but marks and carriage returns since the line began: a quote may begin.
    line_start: bool,
}

impl Parser<'_> {
    fn in_quote(&self) -> bool {
        self.open.iter().any(|open| open.kind == Kind::BlockQuote)
    }

    fn step(&mut self) -> Result<(), String> {
        let c = self.cursor.peek(0);
        if c == b'\\' && (1..=126).contains(&self.cursor.peek(1)) {
            self.cursor.at += 1;
            self.cursor.copy();
            self.line_start = false;
            return Ok(());
        }
        let inside = self.open.last().map(|open| open.kind);
        let in_code = inside.is_some_and(Kind::is_code);
        let reserved = if in_code { c == b'`' } else { b"_*[]()~`>#+-=|{}.!\n".contains(&c) };
        if !reserved {
            self.line_start &= c == b'\r';
            self.cursor.copy();
            return Ok(());
        }
        if c == b'\n' {
            let ends_quote = self.in_quote() && self.cursor.peek(1) != b'>';
            if ends_quote {
                return self.close_quote(true);
            }
            self.cursor.copy();
            self.line_start = true;
            return Ok(());
        }
        if let Some(kind) = inside.filter(|kind| self.ends(*kind)) {
            self.cursor.at += kind.mark().len();
            return self.close();
        }
        self.begin(c)
    }

    fn ends(&self, kind: Kind) -> bool {
        kind != Kind::BlockQuote
            && self.cursor.looks_at(kind.mark())
            && !(kind == Kind::Italic && self.cursor.looks_at("__"))
    }

    fn begin(&mut self, c: u8) -> Result<(), String> {
        let begin = self.cursor.at;
        let kind = match c {
            b'_' if self.cursor.looks_at("__") => Kind::Underline,
            b'_' => Kind::Italic,
            b'*' => Kind::Bold,
            b'~' => Kind::Strikethrough,
            b'|' if self.cursor.looks_at("||") => Kind::Spoiler,
            b'[' => Kind::TextUrl,
            b'!' if self.cursor.looks_at("![") => Kind::CustomEmoji,
            b'`' if self.cursor.looks_at("```") => Kind::Pre,
            b'`' => Kind::Code,
            b'>' if self.line_start => Kind::BlockQuote,
            _ => {
                let c = char::from(c);
                return Err(format!(
                    "Character '{c}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.cursor.at += match kind {
            Kind::CustomEmoji => 2,
            Kind::TextUrl | Kind::BlockQuote => 1,
            _ => kind.mark().len(),
        };
        if kind == Kind::BlockQuote && self.in_quote() {
            return Ok(());
        }
        let language = if kind == Kind::Pre { self.cursor.language() } else { String::new() };
        let kind = if language.is_empty() { kind } else { Kind::PreCode };
        let (offset, text_begin) = (self.cursor.utf16, self.cursor.text.len());
        self.open.push(Open { kind, begin, offset, text_begin, language });
        Ok(())
    }

    /// Ends the quote at a line break (or at the end). Two bars right before it make the quote expandable.
    fn close_quote(&mut self, at_break: bool) -> Result<(), String> {
        let mut kind = "blockquote";
        if let Some(last) = self.open.last().filter(|open| open.kind == Kind::Spoiler)
            && self.cursor.text[last.text_begin..].chars().all(|c| c == '\r')
        {
            self.open.pop();
            kind = "expandable_blockquote";
        }
        match self.open.pop() {
            Some(open) if open.kind == Kind::BlockQuote => {
                if at_break {
                    self.cursor.copy();
                    self.line_start = true;
                }
                self.add(Entity::new(kind, open.offset, self.cursor.utf16 - open.offset));
                Ok(())
            }
            Some(open) => Err(open.unclosed()),
            None => Ok(()),
        }
    }

    /// Ends the innermost entity.
    fn close(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let length = self.cursor.utf16 - open.offset;
        let entity = match open.kind {
            Kind::TextUrl => {
                let url = self.url("Can't find end of a URL at byte offset")?;
                let url = url.unwrap_or_else(|| self.cursor.text[open.text_begin..].to_owned());
                links::entity(&url, open.offset, length)
            }
            Kind::CustomEmoji => {
                let url = self.url("Can't find end of a custom emoji URL at byte offset")?;
                let url = url.ok_or("Custom emoji entity must contain a tg://emoji URL")?;
                let id = links::custom_emoji(&url)?;
                Some(Entity::new("custom_emoji", open.offset, length).with("custom_emoji_id", id))
            }
            Kind::PreCode => Some(Entity::new("pre", open.offset, length).with("language", open.language)),
            kind => Some(Entity::new(kind.name(), open.offset, length)),
        };
        if let Some(entity) = entity {
            self.add(entity);
        }
        Ok(())
    }

    fn add(&mut self, entity: Entity) {
        if entity.length > 0 {
            self.entities.push(entity);
        }
    }

    /// The `(…)` after a link's text.
    fn url(&mut self, unclosed: &str) -> Result<Option<String>, String> {
        if self.cursor.peek(0) != b'(' {
            return Ok(None);
        }
        self.cursor.at += 1;
        let begin = self.cursor.at;
        let mut url = String::new();
        let mut rest = self.cursor.input[begin..].chars().peekable();
        while let Some(c) = rest.next() {
            self.cursor.at += c.len_utf8();
            match c {
                ')' => return Ok(Some(url)),
                '\\' if rest.peek().is_some_and(|next| ('\u{1}'..='\u{7e}').contains(next)) => {
                    self.cursor.at += 1;
                    url.extend(rest.next());
                }
                _ => url.push(c),
            }
        }
        Err(format!("{unclosed} {begin}"))
    }
}
