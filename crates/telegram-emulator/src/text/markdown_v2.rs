//! The MarkdownV2 parse mode, by the rules and with the messages of td's `parse_markdown_v2`.

use super::{Entity, Formatted, html::normal_url};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    Pre,
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
            Kind::Pre => "```",
            Kind::TextUrl | Kind::CustomEmoji => "]",
            Kind::BlockQuote => "\n",
        }
    }

    /// td's name in errors, and the Bot API's.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::Bold => ("Bold", "bold"),
            Kind::Italic => ("Italic", "italic"),
            Kind::Underline => ("Underline", "underline"),
            Kind::Strikethrough => ("Strikethrough", "strikethrough"),
            Kind::Spoiler => ("Spoiler", "spoiler"),
            Kind::Code => ("Code", "code"),
            Kind::Pre => ("Pre", "pre"),
            Kind::TextUrl => ("TextUrl", "text_link"),
            Kind::CustomEmoji => ("CustomEmoji", "custom_emoji"),
            Kind::BlockQuote => ("BlockQuote", "blockquote"),
        }
    }
}

struct Open {
    kind: Kind,
    begin: usize,
    offset: usize,
    language: String,
}

const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut parser =
        Parser { input, at: 0, text: String::new(), utf16: 0, open: Vec::new(), entities: Vec::new() };
    while let Some(c) = parser.rest().chars().next() {
        parser.step(c)?;
    }
    if parser.open.last().is_some_and(|open| open.kind == Kind::BlockQuote) {
        parser.close(0)?;
    }
    if let Some(open) = parser.open.last() {
        return Err(format!(
            "Can't find end of {} entity at byte offset {}",
            open.kind.names().0,
            open.begin
        ));
    }
    parser.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    Ok(Formatted { text: parser.text, entities: parser.entities })
}

struct Parser<'a> {
    input: &'a str,
    at: usize,
    text: String,
    utf16: usize,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.input[self.at..]
    }

    fn take(&mut self, c: char) {
        self.text.push(c);
        self.utf16 += c.len_utf16();
        self.at += c.len_utf8();
    }

    fn step(&mut self, c: char) -> Result<(), String> {
        let inside = self.open.last().map(|open| open.kind);
        let in_code = matches!(inside, Some(Kind::Code | Kind::Pre));
        if c == '\\'
            && let Some(next) = self.rest()[1..].chars().next().filter(|c| ('\u{1}'..='\u{7e}').contains(c))
        {
            self.at += 1;
            self.take(next);
            return Ok(());
        }
        let at_line_start = self.text.is_empty() || self.text.ends_with('\n');
        if inside == Some(Kind::BlockQuote) && c == '\n' {
            self.take(c);
            if self.rest().starts_with('>') {
                self.at += 1;
            } else {
                self.close(1)?;
            }
            return Ok(());
        }
        let reserved = if in_code { c == '`' } else { RESERVED.contains(c) };
        if !reserved {
            self.take(c);
            return Ok(());
        }
        if let Some(kind) = inside
            && kind != Kind::BlockQuote
            && self.rest().starts_with(kind.mark())
            && !(kind == Kind::Italic && self.rest().starts_with("__"))
        {
            self.at += kind.mark().len();
            return self.close(0);
        }
        if in_code {
            self.take(c);
            return Ok(());
        }
        self.begin(c, at_line_start)
    }

    fn begin(&mut self, c: char, at_line_start: bool) -> Result<(), String> {
        let begin = self.at;
        let rest = self.rest();
        let kind = match c {
            '_' if rest.starts_with("__") => Kind::Underline,
            '_' => Kind::Italic,
            '*' => Kind::Bold,
            '~' => Kind::Strikethrough,
            '|' if rest.starts_with("||") => Kind::Spoiler,
            '[' => Kind::TextUrl,
            '!' if rest.starts_with("![") => Kind::CustomEmoji,
            '`' if rest.starts_with("```") => Kind::Pre,
            '`' => Kind::Code,
            '>' if at_line_start => Kind::BlockQuote,
            _ => {
                return Err(format!(
                    "Character '{c}' is reserved and must be escaped with the preceding '\\'"
                ));
            }
        };
        self.at += match kind {
            Kind::CustomEmoji => 2,
            Kind::TextUrl | Kind::BlockQuote => 1,
            _ => kind.mark().len(),
        };
        let mut language = String::new();
        if kind == Kind::Pre {
            let word: String = self.rest().chars().take_while(|c| !c.is_whitespace() && *c != '`').collect();
            if self.rest()[word.len()..].starts_with('\n') {
                self.at += word.len() + 1;
                language = word;
            }
        }
        self.open.push(Open { kind, begin, offset: self.utf16, language });
        Ok(())
    }

    /// Ends the innermost entity, `less` units before here.
    fn close(&mut self, less: usize) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let length = (self.utf16 - open.offset).saturating_sub(less);
        let mut entity = Entity::new(open.kind.names().1, open.offset, length);
        if !open.language.is_empty() {
            entity = entity.with("language", open.language.clone());
        }
        if matches!(open.kind, Kind::TextUrl | Kind::CustomEmoji) {
            let url = self.url(open.begin)?;
            entity = match (open.kind, url) {
                (Kind::TextUrl, Some(url)) => entity.with("url", normal_url(&url)),
                (_, Some(url)) => match url.strip_prefix("tg://emoji?id=") {
                    Some(id) => entity.with("custom_emoji_id", id),
                    None => {
                        return Err(format!(
                            "Custom emoji URL must have scheme tg at byte offset {}",
                            open.begin
                        ));
                    }
                },
                (_, None) => return Ok(()),
            };
        }
        if length > 0 {
            self.entities.push(entity);
        }
        Ok(())
    }

    /// The `(…)` after a link's text.
    fn url(&mut self, begin: usize) -> Result<Option<String>, String> {
        if !self.rest().starts_with('(') {
            return Ok(None);
        }
        self.at += 1;
        let mut url = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else {
                return Err(format!("Can't find end of a URL at byte offset {begin}"));
            };
            self.at += c.len_utf8();
            match c {
                ')' => return Ok(Some(url)),
                '\\' => {
                    let next = self.rest().chars().next().unwrap_or('\\');
                    self.at += next.len_utf8();
                    url.push(next);
                }
                _ => url.push(c),
            }
        }
    }
}
