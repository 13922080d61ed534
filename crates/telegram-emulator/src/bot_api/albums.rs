//! `sendMediaGroup`: several files as one album. Each item is a message of its own, with one `media_group_id`.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params, media, sending, target};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{NewMessage, World},
};

const KINDS: &[&str] = &["photo", "video", "audio", "document"];
/// Bot API, `sendMediaGroup`: up to ten items.
const MAX: usize = 10;

pub(super) fn send_media_group(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let list = params.json("media")?;
    let list = list.as_ref().ok_or(texts::MEDIA_MISSING)?.as_array().ok_or(texts::MEDIA_NOT_ARRAY)?;
    if list.is_empty() {
        return Err(texts::ALBUM_EMPTY.into());
    }
    if list.len() > MAX {
        return Err(texts::ALBUM_TOO_LONG.into());
    }
    let kinds = list.iter().map(kind).collect::<Result<Vec<_>, _>>()?;
    check_mixture(&kinds)?;
    let mut contents = Vec::new();
    for (item, kind) in list.iter().zip(&kinds) {
        contents.push(input_media(world, item, kind, params)?);
    }
    let target = target::find(world, bot, params, contents.len() as u32)?;
    let group = (contents.len() > 1).then(|| world.random_group_id());
    let mut sent = Vec::new();
    for mut content in contents {
        if let Some(group) = &group {
            content.insert("media_group_id".into(), json!(group));
        }
        sending::insert_options(&mut content, params, target.place);
        content.extend(target.extra.clone());
        let (thread, reply_to) = (target.thread, target.reply_to);
        let new = NewMessage { reply_to, thread, ..NewMessage::of(content) };
        let id = world.post(target.place, bot, new);
        sent.extend(world.message_json(target.place, id));
    }
    Ok(Answer::of(sent))
}

/// The type of an `InputMedia`.
fn kind(item: &Value) -> Result<&'static str, ApiError> {
    let given = item.get("type").and_then(Value::as_str).unwrap_or_default();
    KINDS.iter().find(|kind| **kind == given).copied().ok_or_else(|| match given {
        "animation" => input_media_error("type \"animation\" can't be used in sendMediaGroup"),
        _ => unsupported(given),
    })
}

/// Client.cpp, `get_input_media`.
pub(super) fn unsupported(kind: &str) -> ApiError {
    input_media_error(&format!("type \"{kind}\" is unsupported"))
}

fn input_media_error(what: &str) -> ApiError {
    ApiError::bad_request(format!("can't parse InputMedia: {what}"))
}

/// Bot API: "Documents and audio files can be only grouped in an album with messages of the same type".
fn check_mixture(kinds: &[&str]) -> Result<(), ApiError> {
    for alone in ["document", "audio"] {
        if kinds.contains(&alone) && kinds.iter().any(|kind| *kind != alone) {
            return Err(ApiError::bad_request(format!("{alone} can't be mixed with other media types")));
        }
    }
    Ok(())
}

/// The content that an `InputMedia` object makes.
pub(super) fn input_media(
    world: &mut World,
    item: &Value,
    kind: &str,
    files: &Params,
) -> Result<crate::world::Content, ApiError> {
    let object = item.as_object().ok_or(texts::MEDIA_NOT_OBJECT)?;
    let fields = media::fields(object);
    media::content(world, kind, fields.text("media"), "", &fields, files)
}
