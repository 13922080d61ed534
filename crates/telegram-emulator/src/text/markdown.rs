//! The old Markdown parse mode: no nesting, `\` escapes the four special characters.

use super::{Entity, Formatted, html::normal_url, utf16_len};

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut text = String::new();
    let mut entities = Vec::new();
    let mut at = 0;
    while let Some(c) = input[at..].chars().next() {
        let rest = &input[at..];
        if c == '\\' && rest[1..].starts_with(['_', '*', '`', '[']) {
            text.push_str(&rest[1..2]);
            at += 2;
            continue;
        }
        let (kind, open, close) = match c {
            '_' => ("italic", 1, "_"),
            '*' => ("bold", 1, "*"),
            '`' if rest.starts_with("```") => ("pre", 3, "```"),
            '`' => ("code", 1, "`"),
            '[' => ("text_link", 1, "]"),
            _ => {
                text.push(c);
                at += c.len_utf8();
                continue;
            }
        };
        let end = rest[open..]
            .find(close)
            .ok_or_else(|| format!("Can't find end of the entity starting at byte offset {at}"))?;
        let inside = &rest[open..open + end];
        let offset = utf16_len(&text);
        text.push_str(inside);
        at += open + end + close.len();
        let mut entity = Entity::new(kind, offset, utf16_len(inside));
        if kind == "text_link" {
            let Some(url) = input[at..].strip_prefix('(').and_then(|after| after.split_once(')')) else {
                continue;
            };
            at += url.0.len() + 2;
            entity = entity.with("url", normal_url(url.0));
        }
        if entity.length > 0 {
            entities.push(entity);
        }
    }
    Ok(Formatted { text, entities })
}
