//! The HTML parse mode, by the rules and with the messages of td's `parse_html`.

use super::{Entity, Formatted};

struct Open {
    tag: String,
    argument: String,
    /// UTF-16 units.
    offset: usize,
    /// Bytes.
    begin: usize,
}

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut parser =
        Parser { input, at: 0, text: String::new(), utf16: 0, open: Vec::new(), entities: Vec::new() };
    while let Some(c) = parser.rest().chars().next() {
        match c {
            '&' => parser.reference(),
            '<' if parser.rest().starts_with("</") => parser.end_tag()?,
            '<' => parser.start_tag()?,
            _ => {
                parser.push(c);
                parser.at += c.len_utf8();
            }
        }
    }
    if let Some(open) = parser.open.last() {
        return Err(format!("Can't find end tag corresponding to start tag \"{}\"", open.tag));
    }
    parser.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    Ok(Formatted { text: parser.text, entities: parser.entities })
}

struct Parser<'a> {
    input: &'a str,
    /// Bytes.
    at: usize,
    text: String,
    utf16: usize,
    open: Vec<Open>,
    entities: Vec<Entity>,
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

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.input[self.at..]
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.utf16 += c.len_utf16();
    }

    /// `&lt;`, `&#33;`, `&#x21;`; anything else stays as it is.
    fn reference(&mut self) {
        let known = self.rest().find(';').filter(|end| *end <= 12).and_then(|end| {
            let name = &self.rest()[1..end];
            let c = match name {
                "lt" => '<',
                "gt" => '>',
                "amp" => '&',
                "quot" => '"',
                _ => {
                    let number = name.strip_prefix('#')?;
                    let code = match number.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                        None => number.parse().ok()?,
                    };
                    char::from_u32(code).filter(|c| *c != '\0')?
                }
            };
            Some((c, end + 1))
        });
        let (c, length) = known.unwrap_or(('&', 1));
        self.push(c);
        self.at += length;
    }

    fn start_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let length =
            self.rest().find('>').ok_or_else(|| format!("Unclosed start tag at byte offset {begin}"))?;
        let inside = self.rest()[1..length].to_owned();
        let name_end = inside.find(char::is_whitespace).unwrap_or(inside.len());
        let tag = inside[..name_end].trim_end_matches('/').to_lowercase();
        if !TAGS.contains(&tag.as_str()) {
            return Err(format!("Unsupported start tag \"{tag}\" at byte offset {begin}"));
        }
        let argument = self.argument(&tag, &inside[name_end..], begin)?;
        self.open.push(Open { tag, argument, offset: self.utf16, begin: self.text.len() });
        self.at += length + 1;
        Ok(())
    }

    /// The one attribute of a tag that matters: `href`, `class`, `emoji-id`, `expandable`.
    fn argument(&self, tag: &str, attributes: &str, begin: usize) -> Result<String, String> {
        let mut found = String::new();
        let mut rest = attributes.trim();
        while !rest.is_empty() {
            let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let name = rest[..name_end].to_lowercase();
            if name.is_empty() {
                return Err(format!("Empty attribute name in the tag \"{tag}\" at byte offset {begin}"));
            }
            rest = rest[name_end..].trim_start();
            let value = match rest.strip_prefix('=') {
                None => String::new(),
                Some(after) => {
                    let after = after.trim_start();
                    let (value, left) = match after.chars().next() {
                        Some(quote @ ('"' | '\'')) => after[1..]
                            .split_once(quote)
                            .ok_or_else(|| format!("Unclosed start tag at byte offset {begin}"))?,
                        _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
                    };
                    rest = left.trim_start();
                    value
                        .replace("&amp;", "&")
                        .replace("&quot;", "\"")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                }
            };
            match (tag, name.as_str()) {
                ("a", "href") | ("tg-emoji", "emoji-id") => found = value,
                ("code", "class") => found = value.strip_prefix("language-").unwrap_or_default().to_owned(),
                ("span", "class") if value.starts_with("tg-") => found = value,
                ("blockquote", "expandable") => found = name,
                _ => {}
            }
        }
        if tag == "span" && found != "tg-spoiler" {
            return Err(format!("Tag \"span\" must have class \"tg-spoiler\" at byte offset {begin}"));
        }
        Ok(found)
    }

    fn end_tag(&mut self) -> Result<(), String> {
        let begin = self.at;
        let Some(open) = self.open.pop() else {
            return Err(format!("Unexpected end tag at byte offset {begin}"));
        };
        let length =
            self.rest().find('>').ok_or_else(|| format!("Unclosed end tag at byte offset {begin}"))?;
        let name = self.rest()[2..length].trim().to_lowercase();
        if !name.is_empty() && name != open.tag {
            return Err(format!(
                "Unmatched end tag at byte offset {begin}, expected \"</{}>\", found \"</{name}>\"",
                open.tag
            ));
        }
        self.at += length + 1;
        let size = self.utf16 - open.offset;
        if size > 0 {
            self.close(open, size);
        }
        Ok(())
    }

    fn close(&mut self, open: Open, size: usize) {
        let kind = match open.tag.as_str() {
            "b" | "strong" => "bold",
            "i" | "em" => "italic",
            "u" | "ins" => "underline",
            "s" | "strike" | "del" => "strikethrough",
            "span" | "tg-spoiler" => "spoiler",
            "tg-emoji" => "custom_emoji",
            "blockquote" if open.argument.is_empty() => "blockquote",
            "blockquote" => "expandable_blockquote",
            "pre" => "pre",
            "code" => "code",
            _ => "text_link",
        };
        let mut entity = Entity::new(kind, open.offset, size);
        match kind {
            "custom_emoji" => entity = entity.with("custom_emoji_id", open.argument),
            "text_link" => {
                let url =
                    if open.argument.is_empty() { self.text[open.begin..].to_owned() } else { open.argument };
                entity = entity.with("url", normal_url(&url));
            }
            // `<pre><code class="language-x">` is one `pre` with a language.
            "pre" => {
                let inner = self
                    .entities
                    .iter()
                    .position(|e| e.kind == "code" && e.offset == open.offset && e.length == size);
                if let Some(inner) = inner {
                    let code = self.entities.remove(inner);
                    if let Some(language) = code.extra.get("language") {
                        entity = entity.with("language", language.clone());
                    }
                }
            }
            "code" if !open.argument.is_empty() => entity = entity.with("language", open.argument),
            _ => {}
        }
        if kind == "code" && self.open.last().is_none_or(|outer| outer.tag != "pre") {
            entity.extra.remove("language");
        }
        self.entities.push(entity);
    }
}

/// As Telegram stores links: with a path.
pub(super) fn normal_url(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(parsed) => parsed.to_string(),
        Err(_) => {
            url::Url::parse(&format!("http://{url}")).map_or_else(|_| url.to_owned(), |url| url.to_string())
        }
    }
}
