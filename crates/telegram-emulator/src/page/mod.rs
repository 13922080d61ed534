//! The page at `/`: phones with their chats, and the bot's calls beside them. Three files, compiled in; it talks to the
//! control API only.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// `GET /`
pub(crate) async fn index() -> Html<&'static str> {
    Html(include_str!("index.html"))
}

/// `GET /page/{file}`
pub(crate) async fn file(Path(file): Path<String>) -> Response {
    let (kind, body) = match file.as_str() {
        "app.js" => ("text/javascript; charset=utf-8", include_str!("app.js")),
        "words.js" => ("text/javascript; charset=utf-8", include_str!("words.js")),
        "style.css" => ("text/css; charset=utf-8", include_str!("style.css")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], body).into_response()
}
