//! How an answer travels: the value in an envelope that names the request.

use axum::{
    Json,
    http::{Method, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// `{"response":…,"count":1,"links":[{"href":…,"action":…}],"status":0,"statusCode":200}`.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountLinkAnswer)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope<T> {
    /// What was asked for.
    response: T,
    /// Always 1.
    count: u32,
    /// The request.
    links: [Link; 1],
    /// 0: it went well.
    status: u8,
    /// The HTTP status.
    status_code: u16,
}

/// A request.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountLinkRequest)]
pub(super) struct Link {
    /// Its address, as the outside sees it.
    href: String,
    /// Its method.
    action: String,
}

impl<T> Envelope<T> {
    pub(super) fn new(response: T, href: String, method: Method) -> Self {
        let links = [Link { href, action: method.to_string() }];
        Self { response, count: 1, links, status: 0, status_code: 200 }
    }
}

impl<T: Serialize> IntoResponse for Envelope<T> {
    fn into_response(self) -> Response {
        // It may hold a link that works once for whoever has it.
        ([(header::CACHE_CONTROL, "no-store")], Json(self)).into_response()
    }
}
