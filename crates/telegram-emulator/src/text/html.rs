//! The HTML parse mode, by the rules and with the messages of td's `parse_html`.

use super::{
    Entity, Formatted,
    cursor::{Cursor, is_space},
    links,
};

struct Open {
    tag: String,
    argument: String,
    /// UTF-16 units.
    offset: usize,
    /// Bytes of the text without markup.
    begin: usize,
}

const TAGS: &[&str] = &[
    "a",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "strike",
    "del",
    "u",
    "ins",
    "tg-spoiler",
    "tg-emoji",
    "span",
    "pre",
    "code",
    "blockquote",
];

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut parser = Parser { cursor: Cursor::new(input), open: Vec::new(), entities: Vec::new() };
    while !parser.cursor.ended() {
        match parser.cursor.peek(0) {
            b'&' => match parser.reference()? {
                Some(c) => parser.cursor.push(c),
                None => parser.cursor.copy(),
            },
            b'<' if parser.cursor.peek(1) == b'/' => parser.end_tag()?,
            b'<' => parser.start_tag()?,
            _ => parser.cursor.copy(),
        }
    }
    if let Some(open) = parser.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag));
    }
    Ok(Formatted { text: parser.cursor.text, entities: parser.entities })
}

struct Parser<'a> {
    cursor: Cursor<'a>,
    open: Vec<Open>,
    entities: Vec<Entity>,
}

impl Parser<'_> {
    /// `&lt;`, `&#33;`, `&#x21;`, the semicolon may be missing; anything else stays as it is.
    fn reference(&mut self) -> Result<Option<char>, String> {
        let rest = &self.cursor.input[self.cursor.at + 1..];
        let run = |text: &str, fits: fn(&char) -> bool| text.chars().take_while(fits).count();
        let (code, length) = if let Some(number) = rest.strip_prefix('#') {
            let (digits, radix, marks) = match number.strip_prefix('x') {
                Some(hex) => (&hex[..run(hex, char::is_ascii_hexdigit)], 16, 2),
                None => (&number[..run(number, char::is_ascii_digit)], 10, 1),
            };
            let code = u32::from_str_radix(digits, radix).ok().filter(|c| *c != 0 && *c < 0x10_ffff);
            (code, marks + digits.len())
        } else {
            let name = &rest[..run(rest, char::is_ascii_alphabetic)];
            let code = match name {
                "lt" => Some('<'),
                "gt" => Some('>'),
                "amp" => Some('&'),
                "quot" => Some('"'),
                _ => None,
            };
            (code.map(u32::from), name.len())
        };
        let Some(code) = code else { return Ok(None) };
        let c = char::from_u32(code).ok_or(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched \
             surrogate code units",
        )?;
        let semicolon = usize::from(rest[length..].starts_with(';'));
        self.cursor.at += 1 + length + semicolon;
        Ok(Some(c))
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.cursor.at;
        self.cursor.at += 1;
        let tag = self.cursor.skip_while(|c| !is_space(c) && c != b'>').to_lowercase();
        if self.cursor.ended() {
            return Err(format!("Unclosed start tag at byte offset {begin}"));
        }
        if !TAGS.contains(&tag.as_str()) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let mut argument = String::new();
        loop {
            self.cursor.skip_while(is_space);
            if self.cursor.peek(0) == b'>' {
                break;
            }
            self.attribute(&tag, begin, &mut argument)?;
        }
        self.cursor.at += 1;
        if tag == "span" && argument != "spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        let (offset, begin) = (self.cursor.utf16, self.cursor.text.len());
        self.open.push(Open { tag, argument, offset, begin });
        Ok(())
    }

    /// Reads `name` or `name=value`; the one attribute that matters for the tag becomes its argument.
    fn attribute(&mut self, tag: &str, begin: usize, argument: &mut String) -> Result<(), String> {
        let unclosed = || format!("Unclosed start tag \"{tag}\" at byte offset {begin}");
        let name = self.cursor.skip_while(|c| !is_space(c) && c != b'=' && c != b'>').to_lowercase();
        if name.is_empty() {
            let what = if self.cursor.ended() {
                unclosed()
            } else {
                format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}")
            };
            return Err(what);
        }
        self.cursor.skip_while(is_space);
        if self.cursor.ended() {
            return Err(unclosed());
        }
        let mut value = String::new();
        if self.cursor.peek(0) == b'=' {
            self.cursor.at += 1;
            self.cursor.skip_while(is_space);
            if self.cursor.ended() {
                return Err(unclosed());
            }
            value = self.attribute_value()?;
            if self.cursor.ended() {
                return Err(format!("Unclosed start tag at byte offset {begin}"));
            }
        }
        match (tag, name.as_str()) {
            ("a", "href") | ("tg-emoji", "emoji-id") => *argument = value,
            ("code", "class") if value.starts_with("language-") => *argument = value[9..].to_owned(),
            ("span", "class") if value.starts_with("tg-") => *argument = value[3..].to_owned(),
            ("blockquote", "expandable") => *argument = name,
            _ => {}
        }
        Ok(())
    }

    fn attribute_value(&mut self) -> Result<String, String> {
        let quote = self.cursor.peek(0);
        if quote != b'"' && quote != b'\'' {
            let begin = self.cursor.at;
            let token = self.cursor.skip_while(|c| c.is_ascii_alphanumeric() || c == b'.' || c == b'-');
            if !is_space(self.cursor.peek(0)) && self.cursor.peek(0) != b'>' {
                return Err(format!("Unexpected end of name token at byte offset {begin}"));
            }
            return Ok(token.to_lowercase());
        }
        self.cursor.at += 1;
        let mut value = String::new();
        while !self.cursor.ended() && self.cursor.peek(0) != quote {
            let c = match self.cursor.peek(0) {
                b'&' => self.reference()?,
                _ => None,
            };
            match c {
                Some(c) => value.push(c),
                None => {
                    let c = self.cursor.input[self.cursor.at..].chars().next().unwrap_or_default();
                    value.push(c);
                    self.cursor.at += c.len_utf8().max(1);
                }
            }
        }
        self.cursor.at += usize::from(!self.cursor.ended());
        Ok(value)
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.cursor.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        self.cursor.at += 2;
        let name = self.cursor.skip_while(|c| !is_space(c) && c != b'>').to_lowercase();
        self.cursor.skip_while(is_space);
        if self.cursor.peek(0) != b'>' {
            return Err(format!("Unclosed end tag at byte offset {begin}"));
        }
        if !name.is_empty() && name != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                open.tag
            ));
        }
        self.cursor.at += 1;
        if self.cursor.utf16 > open.offset {
            self.close(open)?;
        }
        Ok(())
    }

    fn close(&mut self, open: Open) -> Result<(), String> {
        let (offset, length) = (open.offset, self.cursor.utf16 - open.offset);
        let plain = |kind: &str| Some(Entity::new(kind, offset, length));
        let entity = match open.tag.as_str() {
            "b" | "strong" => plain("bold"),
            "i" | "em" => plain("italic"),
            "u" | "ins" => plain("underline"),
            "s" | "strike" | "del" => plain("strikethrough"),
            "span" | "tg-spoiler" => plain("spoiler"),
            "blockquote" if open.argument.is_empty() => plain("blockquote"),
            "blockquote" => plain("expandable_blockquote"),
            "tg-emoji" => {
                let id = links::check_emoji_id(&open.argument)?;
                plain("custom_emoji").map(|entity| entity.with("custom_emoji_id", id))
            }
            "pre" | "code" => self.code(&open, length),
            _ => {
                let own = &self.cursor.text[open.begin..];
                let url = if open.argument.is_empty() { own } else { &open.argument };
                let wordy = open.argument.is_empty() && url.contains(char::is_whitespace);
                links::entity(url, offset, length).filter(|_| !wordy)
            }
        };
        self.entities.extend(entity);
        Ok(())
    }

    /// `<pre>` and `<code class="language-x">` around the same text, in either order, are one `pre` with a language.
    fn code(&mut self, open: &Open, length: usize) -> Option<Entity> {
        let is_pre = open.tag == "pre";
        if let Some(last) = self.entities.last_mut().filter(|e| e.offset == open.offset && e.length == length)
        {
            let language = last.extra.remove("code_language").or_else(|| {
                Some(open.argument.clone()).filter(|language| !language.is_empty()).map(Into::into)
            });
            if last.kind != open.tag
                && matches!(last.kind.as_str(), "pre" | "code")
                && let Some(language) = language
            {
                last.kind = "pre".into();
                last.extra.insert("language".into(), language);
                return None;
            }
        }
        let entity = Entity::new(if is_pre { "pre" } else { "code" }, open.offset, length);
        // Kept until the tag around it is known; taken out by `Formatted::settled`.
        Some(if open.argument.is_empty() {
            entity
        } else {
            entity.with("code_language", open.argument.clone())
        })
    }
}
