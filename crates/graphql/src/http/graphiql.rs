//! GraphiQL, out of the binary: it works with no network, and its page may load nothing from anywhere else.

use axum::{
    Router,
    http::header,
    response::{Html, IntoResponse, Response},
    routing,
};

/// Only our own files and our own API. GraphiQL sets inline styles, its fonts and icons are inlined in its style sheet.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Name, type and content, as vendored (see `assets/graphiql/LICENSES.md`).
const FILES: [(&str, &str, &[u8]); 6] = [
    ("react.production.min.js", SCRIPT, include_bytes!("../../assets/graphiql/react.production.min.js")),
    (
        "react-dom.production.min.js",
        SCRIPT,
        include_bytes!("../../assets/graphiql/react-dom.production.min.js"),
    ),
    ("graphiql.min.js", SCRIPT, include_bytes!("../../assets/graphiql/graphiql.min.js")),
    ("graphiql.min.css", STYLE, include_bytes!("../../assets/graphiql/graphiql.min.css")),
    ("page.js", SCRIPT, include_bytes!("../../assets/graphiql/page.js")),
    ("page.css", STYLE, include_bytes!("../../assets/graphiql/page.css")),
];

/// The page.
pub(super) fn page() -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::VARY, "Accept"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, Html(include_str!("../../assets/graphiql/index.html"))).into_response()
}

/// The files that the page loads, under `/graphql/assets/`.
pub(super) fn files() -> Router {
    FILES.into_iter().fold(Router::new(), |router, (name, media_type, content)| {
        let file = move || async move {
            let headers = [
                (header::CONTENT_TYPE, media_type),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CACHE_CONTROL, "public, max-age=3600"),
            ];
            (headers, content)
        };
        router.route(&format!("/graphql/assets/{name}"), routing::get(file))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_its_own_files_only() {
        let page = include_str!("../../assets/graphiql/index.html");
        let loaded: Vec<&str> = page
            .split('"')
            .filter(|text| text.starts_with("graphql/assets/"))
            .filter_map(|path| path.strip_prefix("graphql/assets/"))
            .collect();
        assert_eq!(loaded.len(), FILES.len());
        assert!(loaded.iter().all(|path| FILES.iter().any(|(name, ..)| name == path)));
        assert!(!page.contains("://") && !page.contains("<script>") && !page.contains("<style"));
    }
}
