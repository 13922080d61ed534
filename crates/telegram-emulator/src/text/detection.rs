//! Finds what Telegram finds in a text by itself: commands, mentions, hashtags, links, e-mail addresses.
//!
//! Word by word; a word inside an entity that was given (code, a link) is left alone. Simpler than the real rules
//! (bare domains only under common endings, no phone numbers, no bank cards), and it never fails.

use serde_json::Value;

use super::{Entity, utf16_len};

/// The entities that are found, as the Bot API's JSON.
pub(crate) fn found_entities(text: &str, given: &[Value]) -> Vec<Value> {
    find(text, given).iter().map(Entity::value).collect()
}

pub(super) fn find(text: &str, given: &[Value]) -> Vec<Entity> {
    let covered: Vec<(u64, u64)> = given
        .iter()
        .filter(|entity| {
            matches!(
                entity["type"].as_str(),
                Some("code" | "pre" | "text_link" | "text_mention" | "custom_emoji")
            )
        })
        .filter_map(|entity| {
            Some((entity["offset"].as_u64()?, entity["offset"].as_u64()? + entity["length"].as_u64()?))
        })
        .collect();
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let at = offset as u64;
        if !covered.iter().any(|(from, to)| (*from..*to).contains(&at))
            && let Some((kind, skip, length)) = classify(word.trim_end())
        {
            found.push(Entity::new(kind, offset + skip, length));
        }
        offset += utf16_len(word);
    }
    found
}

/// The kind of a word, how many units before it to skip, and how long it is.
fn classify(word: &str) -> Option<(&'static str, usize, usize)> {
    let opened = word.trim_start_matches(['(', '"', '«', '\'', '[']);
    let skip = utf16_len(word) - utf16_len(opened);
    let run = |text: &str, more: &dyn Fn(char) -> bool| text.chars().take_while(|c| more(*c)).count();
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(rest) = opened.strip_prefix('/') {
        let length = run(rest, &name);
        let after = &rest[length..];
        let bot = after.strip_prefix('@').map_or(0, |rest| run(rest, &name));
        let mention = if bot >= 3 { bot + 1 } else { 0 };
        let whole = (1..=64).contains(&length) && !after[mention..].starts_with('/');
        return whole.then_some(("bot_command", skip, 1 + length + mention));
    }
    if let Some(rest) = opened.strip_prefix('@') {
        let length = run(rest, &name);
        return (length >= 4).then_some(("mention", skip, length + 1));
    }
    if let Some(rest) = opened.strip_prefix('#') {
        let tag: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        return (!tag.is_empty()).then(|| ("hashtag", skip, utf16_len(&tag) + 1));
    }
    let closed = opened.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '»', '\'', ']']);
    if ["http://", "https://", "tg://"]
        .iter()
        .any(|scheme| closed.strip_prefix(scheme).is_some_and(|r| !r.is_empty()))
    {
        return Some(("url", skip, utf16_len(closed)));
    }
    if is_domain(closed) {
        return Some(("url", skip, utf16_len(closed)));
    }
    let (user, host) = closed.split_once('@')?;
    let is_email = !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.contains('@');
    (is_email && closed.is_ascii()).then(|| ("email", skip, utf16_len(closed)))
}

/// Endings that make a word without a scheme a link; Telegram knows all that exist.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "info", "biz", "edu", "gov", "io", "me", "dev", "app", "ai", "co", "tv", "xyz",
    "site", "online", "shop", "store", "pro", "club", "ru", "su", "ua", "by", "kz", "uk", "de", "fr", "es",
    "it", "nl", "pl", "eu", "us", "ca", "au", "in", "jp", "cn", "br", "рф",
];

/// `a.example.com`, `example.com/path?x`.
fn is_domain(word: &str) -> bool {
    let host = word.split(['/', '?', '#']).next().unwrap_or_default();
    let label = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    match host.rsplit_once('.') {
        Some((name, ending)) => {
            ENDINGS.contains(&ending.to_lowercase().as_str()) && name.split('.').all(label)
        }
        None => false,
    }
}
