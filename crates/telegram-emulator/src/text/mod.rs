//! Texts as Telegram treats them: parse modes, entities, lengths in UTF-16 units, trimming.
//!
//! Called for every text and caption that a bot sends, and for what people write. Fails with the real server's
//! `can't parse entities: …`, offsets counted in bytes.

mod detection;
mod entity;
mod html;
mod markdown;
mod markdown_v2;

use serde_json::Value;

pub(crate) use self::{detection::found_entities, entity::Entity};
use crate::error::ApiError;

/// A text without markup, and what its parts are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Formatted {
    pub(crate) text: String,
    pub(crate) entities: Vec<Entity>,
}

impl Formatted {
    /// Parses `text` by `parse_mode` (empty: none), or takes the explicit entities; adds found ones; trims.
    pub(crate) fn parse(text: &str, parse_mode: &str, entities: Option<&Value>) -> Result<Self, ApiError> {
        let text: String = text.chars().filter(|c| *c != '\r' && *c != '\0').collect();
        let parsed = match parse_mode.to_lowercase().as_str() {
            "" | "none" => entity::explicit(text, entities)?,
            "html" => html::parse(&text).map_err(entities_error)?,
            "markdown" => markdown::parse(&text).map_err(entities_error)?,
            "markdownv2" => markdown_v2::parse(&text).map_err(entities_error)?,
            _ => return Err(ApiError::bad_request("unsupported parse_mode")),
        };
        let mut trimmed = parsed.trimmed();
        let values: Vec<Value> = trimmed.entities.iter().map(Entity::value).collect();
        trimmed.entities.extend(detection::find(&trimmed.text, &values));
        trimmed.entities.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
        Ok(trimmed)
    }

    /// The length that Telegram counts.
    pub(crate) fn utf16_len(&self) -> usize {
        utf16_len(&self.text)
    }

    /// The entities as the Bot API's JSON.
    pub(crate) fn values(&self) -> Vec<Value> {
        self.entities.iter().map(Entity::value).collect()
    }

    /// Without white space around it; entities move along.
    fn trimmed(self) -> Self {
        let without_end = self.text.trim_end();
        let text = without_end.trim_start();
        let cut = utf16_len(without_end) - utf16_len(text);
        let length = utf16_len(text);
        let entities = self
            .entities
            .into_iter()
            .filter_map(|mut entity| {
                let end = (entity.offset + entity.length).saturating_sub(cut).min(length);
                entity.offset = entity.offset.saturating_sub(cut);
                entity.length = end.checked_sub(entity.offset).filter(|left| *left > 0)?;
                Some(entity)
            })
            .collect();
        Formatted { text: text.to_owned(), entities }
    }
}

pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

fn entities_error(what: String) -> ApiError {
    ApiError::bad_request(format!("can't parse entities: {what}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn kinds(text: &str, mode: &str) -> (String, Vec<(String, usize, usize)>) {
        let parsed = Formatted::parse(text, mode, None).unwrap();
        (parsed.text, parsed.entities.into_iter().map(|e| (e.kind, e.offset, e.length)).collect())
    }

    fn error(text: &str, mode: &str) -> String {
        Formatted::parse(text, mode, None).unwrap_err().description
    }

    #[test]
    fn html_gives_entities_in_utf16_units() {
        let (text, found) = kinds("😀 <b>жир <i>и</i></b> &lt;a&gt;", "HTML");
        assert_eq!(text, "😀 жир и <a>");
        assert_eq!(found, [("bold".into(), 3, 5), ("italic".into(), 7, 1)]);
    }

    #[test]
    fn html_mistakes_are_named_with_their_byte_offset() {
        assert_eq!(
            error("é<x>", "html"),
            "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 2"
        );
        assert_eq!(
            error("<b>a", "html"),
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
        );
        assert_eq!(
            error("<b>a</i>", "html"),
            "Bad Request: can't parse entities: Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""
        );
    }

    #[test]
    fn markdown_v2_gives_entities_and_names_its_mistakes() {
        let (text, found) = kinds("*жир* __u__ [l](https://a.example) `x` ||s||", "MarkdownV2");
        assert_eq!(text, "жир u l x s");
        let names: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
        assert_eq!(names, ["bold", "underline", "text_link", "code", "spoiler"]);
        assert_eq!(
            error("a.b", "MarkdownV2"),
            "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"
        );
        assert_eq!(
            error("a *b", "MarkdownV2"),
            "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 2"
        );
    }

    #[test]
    fn commands_mentions_and_links_are_found() {
        let (_, found) = kinds("/start@shop_bot see @anna_01 https://a.example/x #tag a@b.example", "");
        let names: Vec<_> = found.iter().map(|(kind, ..)| kind.as_str()).collect();
        assert_eq!(names, ["bot_command", "mention", "url", "hashtag", "email"]);
    }
}
