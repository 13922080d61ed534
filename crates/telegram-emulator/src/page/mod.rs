//! The page at `/`: phones with their chats, the bots' calls and switches for faults beside them. Plain files, compiled
//! in; they talk to the control API only, and may load nothing from elsewhere.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// `name`, content type, content.
const FILES: &[(&str, &str, &str)] = &[
    ("app.js", SCRIPT, include_str!("app.js")),
    ("bubble.js", SCRIPT, include_str!("bubble.js")),
    ("composer.js", SCRIPT, include_str!("composer.js")),
    ("content.js", SCRIPT, include_str!("content.js")),
    ("dom.js", SCRIPT, include_str!("dom.js")),
    ("panel.js", SCRIPT, include_str!("panel.js")),
    ("phone.js", SCRIPT, include_str!("phone.js")),
    ("words.js", SCRIPT, include_str!("words.js")),
    ("chat.css", STYLE, include_str!("chat.css")),
    ("style.css", STYLE, include_str!("style.css")),
];

/// `GET /`
pub(crate) async fn index() -> Response {
    let mut response = Html(include_str!("index.html")).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// `GET /page/{file}`
pub(crate) async fn file(Path(file): Path<String>) -> Response {
    match FILES.iter().find(|(name, ..)| *name == file) {
        Some((_, kind, body)) => {
            ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-cache")], *body).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
