//! `POST /graphql` for one operation, by hand: a token is checked, its user read, a page of messages read, JSON written.
//!
//! The query's text is not looked at. Settings come from the environment: `DATABASE_URL`, `JWT_SECRET`, `LISTEN_ADDR`.
#![expect(clippy::disallowed_methods, reason = "no part of the server")]

mod caller;
mod page;

use std::{env, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{Json, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;
use sqlx::{PgPool, postgres::PgPoolOptions};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct House {
    pool: PgPool,
    key: DecodingKey,
    validation: Validation,
}

#[derive(Deserialize)]
struct Call {
    variables: Variables,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Variables {
    user_id: String,
    page: i64,
    size: i64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let database = env::var("DATABASE_URL").context("DATABASE_URL")?;
    let secret = env::var("JWT_SECRET").context("JWT_SECRET")?;
    let address = env::var("LISTEN_ADDR").context("LISTEN_ADDR")?;
    let options = PgPoolOptions::new().max_connections(16).test_before_acquire(false);
    let pool = options.acquire_timeout(Duration::from_secs(5)).connect(&database).await?;
    let key = DecodingKey::from_secret(secret.as_bytes());
    let house = Arc::new(House { pool, key, validation: Validation::new(Algorithm::HS256) });
    let router = Router::new().route("/graphql", post(answer)).with_state(house);
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}

async fn answer(State(house): State<Arc<House>>, headers: HeaderMap, Json(call): Json<Call>) -> Response {
    match messages(&house, &headers, &call.variables).await {
        Ok(body) => ([(CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response(),
        Err(status) => status.into_response(),
    }
}

async fn messages(house: &House, headers: &HeaderMap, asked: &Variables) -> Result<Vec<u8>, StatusCode> {
    let claims = caller::claims(house, headers).ok_or(StatusCode::UNAUTHORIZED)?;
    if asked.page < 0 || !(1..=100).contains(&asked.size) {
        return Err(StatusCode::BAD_REQUEST);
    }
    let whose = caller::whose(&house.pool, &claims, &asked.user_id).await?;
    page::read(&house.pool, whose, asked.page, asked.size).await
}

fn broken(_: sqlx::Error) -> StatusCode {
    StatusCode::INTERNAL_SERVER_ERROR
}
