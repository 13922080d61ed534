//! `getFile`, and the download of what it names: `/file/bot<token>/<path>`.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Answer, Outcome, Params, endpoint};
use crate::{core::Core, error_texts as texts, world::World};

/// Bot API, `getFile`: "bots can download files of up to 20MB".
const MAX_DOWNLOAD: usize = 20 * 1024 * 1024;

pub(super) fn get_file(world: &mut World, _: i64, params: &Params) -> Outcome {
    let file = world.file(params.text("file_id")).ok_or(texts::FILE_ID_INVALID)?;
    if file.size > MAX_DOWNLOAD {
        return Err(texts::FILE_TOO_BIG.into());
    }
    Ok(Answer::of(json!({"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size,
        "file_path": file.path})))
}

/// `<token>/<path>` of a download. Nothing but the content is answered; it is not a call and not in the log.
pub(super) fn download(core: &Core, rest: &str) -> Response {
    let Some((token, path)) = rest.split_once('/') else {
        return endpoint::failure(&texts::NOT_FOUND.into());
    };
    let path = path.strip_prefix("test/").unwrap_or(path);
    let found = core
        .read(|world| world.bot_by_token(token).map(|_| world.file_at(path).and_then(|file| file.content())));
    match found {
        None => endpoint::failure(&texts::UNAUTHORIZED.into()),
        Some(None) => endpoint::failure(&texts::NOT_FOUND.into()),
        Some(Some(content)) => {
            (StatusCode::OK, [(header::CONTENT_TYPE, "application/octet-stream")], content).into_response()
        }
    }
}
