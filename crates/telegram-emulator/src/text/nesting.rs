//! What is done to entities after parsing, whichever way they came: order, and which may stand inside which.
//!
//! `pre` and `code` contain nothing; bold, italic and their like are cut where code stands, everything else inside code
//! is dropped (Bot API, "Formatting options").

use super::Entity;

/// td's `get_type_priority`: the order of entities that cover the same text.
fn priority(kind: &str) -> u8 {
    match kind {
        "blockquote" | "expandable_blockquote" => 0,
        "pre" => 11,
        "code" => 20,
        "text_link" | "text_mention" => 49,
        "bold" => 90,
        "italic" => 91,
        "underline" => 92,
        "strikethrough" => 93,
        "spoiler" => 94,
        "custom_emoji" => 99,
        _ => 50,
    }
}

pub(super) fn sort(entities: &mut [Entity]) {
    entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length), priority(&entity.kind)));
}

/// Sorted, and nothing inside code.
pub(super) fn settle(mut entities: Vec<Entity>) -> Vec<Entity> {
    sort(&mut entities);
    let mut codes: Vec<(usize, usize)> = Vec::new();
    for entity in &entities {
        let (begin, end) = (entity.offset, entity.offset + entity.length);
        let inside = codes.last().is_some_and(|(_, last)| begin < *last);
        if is_code(&entity.kind) && !inside {
            codes.push((begin, end));
        }
    }
    let mut settled = Vec::new();
    for mut entity in entities {
        entity.extra.remove("code_language");
        let (begin, end) = (entity.offset, entity.offset + entity.length);
        let own = codes.contains(&(begin, end));
        match entity.kind.as_str() {
            "pre" | "code" => {
                let twice = settled.iter().any(|other: &Entity| {
                    is_code(&other.kind) && (other.offset, other.offset + other.length) == (begin, end)
                });
                if own && !twice {
                    settled.push(entity);
                }
            }
            "bold" | "italic" | "underline" | "strikethrough" | "spoiler" => {
                settled.extend(cut(&entity, &codes));
            }
            _ if codes.iter().any(|(from, to)| begin >= *from && end <= *to) => {}
            _ => settled.push(entity),
        }
    }
    sort(&mut settled);
    settled
}

fn is_code(kind: &str) -> bool {
    matches!(kind, "pre" | "code")
}

/// What is left of an entity outside of the given ranges.
fn cut(entity: &Entity, ranges: &[(usize, usize)]) -> Vec<Entity> {
    let end = entity.offset + entity.length;
    let mut at = entity.offset;
    let mut parts = Vec::new();
    for (from, to) in
        ranges.iter().filter(|(from, to)| *from < end && *to > entity.offset).chain([&(end, end)])
    {
        if *from > at {
            parts.push(Entity { offset: at, length: from - at, ..entity.clone() });
        }
        at = at.max(*to);
    }
    parts
}
