//! The sending of files: `sendPhoto`, `sendDocument`, `sendVideo`, `sendAudio`, `sendVoice`, `sendVideoNote`,
//! `sendAnimation`, `sendSticker`. A file comes by id, by URL (which is not fetched, and is not there on a `.invalid` host) or
//! uploaded.

use serde_json::{Map, Value, json};

use super::{Outcome, Params, sending, without_nulls};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Content, NewFile, StoredFile, World},
};

/// Bot API, "Sending files": photos 10 MB, other files 50 MB.
const MAX_PHOTO: usize = 10 * 1024 * 1024;
const MAX_FILE: usize = 50 * 1024 * 1024;

/// Content that is a file.
pub(super) const KEYS: &[&str] =
    &["photo", "document", "video", "audio", "voice", "video_note", "animation", "sticker"];

macro_rules! senders {
    ($($function:ident = $kind:literal;)*) => {
        $(pub(super) fn $function(world: &mut World, bot: i64, params: &Params) -> Outcome {
            send(world, bot, params, $kind)
        })*
    };
}

senders! {
    send_photo = "photo";
    send_document = "document";
    send_video = "video";
    send_audio = "audio";
    send_voice = "voice";
    send_video_note = "video_note";
    send_animation = "animation";
    send_sticker = "sticker";
}

fn send(world: &mut World, bot: i64, params: &Params, kind: &str) -> Outcome {
    let content = content(world, kind, params.text(kind), kind, params, params)?;
    sending::send(world, bot, params, content)
}

/// The fields of a nested object, to be read like arguments.
pub(super) fn fields(object: &Map<String, Value>) -> Params {
    let mut params = Params::default();
    params.insert_json(object.clone());
    params
}

/// The content of a message with a file: `given` names the file (or the upload called `part` is it), `fields` say what
/// is known about it, `files` holds the uploads.
pub(super) fn content(
    world: &mut World,
    kind: &str,
    given: &str,
    part: &str,
    fields: &Params,
    files: &Params,
) -> Result<Content, ApiError> {
    let file = file(world, kind, given, part, files)?;
    let mut content = Content::new();
    let body = describe(world, kind, &file, fields);
    if kind == "animation" {
        // Kept by Telegram for older clients (Bot API, `Message.animation`).
        content.insert("document".into(), document(&file));
    }
    content.insert(kind.into(), body);
    if !matches!(kind, "sticker" | "video_note") {
        sending::insert_caption(&mut content, fields)?;
    }
    if fields.flag("has_spoiler") && matches!(kind, "photo" | "video" | "animation") {
        content.insert("has_media_spoiler".into(), json!(true));
    }
    Ok(content)
}

fn document(file: &StoredFile) -> Value {
    without_nulls(json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_name": file.name,
        "mime_type": file.mime_type, "file_size": file.size}))
}

fn describe(world: &mut World, kind: &str, file: &StoredFile, fields: &Params) -> Value {
    let mut body = document(file);
    let number = |key: &str, usual: i64| Some(fields.int(key)).filter(|n| *n > 0).unwrap_or(usual);
    let mime = |usual: &str| json!(file.mime_type.as_deref().unwrap_or(usual));
    let text = |key: &str| Some(fields.text(key)).filter(|text| !text.is_empty());
    match kind {
        "photo" => {
            let thumb = world.add_file(NewFile { kind: "photo".into(), ..NewFile::default() });
            let size = |file: &StoredFile, width: i64, height: i64| {
                json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "width": width,
                    "height": height, "file_size": file.size})
            };
            return json!([size(&thumb, 90, 51), size(file, 1280, 720)]);
        }
        "video" | "animation" => {
            body["width"] = json!(number("width", 640));
            body["height"] = json!(number("height", 360));
            body["duration"] = json!(fields.int("duration").max(0));
            body["mime_type"] = mime("video/mp4");
        }
        "audio" => {
            body["duration"] = json!(fields.int("duration").max(0));
            body["mime_type"] = mime("audio/mpeg");
            for key in ["performer", "title"] {
                if let Some(value) = text(key) {
                    body[key] = json!(value);
                }
            }
        }
        "voice" => {
            body = json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size,
                "duration": fields.int("duration").max(0), "mime_type": mime("audio/ogg")});
        }
        "video_note" => {
            body = json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size,
                "length": number("length", 240), "duration": fields.int("duration").max(0)});
        }
        "sticker" => {
            body = json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size,
                "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false});
            if let Some(emoji) = text("emoji").or(file.emoji.as_deref()) {
                body["emoji"] = json!(emoji);
            }
        }
        _ => {}
    }
    body
}

/// An upload, `attach://<part>`, a URL, or the id of a known file.
fn file(
    world: &mut World,
    kind: &str,
    given: &str,
    part: &str,
    files: &Params,
) -> Result<StoredFile, ApiError> {
    let max = if kind == "photo" { MAX_PHOTO } else { MAX_FILE };
    let part = given.strip_prefix("attach://").unwrap_or(part);
    if let Some(upload) = files.file(part).cloned() {
        if upload.content.is_empty() {
            return Err(texts::FILE_EMPTY.into());
        }
        if upload.content.len() > max {
            return Err(if kind == "photo" {
                let size = upload.content.len();
                // td, check_full_local_location
                ApiError::bad_request(format!(
                    "file of size {size} bytes is too big for a photo; the maximum size is {max} bytes"
                ))
            } else {
                texts::BODY_TOO_LARGE.into()
            });
        }
        let (name, mime_type, content) = (upload.name, upload.mime_type, Some(upload.content));
        return Ok(world.add_file(NewFile { kind: kind.into(), name, mime_type, content, emoji: None }));
    }
    if given.is_empty() {
        return Err(ApiError::bad_request(format!("there is no {kind} in the request")));
    }
    if let Some(address) = given.strip_prefix("http://").or_else(|| given.strip_prefix("https://")) {
        let host = address.split(['/', ':', '?', '#']).next().unwrap_or_default();
        if host.ends_with(".invalid") {
            return Err(texts::URL_NOT_FETCHED.into());
        }
        let name = given.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned);
        return Ok(world.add_file(NewFile { kind: kind.into(), name, ..NewFile::default() }));
    }
    world.file(given).cloned().ok_or_else(|| texts::FILE_WRONG.into())
}
