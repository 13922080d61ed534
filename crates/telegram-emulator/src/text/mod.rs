//! Texts as Telegram treats them: parse modes, entities, lengths in UTF-16 units, trimming.
//!
//! Called for every text and caption that a bot sends, and for what people write. Fails with the real server's
//! `can't parse entities: …`, offsets counted in bytes.

mod cursor;
mod detection;
mod entity;
mod html;
mod links;
mod markdown;
mod markdown_v2;
mod nesting;
#[cfg(test)]
mod td_expectations;
#[cfg(test)]
mod tests;

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
        let parsed = match parse_mode.to_lowercase().as_str() {
            "" | "none" => entity::explicit(text.to_owned(), entities)?,
            "html" => html::parse(text).map_err(entities_error)?,
            "markdown" => markdown::parse(text).map_err(entities_error)?,
            "markdownv2" => markdown_v2::parse(text).map_err(entities_error)?,
            _ => return Err(ApiError::bad_request("unsupported parse_mode")),
        };
        let mut trimmed = parsed.cleaned().trimmed();
        trimmed.entities = nesting::settle(trimmed.entities);
        let values: Vec<Value> = trimmed.entities.iter().map(Entity::value).collect();
        trimmed.entities.extend(detection::find(&trimmed.text, &values));
        nesting::sort(&mut trimmed.entities);
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

    /// Without carriage returns; other control characters become spaces (td, `clean_input_string`).
    fn cleaned(self) -> Self {
        let removed: Vec<usize> = self
            .text
            .chars()
            .scan(0, |at, c| {
                let here = *at;
                *at += c.len_utf16();
                Some((here, c))
            })
            .filter_map(|(at, c)| (c == '\r').then_some(at))
            .collect();
        let before = |at: usize| removed.partition_point(|gone| *gone < at);
        let entities = self.entities.into_iter().map(|mut entity| {
            let end = entity.offset + entity.length;
            entity.length = (end - before(end)) - (entity.offset - before(entity.offset));
            entity.offset -= before(entity.offset);
            entity
        });
        let entities = entities.filter(|entity| entity.length > 0).collect();
        let plain = |c: char| if c < ' ' && c != '\n' { ' ' } else { c };
        Formatted { text: self.text.chars().filter(|c| *c != '\r').map(plain).collect(), entities }
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
