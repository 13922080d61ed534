//! Conditions on a list of ids, as one parameter. A statement whose text grows with its list is parsed and planned anew for
//! every length, and drives other statements out of the connection's cache.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, Statement,
    sea_query::{Expr, IntoColumnRef as _},
};
use uuid::Uuid;

/// Whether the integer column holds one of these.
pub(crate) fn among<C: ConnectionTrait>(
    conn: &C,
    column: impl ColumnTrait,
    ids: impl IntoIterator<Item = i64>,
) -> Expr {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    let column = Expr::col(column.as_column_ref().into_column_ref());
    match conn.get_database_backend() {
        DbBackend::Postgres => {
            Expr::cust_with_exprs("$1 = any(cast($2 as bigint[]))", [column, Expr::value(array(&ids))])
        }
        _ => {
            Expr::cust_with_exprs("? in (select value from json_each(?))", [column, Expr::value(list(&ids))])
        }
    }
}

/// Whether the column holds one of these UUIDs.
pub(crate) fn among_uuids<C: ConnectionTrait>(
    conn: &C,
    column: impl ColumnTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Expr {
    let column = Expr::col(column.as_column_ref().into_column_ref());
    match conn.get_database_backend() {
        DbBackend::Postgres => {
            let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
            Expr::cust_with_exprs("$1 = any(cast($2 as uuid[]))", [column, Expr::value(array(&ids))])
        }
        _ => {
            let ids: Vec<String> = ids.into_iter().map(|id| format!("\"{}\"", id.simple())).collect();
            let list = Expr::value(list(&ids));
            Expr::cust_with_exprs("? in (select unhex(value) from json_each(?))", [column, list])
        }
    }
}

/// A statement that is written by hand; `sql` puts the condition, that the integer column holds one of these, in its place.
pub(crate) fn with_list<C: ConnectionTrait>(
    conn: &C,
    column: &str,
    ids: &[i64],
    sql: impl Fn(&str) -> String,
) -> Statement {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let backend = conn.get_database_backend();
    let (condition, ids) = match backend {
        DbBackend::Postgres => (format!("{column} = any(cast($1 as bigint[]))"), array(&ids)),
        _ => (format!("{column} in (select value from json_each(?))"), list(&ids)),
    };
    Statement::from_sql_and_values(backend, sql(&condition), [ids.into()])
}

/// An array as PostgreSQL writes it. Only for what needs no quotes.
pub(crate) fn array(items: &[String]) -> String {
    format!("{{{}}}", items.join(","))
}

/// A list as JSON writes it. The items are JSON already.
fn list(items: &[String]) -> String {
    format!("[{}]", items.join(","))
}
