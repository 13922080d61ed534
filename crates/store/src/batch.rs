//! Rows of one table, inserted by one statement with one parameter, whatever their number (see `among` for why). Columns and values
//! come from the entity, as they do for a single row, so that both write the same.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityName as _, EntityTrait, IdenStatic as _,
    Iterable as _, QueryResult, Statement, sea_query,
};
use serde_json::Value;

use crate::{DbError, Later};

#[cfg(test)]
mod tests;

/// Inserts rows in their order. All set the same columns.
pub(crate) async fn insert<A, C>(conn: &C, rows: &[A]) -> Result<(), DbError>
where
    A: ActiveModelTrait,
    C: Later,
{
    if rows.is_empty() {
        return Ok(());
    }
    conn.later(statement(conn.get_database_backend(), rows, "")?).await
}

/// The same; `rest` is how the statement ends: on conflict, returning. What is returned is in no order.
pub(crate) async fn insert_returning<A, C>(
    conn: &C,
    rows: &[A],
    rest: &str,
) -> Result<Vec<QueryResult>, DbError>
where
    A: ActiveModelTrait,
    C: ConnectionTrait,
{
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    conn.query_all_raw(statement(conn.get_database_backend(), rows, rest)?).await
}

fn statement<A: ActiveModelTrait>(backend: DbBackend, rows: &[A], rest: &str) -> Result<Statement, DbError> {
    let is_set = |column| rows.first().is_some_and(|row| !row.is_not_set(column));
    let columns: Vec<_> =
        <A::Entity as EntityTrait>::Column::iter().filter(|column| is_set(*column)).collect();
    let mut list = Vec::with_capacity(rows.len());
    let mut types = Vec::new();
    for row in rows {
        let mut cells = Vec::with_capacity(columns.len());
        types.clear();
        for column in &columns {
            let value = row.get(*column).into_value();
            let value = value.ok_or_else(|| DbError::Custom("a row lacks what others set".to_owned()))?;
            let (cell, type_name) = cell(backend, value)?;
            cells.push(cell);
            types.push(type_name);
        }
        list.push(Value::Array(cells));
    }
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect();
    let values: Vec<String> =
        types.iter().enumerate().map(|(n, type_name)| read(backend, n, type_name)).collect();
    let from = match backend {
        DbBackend::Postgres => {
            "jsonb_array_elements(cast($1 as jsonb)) with ordinality as list (value, place) order by place"
        }
        // Without a condition the parser takes `on conflict` for one of a join.
        _ => "json_each(?) where true order by key",
    };
    let (table, names, values) = (A::Entity::default().table_name(), names.join(", "), values.join(", "));
    let sql = format!("insert into \"{table}\" ({names}) select {values} from {from} {rest}");
    Ok(Statement::from_sql_and_values(backend, sql, [Value::Array(list).to_string().into()]))
}

/// A value as the list holds it, and its type at PostgreSQL.
fn cell(backend: DbBackend, value: sea_query::Value) -> Result<(Value, &'static str), DbError> {
    use sea_query::Value as Of;
    Ok(match value {
        Of::Bool(value) => (Value::from(value), "boolean"),
        Of::SmallInt(value) => (Value::from(value), "smallint"),
        Of::Int(value) => (Value::from(value), "integer"),
        Of::BigInt(value) => (Value::from(value), "bigint"),
        Of::String(value) => (Value::from(value), "text"),
        Of::Uuid(value) => (Value::from(value.map(|id| id.simple().to_string())), "uuid"),
        Of::ChronoDateTimeUtc(value) => (Value::from(value.map(|at| time(backend, at))), "timestamptz"),
        _ => return Err(DbError::Custom("a list of rows cannot hold such a value".to_owned())),
    })
}

/// As the driver writes it: SQLite keeps this text, and PostgreSQL whole microseconds, which it must not round.
fn time(backend: DbBackend, at: DateTime<Utc>) -> String {
    let precision = match backend {
        DbBackend::Postgres => SecondsFormat::Micros,
        _ => SecondsFormat::AutoSi,
    };
    at.to_rfc3339_opts(precision, false)
}

/// How the statement reads the `n`th value of a row.
fn read(backend: DbBackend, n: usize, type_name: &str) -> String {
    match (backend, type_name) {
        (DbBackend::Postgres, _) => format!("cast(value ->> {n} as {type_name})"),
        (_, "uuid") => format!("unhex(value ->> {n})"),
        _ => format!("value ->> {n}"),
    }
}
