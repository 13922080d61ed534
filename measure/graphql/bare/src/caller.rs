//! Who calls, and whose messages they may see: their own, or anybody's of the tenant for an admin.

use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use serde::Deserialize;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{House, broken};

#[derive(Deserialize)]
pub(crate) struct Claims {
    sub: String,
    tenant: String,
    role: String,
}

/// A row of the tenant.
pub(crate) struct Owner {
    pub(crate) tenant: Uuid,
    pub(crate) user: Uuid,
}

const BY_TOKEN: &str = "select u.tenant_id, u.id, u.name from app_user u join tenant t on t.id = u.tenant_id \
                        where t.slug = $1 and u.external_id = $2";
const BY_EXTERNAL_ID: &str =
    "select tenant_id, id, name from app_user where tenant_id = $1 and external_id = $2";

pub(crate) fn claims(house: &House, headers: &HeaderMap) -> Option<Claims> {
    let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    Some(jsonwebtoken::decode(token, &house.key, &house.validation).ok()?.claims)
}

pub(crate) async fn whose(pool: &PgPool, claims: &Claims, asked: &str) -> Result<Owner, StatusCode> {
    let caller = sqlx::query_as(BY_TOKEN).bind(&claims.tenant).bind(&claims.sub);
    let caller = owner(caller.fetch_optional(pool).await.map_err(broken)?).ok_or(StatusCode::UNAUTHORIZED)?;
    if claims.sub == asked {
        return Ok(caller);
    }
    if claims.role != "admin" {
        return Err(StatusCode::FORBIDDEN);
    }
    let user = sqlx::query_as(BY_EXTERNAL_ID).bind(caller.tenant).bind(asked);
    owner(user.fetch_optional(pool).await.map_err(broken)?).ok_or(StatusCode::NOT_FOUND)
}

fn owner(row: Option<(Uuid, Uuid, Option<String>)>) -> Option<Owner> {
    row.map(|(tenant, user, _)| Owner { tenant, user })
}
