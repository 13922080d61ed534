//! The old Markdown parse mode, by the rules and with the message of td's `parse_markdown`: no nesting, `\` escapes the
//! four special characters.

use super::{Entity, Formatted, cursor::Cursor, links};

pub(super) fn parse(input: &str) -> Result<Formatted, String> {
    let mut cursor = Cursor::new(input);
    let mut entities = Vec::new();
    while !cursor.ended() {
        let c = cursor.peek(0);
        if c == b'\\' && matches!(cursor.peek(1), b'_' | b'*' | b'`' | b'[') {
            cursor.at += 1;
            cursor.copy();
            continue;
        }
        if !matches!(c, b'_' | b'*' | b'`' | b'[') {
            cursor.copy();
            continue;
        }
        entities.extend(entity(&mut cursor, c)?);
    }
    Ok(Formatted { text: cursor.text, entities })
}

/// The entity that begins here with `mark`, if it turns out to be one.
fn entity(cursor: &mut Cursor, mark: u8) -> Result<Option<Entity>, String> {
    let begin = cursor.at;
    let pre = cursor.looks_at("```");
    let end = match mark {
        b'[' => "]",
        b'_' => "_",
        b'*' => "*",
        _ if pre => "```",
        _ => "`",
    };
    cursor.at += if pre { 3 } else { 1 };
    let language = if pre { cursor.language() } else { String::new() };
    let (offset, inside) = (cursor.utf16, cursor.at);
    while !cursor.ended() && !cursor.looks_at(end) {
        cursor.copy();
    }
    if cursor.ended() {
        return Err(format!("Can't find end of the entity starting at byte offset {begin}"));
    }
    let inside = &cursor.input[inside..cursor.at];
    let length = cursor.utf16 - offset;
    cursor.at += end.len();
    if length == 0 {
        return Ok(None);
    }
    Ok(match mark {
        b'_' => Some(Entity::new("italic", offset, length)),
        b'*' => Some(Entity::new("bold", offset, length)),
        b'[' => {
            let mut url = inside.to_owned();
            if cursor.peek(0) == b'(' {
                let rest = &cursor.input[cursor.at + 1..];
                url = rest.split(')').next().unwrap_or_default().to_owned();
                cursor.at = (cursor.at + url.len() + 2).min(cursor.input.len());
            }
            links::entity(&url, offset, length)
        }
        _ if !pre => Some(Entity::new("code", offset, length)),
        _ if language.is_empty() => Some(Entity::new("pre", offset, length)),
        _ => Some(Entity::new("pre", offset, length).with("language", language)),
    })
}
