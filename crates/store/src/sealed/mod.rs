//! Changing the seals of what is encrypted at rest, when the key changes. The list of what that is stands in `column`.
//!
//! Of the whole server, whoever's it is. A row is changed only if it still holds what was read, so that a server may run
//! beside it, and in a statement of its own, so that nobody waits for more than one.

mod column;

use std::collections::BTreeMap;

use sea_orm::{
    ConnectionTrait, ExprTrait, Order, QueryResult,
    sea_query::{Alias, Expr, LikeExpr, Query, SelectStatement, Value},
};
use uuid::Uuid;

pub use self::column::{ENVELOPE, SealedColumn};
use self::column::{Form, KEY_ID, Place, parts};
use crate::{DbError, TenantId};

/// A row's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowId {
    /// Made by us.
    Uuid(Uuid),
    /// Counted by the database.
    Number(i64),
}

/// What is sealed, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealedValue {
    /// Three columns.
    Parts {
        /// Which key sealed it.
        key_id: String,
        /// 12 bytes.
        nonce: Vec<u8>,
        /// With its tag.
        ciphertext: Vec<u8>,
    },
    /// One text with all of it.
    Envelope(String),
}

/// A row with something sealed in it.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// Which row.
    pub id: RowId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What is sealed.
    pub value: SealedValue,
}

/// The next rows after `after`, in their order, that another key than `newest` sealed.
///
/// # Errors
/// When the database fails.
pub async fn others<C: ConnectionTrait>(
    conn: &C,
    column: SealedColumn,
    newest: &str,
    after: Option<RowId>,
    limit: u64,
) -> Result<Vec<SealedRow>, DbError> {
    let place = column.place();
    let mut select = place.others(newest);
    select.columns(["id", "tenant_id"].map(Alias::new));
    match place.form {
        Form::Parts(name) => select.columns(parts(name).map(Alias::new)),
        Form::Envelope(column) => select.column(Alias::new(column)),
    };
    if let Some(after) = after {
        select.and_where(Expr::col(Alias::new("id")).gt(Value::from(after)));
    }
    select.order_by(Alias::new("id"), Order::Asc).limit(limit);
    conn.query_all(&select).await?.iter().map(|row| place.read(row)).collect()
}

/// Stores another seal in the place of the one that was read, with another hash where there is one. `false` when
/// something else stands there by now.
///
/// # Errors
/// When the database fails.
pub async fn replace<C: ConnectionTrait>(
    conn: &C,
    column: SealedColumn,
    read: &SealedRow,
    new: SealedValue,
    hash: Option<Vec<u8>>,
) -> Result<bool, DbError> {
    let place = column.place();
    let mut update = Query::update();
    update.table(Alias::new(place.table)).and_where(Expr::col(Alias::new("id")).eq(Value::from(read.id)));
    match (&place.form, new, &read.value) {
        (
            Form::Parts(name),
            SealedValue::Parts { key_id, nonce, ciphertext },
            SealedValue::Parts { nonce: before, .. },
        ) => {
            let [key_id_column, nonce_column, ciphertext_column] = parts(name).map(Alias::new);
            update
                .value(key_id_column, key_id)
                .value(nonce_column.clone(), nonce)
                .value(ciphertext_column, ciphertext)
                // No two seals have the same nonce.
                .and_where(Expr::col(nonce_column).eq(before.clone()));
        }
        (Form::Envelope(column), SealedValue::Envelope(new), SealedValue::Envelope(before)) => {
            let column = Alias::new(*column);
            update.value(column.clone(), new).and_where(Expr::col(column).eq(before.as_str()));
        }
        _ => return Err(DbError::Custom("a seal in the form of another column".to_owned())),
    }
    if let (Some(column), Some(hash)) = (place.hash, hash) {
        update.value(Alias::new(column), hash);
    }
    Ok(conn.execute(&update).await?.rows_affected() == 1)
}

/// How many rows other keys than `newest` sealed, by key.
///
/// # Errors
/// When the database fails.
pub async fn counts<C: ConnectionTrait>(
    conn: &C,
    column: SealedColumn,
    newest: &str,
) -> Result<BTreeMap<String, u64>, DbError> {
    let place = column.place();
    let key_id = match place.form {
        Form::Parts(name) => Expr::cust(format!("{name}_key_id")),
        Form::Envelope(column) => Expr::cust(format!("substr({column}, {}, {KEY_ID})", ENVELOPE.len() + 1)),
    };
    let mut select = place.others(newest);
    select
        .expr_as(key_id, Alias::new("key_id"))
        .expr_as(Expr::cust("count(*)"), Alias::new("n"))
        .add_group_by([Expr::cust("1")]);
    let rows = conn.query_all(&select).await?;
    let read =
        |row: &QueryResult| Ok((row.try_get("", "key_id")?, row.try_get::<i64>("", "n")?.unsigned_abs()));
    rows.iter().map(read).collect()
}

impl Place {
    /// Everything that is sealed, but not with `newest`.
    fn others(&self, newest: &str) -> SelectStatement {
        let mut select = Query::select();
        select.from(Alias::new(self.table));
        match self.form {
            Form::Parts(name) => {
                // Where nothing is sealed it is null, which no comparison finds.
                select.and_where(Expr::col(Alias::new(format!("{name}_key_id"))).ne(newest));
            }
            Form::Envelope(column) => {
                let like = |text: String| LikeExpr::new(text);
                select.and_where(Expr::col(Alias::new(column)).like(like(format!("{ENVELOPE}%")))).and_where(
                    Expr::col(Alias::new(column)).not_like(like(format!("{ENVELOPE}{newest}\"%"))),
                );
            }
        }
        select
    }

    fn read(&self, row: &QueryResult) -> Result<SealedRow, DbError> {
        let id = match self.is_counted {
            true => RowId::Number(row.try_get("", "id")?),
            false => RowId::Uuid(row.try_get("", "id")?),
        };
        let value = match self.form {
            Form::Parts(name) => {
                let [key_id, nonce, ciphertext] = parts(name);
                SealedValue::Parts {
                    key_id: row.try_get("", &key_id)?,
                    nonce: row.try_get("", &nonce)?,
                    ciphertext: row.try_get("", &ciphertext)?,
                }
            }
            Form::Envelope(column) => SealedValue::Envelope(row.try_get("", column)?),
        };
        Ok(SealedRow { id, tenant: row.try_get("", "tenant_id")?, value })
    }
}

impl From<RowId> for Value {
    fn from(id: RowId) -> Self {
        match id {
            RowId::Uuid(id) => id.into(),
            RowId::Number(id) => id.into(),
        }
    }
}
