//! `sendPhoto`, `sendDocument`: a file by id, by URL (which is not fetched) or uploaded.

use serde_json::{Value, json};

use super::{Outcome, Params, sending};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Content, StoredFile, World},
};

/// Bot API, "Sending files": photos 10 MB, other files 50 MB.
const MAX_PHOTO: usize = 10 * 1024 * 1024;
const MAX_FILE: usize = 50 * 1024 * 1024;

pub(super) fn send_photo(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let file = file(world, params, "photo", MAX_PHOTO)?;
    let size = |width: i64, height: i64| {
        json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "width": width, "height": height,
            "file_size": file.size})
    };
    send(world, bot, params, "photo", json!([size(90, 51), size(1280, 720)]))
}

pub(super) fn send_document(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let file = file(world, params, "document", MAX_FILE)?;
    let document = json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_name": file.name,
        "mime_type": file.mime_type, "file_size": file.size});
    send(world, bot, params, "document", super::without_nulls(document))
}

fn send(world: &mut World, bot: i64, params: &Params, key: &str, value: Value) -> Outcome {
    let mut content = Content::new();
    content.insert(key.into(), value);
    sending::insert_caption(&mut content, params)?;
    if params.flag("has_spoiler") && key == "photo" {
        content.insert("has_media_spoiler".into(), json!(true));
    }
    sending::send(world, bot, params, content)
}

/// The argument `key`: an upload under that name, `attach://<other part>`, a URL, or the id of a known file.
fn file(world: &mut World, params: &Params, key: &str, max: usize) -> Result<StoredFile, ApiError> {
    let given = params.text(key);
    let part = given.strip_prefix("attach://").unwrap_or(key);
    if let Some(upload) = params.file(part).cloned() {
        if upload.size == 0 {
            return Err(ApiError::bad_request("file must be non-empty"));
        }
        if upload.size > max {
            return Err(texts::BODY_TOO_LARGE.into());
        }
        return Ok(world.add_file(upload.name, upload.mime_type, upload.size));
    }
    if given.is_empty() {
        return Err(ApiError::bad_request(format!("there is no {key} in the request")));
    }
    if given.starts_with("http://") || given.starts_with("https://") {
        let name = given.rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned);
        return Ok(world.add_file(name, None, 10_240));
    }
    world.file(given).cloned().ok_or_else(|| texts::FILE_WRONG.into())
}
