//! Reads a call's arguments out of an HTTP request: the query string, and a body in one of the three forms.

use axum::{
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{Method, header::CONTENT_TYPE},
};
use serde_json::Value;

use super::{Params, Upload};
use crate::{error::ApiError, error_texts as texts};

/// The documented 50 MB for uploads, and some room for the rest.
const MAX_BODY: usize = 52 * 1024 * 1024;

pub(super) async fn read(request: Request) -> Result<Params, ApiError> {
    let mut params = Params::default();
    if let Some(query) = request.uri().query() {
        insert_form(&mut params, query.as_bytes());
    }
    if request.method() == Method::GET {
        return Ok(params);
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().unwrap_or_default().trim().to_lowercase().as_str() {
        "multipart/form-data" => read_multipart(&mut params, request).await?,
        "application/json" => {
            let body = read_body(request.into_body()).await?;
            if !body.is_empty() {
                let Ok(Value::Object(fields)) = serde_json::from_slice(&body) else {
                    return Err(ApiError::bad_request("can't parse the request body as a JSON object"));
                };
                params.insert_json(fields);
            }
        }
        _ => {
            let body = read_body(request.into_body()).await?;
            insert_form(&mut params, &body);
        }
    }
    Ok(params)
}

async fn read_body(body: Body) -> Result<axum::body::Bytes, ApiError> {
    to_bytes(body, MAX_BODY).await.map_err(|_| texts::BODY_TOO_LARGE.into())
}

fn insert_form(params: &mut Params, form: &[u8]) {
    for (key, value) in url::form_urlencoded::parse(form) {
        params.insert(key, value);
    }
}

async fn read_multipart(params: &mut Params, request: Request) -> Result<(), ApiError> {
    let broken = |_| ApiError::bad_request("can't parse the multipart body");
    // The whole body first: what stays unread behind the last part would cost the client its connection.
    let (head, body) = request.into_parts();
    let mut request = Request::from_parts(head, Body::from(read_body(body).await?));
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken(()))?;
    while let Some(part) = parts.next_field().await.map_err(|_| broken(()))? {
        let key = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(str::to_owned);
        let mime_type = part.content_type().map(str::to_owned);
        if name.is_some() {
            let content = part.bytes().await.map_err(|_| broken(()))?;
            params.insert_file(key, Upload { name, mime_type, content });
        } else {
            params.insert(key, part.text().await.map_err(|_| broken(()))?);
        }
    }
    Ok(())
}
