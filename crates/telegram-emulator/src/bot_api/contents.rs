//! The sending of what is neither a text nor a file: `sendLocation`, `sendContact`, `sendPoll`, `sendDice`.

use serde_json::{Value, json};

use super::{Outcome, Params, sending};
use crate::{
    error::ApiError,
    error_texts as texts,
    text::Formatted,
    world::{Content, World},
};

/// Bot API, `Dice`: how many values each emoji has.
const DICE: &[(&str, i64)] = &[("🎲", 6), ("🎯", 6), ("🎳", 6), ("🏀", 5), ("⚽", 5), ("🎰", 64)];

pub(super) fn send_location(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let degrees = |key: &str, limit: f64| {
        let value: f64 = params.text(key).trim().parse().ok()?;
        (value.abs() <= limit).then_some(value)
    };
    let (Some(latitude), Some(longitude)) = (degrees("latitude", 90.0), degrees("longitude", 180.0)) else {
        return Err(if params.text("latitude").trim().is_empty() {
            texts::LATITUDE_EMPTY
        } else if params.text("longitude").trim().is_empty() {
            texts::LONGITUDE_EMPTY
        } else {
            texts::LOCATION_INVALID
        }
        .into());
    };
    let mut location = json!({"latitude": latitude, "longitude": longitude});
    if let Ok(accuracy) = params.text("horizontal_accuracy").parse::<f64>() {
        location["horizontal_accuracy"] = json!(accuracy);
    }
    for key in ["live_period", "heading", "proximity_alert_radius"] {
        if params.int(key) > 0 {
            location[key] = json!(params.int(key));
        }
    }
    send(world, bot, params, "location", location)
}

pub(super) fn send_contact(world: &mut World, bot: i64, params: &Params) -> Outcome {
    if params.text("phone_number").is_empty() {
        return Err(texts::PHONE_MISSING.into());
    }
    if params.text("first_name").is_empty() {
        return Err(texts::FIRST_NAME_MISSING.into());
    }
    let mut contact = json!({});
    for key in ["phone_number", "first_name", "last_name", "vcard"] {
        if !params.text(key).is_empty() {
            contact[key] = json!(params.text(key));
        }
    }
    send(world, bot, params, "contact", contact)
}

pub(super) fn send_dice(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let wanted = if params.text("emoji").is_empty() { "🎲" } else { params.text("emoji") };
    let wanted = wanted.trim_end_matches('\u{fe0f}');
    let (emoji, sides) = DICE.iter().find(|(emoji, _)| *emoji == wanted).ok_or(texts::DICE_WRONG)?;
    let value = world.random_value(*sides);
    send(world, bot, params, "dice", json!({"emoji": emoji, "value": value}))
}

pub(super) fn send_poll(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let entities = params.json("question_entities")?;
    let question =
        Formatted::parse(params.text("question"), params.text("question_parse_mode"), entities.as_ref())?;
    if question.text.is_empty() {
        return Err(texts::TEXT_BLANK.into());
    }
    if question.text.chars().count() > 300 {
        return Err(texts::POLL_QUESTION_LONG.into());
    }
    let given = params.json("options")?;
    let given = given.as_ref().ok_or(texts::POLL_OPTIONS_JSON)?;
    let given = given.as_array().ok_or(texts::POLL_OPTIONS_NOT_ARRAY)?;
    if given.is_empty() {
        return Err(texts::POLL_NO_OPTIONS.into());
    }
    if given.len() > 12 {
        return Err(texts::POLL_MANY_OPTIONS.into());
    }
    let options = given.iter().enumerate().map(|(n, one)| option(n, one)).collect::<Result<Vec<_>, _>>()?;
    let kind = if params.text("type") == "quiz" { "quiz" } else { "regular" };
    let anonymous = !params.has("is_anonymous") || params.flag("is_anonymous");
    let mut poll = json!({"id": world.random_id().to_string(), "question": question.text, "options": options,
        "total_voter_count": 0, "is_closed": params.flag("is_closed"), "is_anonymous": anonymous, "type": kind,
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": kind == "regular" || params.flag("allows_revoting"), "members_only": params.flag("members_only")});
    if !question.entities.is_empty() {
        poll["question_entities"] = json!(question.values());
    }
    if kind == "quiz" && params.has("correct_option_id") {
        poll["correct_option_id"] = json!(params.int("correct_option_id"));
    }
    send(world, bot, params, "poll", poll)
}

/// `InputPollOption`, or a plain text as older clients send it.
fn option(number: usize, given: &Value) -> Result<Value, ApiError> {
    let text = given.as_str().or_else(|| given.get("text").and_then(Value::as_str)).unwrap_or_default();
    let mode = given.get("text_parse_mode").and_then(Value::as_str).unwrap_or_default();
    let text = Formatted::parse(text, mode, given.get("text_entities"))?;
    if text.text.is_empty() {
        return Err(texts::TEXT_BLANK.into());
    }
    if text.text.chars().count() > 100 {
        return Err(texts::POLL_OPTION_LONG.into());
    }
    let mut option = json!({"persistent_id": number.to_string(), "text": text.text, "voter_count": 0});
    if !text.entities.is_empty() {
        option["text_entities"] = json!(text.values());
    }
    Ok(option)
}

fn send(world: &mut World, bot: i64, params: &Params, key: &str, value: Value) -> Outcome {
    let mut content = Content::new();
    content.insert(key.into(), value);
    sending::send(world, bot, params, content)
}
