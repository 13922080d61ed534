//! A page of messages, newest first, as the bytes of the answer.

use std::borrow::Cow;

use axum::http::StatusCode;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{broken, caller::Owner};

const PAGE: &str = "select id, kind, body, created_at, direction, status, admin_username from message \
                    where user_id = $1 and tenant_id = $2 order by id desc limit $3 offset $4";

/// As [`PAGE`] names the columns.
type Row = (Uuid, String, Option<String>, DateTime<Utc>, String, String, Option<String>);

#[derive(Serialize)]
struct Answer<'a> {
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    get_telegram_messages: Vec<Message<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    id: Uuid,
    message: Cow<'a, str>,
    timestamp: String,
    direction: String,
    status: String,
    admin_username: Option<&'a str>,
}

pub(crate) async fn read(pool: &PgPool, whose: Owner, page: i64, size: i64) -> Result<Vec<u8>, StatusCode> {
    let query = sqlx::query_as(PAGE).bind(whose.user).bind(whose.tenant).bind(size).bind(page * size);
    let rows: Vec<Row> = query.fetch_all(pool).await.map_err(broken)?;
    let data = Data { get_telegram_messages: rows.iter().map(message).collect() };
    serde_json::to_vec(&Answer { data }).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn message((id, kind, body, created_at, direction, status, admin_username): &Row) -> Message<'_> {
    Message {
        id: *id,
        message: body.as_deref().map_or_else(|| format!("[{kind}]").into(), Cow::Borrowed),
        timestamp: created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        direction: direction.to_ascii_uppercase(),
        status: status.to_ascii_uppercase(),
        admin_username: admin_username.as_deref(),
    }
}
