//! The router serves what is described, and nothing else.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use tower::ServiceExt as _;

use super::House;

/// Served beside the operations of REST: addresses, and their methods.
const OTHERS: &[(&str, &[Method])] = &[
    ("/graphql", &[Method::GET, Method::POST]),
    ("/healthz", &[Method::GET]),
    ("/readyz", &[Method::GET]),
    ("/openapi.json", &[Method::GET]),
    ("/docs", &[Method::GET]),
    // The test's own.
    ("/panic", &[Method::GET]),
];
/// Files of pages.
const FILES: [&str; 2] = ["/docs/assets/", "/graphql/assets/"];

const METHODS: [Method; 7] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS, Method::TRACE];

/// The routes of a router as its `Debug` shows them, which is the only place where it does: `RouteId(7): "/path"`.
fn routes(shown: &str) -> BTreeSet<&str> {
    // What stands behind answers addresses that are not routes.
    let served = shown.split("fallback_router: ").next().unwrap();
    let after = served.split("RouteId(").skip(1);
    after
        .filter_map(|part| part.split_once("): \"")?.1.split('"').next())
        .filter(|path| path.starts_with('/') && !path.contains("__private__"))
        .collect()
}

fn described() -> Vec<(Method, String)> {
    let api: serde_json::Value = serde_json::from_str(&switchboard_rest::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys();
        found.extend(methods.map(|method| (method.to_uppercase().parse().unwrap(), path.clone())));
    }
    found
}

#[tokio::test]
async fn nothing_is_served_that_is_not_described() {
    let house = House::open().await;
    house.parts.core.db.migrate().await.unwrap();
    let app = house.app(&[]);
    let shown = format!("{app:?}");
    let routes = routes(&shown);
    let mut described = described();
    for (path, methods) in OTHERS {
        described.extend(methods.iter().map(|method| (method.clone(), (*path).to_owned())));
    }
    for (_, path) in &described {
        assert!(routes.contains(path.as_str()), "{path} is not served; there is {routes:#?}");
    }
    for route in routes {
        if FILES.iter().any(|folder| route.starts_with(folder)) {
            continue;
        }
        // Any value does: what matters is whether the method is taken at all.
        let path = route.replace(['{', '}'], "");
        for method in METHODS {
            let is_described = described.iter().any(|known| *known == (method.clone(), route.to_owned()));
            let request = Request::builder().method(method.clone()).uri(&path).body(Body::empty()).unwrap();
            let status = app.clone().oneshot(request).await.unwrap().status();
            let is_served = status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_served, is_described, "{method} {route} answers {status}");
        }
    }
}
