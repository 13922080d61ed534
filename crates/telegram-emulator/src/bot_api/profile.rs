//! What a bot says about itself: `setMyName`, `setMyDescription`, `setMyShortDescription`, each with its `get` twin,
//! for a language or for all. And `getBusinessConnection`.

use serde_json::json;

use super::{Answer, Outcome, Params};
use crate::{error::ApiError, error_texts as texts, world::World};

struct Field {
    name: &'static str,
    max: usize,
    too_long: texts::Row,
}

/// Limits: Bot API, `setMyName`, `setMyDescription`, `setMyShortDescription`.
const NAME: Field = Field { name: "name", max: 64, too_long: texts::NAME_TOO_LONG };
const DESCRIPTION: Field = Field { name: "description", max: 512, too_long: texts::DESCRIPTION_TOO_LONG };
const SHORT: Field = Field { name: "short_description", max: 120, too_long: texts::DESCRIPTION_TOO_LONG };

pub(super) fn set_my_name(world: &mut World, bot: i64, params: &Params) -> Outcome {
    set(world, bot, params, &NAME)
}

pub(super) fn get_my_name(world: &mut World, bot: i64, params: &Params) -> Outcome {
    get(world, bot, params, &NAME)
}

pub(super) fn set_my_description(world: &mut World, bot: i64, params: &Params) -> Outcome {
    set(world, bot, params, &DESCRIPTION)
}

pub(super) fn get_my_description(world: &mut World, bot: i64, params: &Params) -> Outcome {
    get(world, bot, params, &DESCRIPTION)
}

pub(super) fn set_my_short_description(world: &mut World, bot: i64, params: &Params) -> Outcome {
    set(world, bot, params, &SHORT)
}

pub(super) fn get_my_short_description(world: &mut World, bot: i64, params: &Params) -> Outcome {
    get(world, bot, params, &SHORT)
}

/// An empty value removes what was set for that language; a name for all languages also renames the account.
fn set(world: &mut World, bot: i64, params: &Params, field: &Field) -> Outcome {
    let text = params.text(field.name).trim().to_owned();
    if text.chars().count() > field.max {
        return Err(field.too_long.into());
    }
    let language = language(params)?;
    let bot = world.bots.get_mut(&bot).ok_or(texts::UNAUTHORIZED)?;
    if text.is_empty() {
        bot.about.remove(&(field.name, language));
        return Ok(Answer::done());
    }
    if field.name == "name" && language.is_empty() {
        bot.name.clone_from(&text);
    }
    bot.about.insert((field.name, language), text);
    Ok(Answer::done())
}

/// What was set for the language, or else for all.
fn get(world: &mut World, bot: i64, params: &Params, field: &Field) -> Outcome {
    let language = language(params)?;
    let bot = world.bots.get(&bot).ok_or(texts::UNAUTHORIZED)?;
    let all = if field.name == "name" { bot.name.clone() } else { String::new() };
    let own = bot.about.get(&(field.name, language)).or_else(|| bot.about.get(&(field.name, String::new())));
    let text = own.cloned().unwrap_or(all);
    Ok(Answer::of(json!({field.name: text})))
}

fn language(params: &Params) -> Result<String, ApiError> {
    let code = params.text("language_code");
    if code.is_empty() || code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()) {
        return Ok(code.to_owned());
    }
    Err(texts::LANGUAGE_INVALID.into())
}

pub(super) fn get_business_connection(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let id = params.text("business_connection_id");
    let found = world.connections.iter().find(|own| own.bot == bot && own.id == id);
    let card = found.map(|found| world.connection_card(found));
    card.map(Answer::of).ok_or_else(|| texts::CONNECTION_NOT_FOUND.into())
}
