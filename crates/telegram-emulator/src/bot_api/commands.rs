//! `setMyCommands`, `getMyCommands`, `deleteMyCommands`, each for a scope and a language.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Bot, CommandKey, World},
};

pub(super) fn set_my_commands(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let list = params.json("commands")?.unwrap_or_else(|| json!([]));
    let list = list.as_array().ok_or(texts::COMMANDS_NOT_ARRAY)?;
    if list.len() > 100 {
        return Err(ApiError::bad_request("BOT_COMMANDS_TOO_MUCH"));
    }
    let commands = list.iter().map(command).collect::<Result<Vec<_>, _>>()?;
    let key = key(world, bot, params)?;
    own(world, bot)?.commands.insert(key, commands);
    Ok(Answer::done())
}

pub(super) fn get_my_commands(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let key = key(world, bot, params)?;
    Ok(Answer::of(own(world, bot)?.commands.get(&key).cloned().unwrap_or_default()))
}

pub(super) fn delete_my_commands(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let key = key(world, bot, params)?;
    own(world, bot)?.commands.remove(&key);
    Ok(Answer::done())
}

fn own(world: &mut World, bot: i64) -> Result<&mut Bot, ApiError> {
    world.bots.get_mut(&bot).ok_or_else(|| texts::UNAUTHORIZED.into())
}

/// 1-32 lower-case letters, digits and underscores; a description of 1-256 characters (Bot API, `BotCommand`).
fn command(value: &Value) -> Result<Value, ApiError> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = text("command").trim_start_matches('/');
    let description = text("description");
    let well_formed = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if name.is_empty() {
        return Err(texts::COMMAND_EMPTY.into());
    }
    if name.chars().count() > 32 {
        return Err(texts::COMMAND_TOO_LONG.into());
    }
    if description.is_empty() {
        return Err(texts::COMMAND_DESCRIPTION_EMPTY.into());
    }
    if description.chars().count() > 256 {
        return Err(texts::COMMAND_DESCRIPTION_TOO_LONG.into());
    }
    if !well_formed {
        return Err(texts::COMMAND_INVALID.into());
    }
    Ok(json!({"command": name, "description": description}))
}

fn key(world: &World, bot: i64, params: &Params) -> Result<CommandKey, ApiError> {
    let language = params.text("language_code").to_owned();
    if !(language.is_empty() || language.len() == 2 && language.bytes().all(|b| b.is_ascii_lowercase())) {
        return Err(texts::LANGUAGE_INVALID.into());
    }
    let scope = params.json("scope")?.unwrap_or_else(|| json!({"type": "default"}));
    let kind = scope.get("type").and_then(Value::as_str).unwrap_or("default");
    let chat_id = || {
        let id = scope.get("chat_id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        world.find_chat(bot, &id.unwrap_or_default()).map(|place| place.telegram_id())
    };
    let scope = match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => kind.to_owned(),
        "chat" | "chat_administrators" => format!("{kind}:{}", chat_id()?),
        "chat_member" => {
            let user = scope.get("user_id").and_then(Value::as_i64).ok_or(texts::USER_ID_INVALID)?;
            format!("chat_member:{}:{user}", chat_id()?)
        }
        _ => return Err(texts::SCOPE_INVALID.into()),
    };
    Ok((scope, language))
}
