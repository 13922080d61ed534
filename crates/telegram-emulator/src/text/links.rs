//! Links of text entities, as td's `LinkManager` takes them: `http` is added where there is no scheme, a host needs a
//! dot, `tg://user?id=…` is a mention and `tg://emoji?id=…` a custom emoji.

use serde_json::json;

use super::Entity;

/// The URL as Telegram stores it; `None` for what is no link.
pub(super) fn check(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.to_lowercase();
    if lower.starts_with("tg:") || lower.starts_with("ton:") {
        let (scheme, rest) = lower.split_at(lower.find(':')?);
        let rest = &url[url.len() - rest.len() + 1..];
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        return (!rest.is_empty()).then(|| format!("{scheme}://{rest}"));
    }
    let (scheme, rest) = match lower.find("://") {
        Some(at) => (&lower[..at], &url[at + 3..]),
        None => ("http", url),
    };
    if scheme != "http" && scheme != "https" {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, query) = rest.split_at(end);
    let host = host.to_lowercase();
    let name = host.rsplit('@').next().unwrap_or_default();
    let name = name.split(':').next().unwrap_or_default();
    let wrong = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
    if !name.contains('.') || name.starts_with('.') || name.ends_with('.') || host.contains(wrong) {
        return None;
    }
    let slash = if query.starts_with('/') { "" } else { "/" };
    Some(format!("{scheme}://{host}{slash}{query}"))
}

/// A `text_link`, or a `text_mention` for a link to a user; `None` for what is no link.
pub(super) fn entity(url: &str, offset: usize, length: usize) -> Option<Entity> {
    if let Some(id) = tg_query(url, "user").and_then(|query| value(&query, "id")?.parse::<i64>().ok()) {
        return Some(Entity::new("text_mention", offset, length).with("user", json!({"id": id})));
    }
    Some(Entity::new("text_link", offset, length).with("url", check(url)?))
}

/// The identifier in a custom emoji's link, by the rules and with the messages of td's `get_link_custom_emoji_id`.
pub(super) fn custom_emoji(url: &str) -> Result<String, String> {
    let lower = url.to_lowercase();
    if !lower.starts_with("tg:") {
        return Err("Custom emoji URL must have scheme tg".into());
    }
    let query = tg_query(url, "emoji").ok_or("Custom emoji URL must have host \"emoji\"")?;
    let id = value(&query, "id").ok_or("Custom emoji URL must have an emoji identifier")?;
    check_emoji_id(&id)
}

/// A decimal number without zeros before it.
pub(super) fn check_emoji_id(id: &str) -> Result<String, String> {
    match id.parse::<i64>() {
        Ok(number) if number != 0 && number.to_string() == id => Ok(id.to_owned()),
        _ => Err("Invalid custom emoji identifier specified".into()),
    }
}

/// The query of a `tg://<host>?…` link.
fn tg_query(url: &str, host: &str) -> Option<String> {
    let rest = url.get(..3).filter(|scheme| scheme.eq_ignore_ascii_case("tg:")).map(|_| &url[3..])?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (name, query) = rest.split_once('?').unwrap_or((rest, ""));
    name.trim_end_matches('/').eq_ignore_ascii_case(host).then(|| query.to_owned())
}

fn value(query: &str, key: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes()).find(|(own, _)| own == key).map(|(_, v)| v.into_owned())
}
