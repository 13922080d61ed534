//! `/openapi.json`: what this face says of itself, made from its code; `/docs`: the same to look at and to try, out of the
//! binary. Both are public, need no network, and the page may load nothing from anywhere else.

use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse, Response},
    routing,
};

/// Only our own files and our own API. Swagger UI sets inline styles; its icons are inlined.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Name, type and content, as vendored (see `assets/swagger-ui/LICENSES.md`).
const FILES: [(&str, &str, &[u8]); 4] = [
    ("swagger-ui-bundle.js", SCRIPT, include_bytes!("../assets/swagger-ui/swagger-ui-bundle.js")),
    ("swagger-ui.css", STYLE, include_bytes!("../assets/swagger-ui/swagger-ui.css")),
    ("page.js", SCRIPT, include_bytes!("../assets/swagger-ui/page.js")),
    ("page.css", STYLE, include_bytes!("../assets/swagger-ui/page.css")),
];

/// The description, the page, and the files that the page loads.
pub(crate) fn routes(description: String) -> Router {
    let description = move || {
        let description = description.clone();
        async move {
            ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], description)
        }
    };
    let page = Router::new()
        .route("/openapi.json", routing::get(description))
        .route("/docs", routing::get(|| async { page() }));
    FILES.into_iter().fold(page, |router, (name, media_type, content)| {
        let file = move || async move {
            let headers = [
                (header::CONTENT_TYPE, media_type),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CACHE_CONTROL, "public, max-age=3600"),
            ];
            (headers, content)
        };
        router.route(&format!("/docs/assets/{name}"), routing::get(file))
    })
}

fn page() -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, Html(include_str!("../assets/swagger-ui/index.html"))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_its_own_files_only() {
        let page = include_str!("../assets/swagger-ui/index.html");
        let loaded: Vec<&str> =
            page.split('"').filter_map(|text| text.strip_prefix("docs/assets/")).collect();
        assert_eq!(loaded.len(), FILES.len());
        assert!(loaded.iter().all(|path| FILES.iter().any(|(name, ..)| name == path)));
        assert!(!page.contains("://") && !page.contains("<script>") && !page.contains("<style"));
    }
}
