//! Histories: what belongs to a user, newest first, by pages. Each page is a range of the index (user, id).

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Order, QueryFilter, QuerySelect, Statement,
    TryGetableMany as _,
};

use crate::{
    DbError, MessageId, TenantId, UserId,
    among::array,
    entities::message::{Column, Entity, MessageDirection, MessageStatus},
    owned_range::OwnedRange,
};

/// Which part of whose history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub tenant: TenantId,
    pub user: UserId,
    pub skip: u64,
    pub take: u64,
}

/// What a history shows of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub id: MessageId,
    pub direction: MessageDirection,
    pub status: MessageStatus,
    /// As in [`Model::kind`](crate::entities::message::Model::kind).
    pub kind: String,
    pub body: Option<String>,
    pub admin_username: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// As they are selected, in this order.
type Row =
    (MessageId, MessageDirection, MessageStatus, String, Option<String>, Option<String>, DateTime<Utc>);

const SHOWN: [Column; 7] = [
    Column::Id,
    Column::Direction,
    Column::Status,
    Column::Kind,
    Column::Body,
    Column::AdminUsername,
    Column::CreatedAt,
];

/// A page, newest first.
///
/// # Errors
/// When the database fails.
pub async fn page<C: ConnectionTrait>(conn: &C, page: Page) -> Result<Vec<Shown>, DbError> {
    let range = OwnedRange { owner: Column::UserId, of: page.user.0, id: Column::Id };
    let query = Entity::find().select_only().columns(SHOWN);
    let query = query.filter(range.between(None, None)).filter(Column::TenantId.eq(page.tenant));
    let query = range.order(query, Order::Desc).offset(page.skip).limit(page.take);
    let rows: Vec<Row> = query.into_tuple().all(conn).await?;
    Ok(rows.into_iter().map(shown).collect())
}

/// Several pages by one query, in their order; for PostgreSQL only.
///
/// # Errors
/// When the database fails.
pub async fn pages_on_postgres<C: ConnectionTrait>(
    conn: &C,
    pages: &[Page],
) -> Result<Vec<Vec<Shown>>, DbError> {
    let list = |of: fn(&Page) -> String| array(&pages.iter().map(of).collect::<Vec<_>>()).into();
    let lists = [
        list(|page| page.tenant.to_string()),
        list(|page| page.user.to_string()),
        list(|page| page.skip.to_string()),
        list(|page| page.take.to_string()),
    ];
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, PAGES, lists);
    let mut read: Vec<Vec<Shown>> = pages.iter().map(|_| Vec::new()).collect();
    for row in conn.query_all_raw(statement).await? {
        let place: i64 = row.try_get_by_index(SHOWN.len())?;
        let page = usize::try_from(place).ok().and_then(|place| read.get_mut(place));
        if let Some(page) = page {
            page.push(shown(Row::try_get_many_by_index(&row)?));
        }
    }
    Ok(read)
}

const PAGES: &str = "select shown.*, page.place - 1 from \
     unnest(cast($1 as uuid[]), cast($2 as uuid[]), cast($3 as bigint[]), cast($4 as bigint[])) \
         with ordinality as page (tenant, owner, skip, take, place) \
     cross join lateral (select id, direction, status, kind, body, admin_username, created_at from message \
         where (user_id, id) >= (page.owner, '00000000-0000-0000-0000-000000000000') \
           and (user_id, id) <= (page.owner, 'ffffffff-ffff-ffff-ffff-ffffffffffff') and tenant_id = page.tenant \
         order by user_id desc, id desc limit page.take offset page.skip) shown \
     order by page.place, shown.id desc";

fn shown((id, direction, status, kind, body, admin_username, created_at): Row) -> Shown {
    Shown { id, direction, status, kind, body, admin_username, created_at }
}
