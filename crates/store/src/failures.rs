//! What a query can fail with, and what that means for whoever asked.

use sea_orm::{ConnAcquireErr, RuntimeErr, SqlErr, sqlx};

/// What a query can fail with. Its text never reaches the outside.
pub type DbError = sea_orm::DbErr;

/// Whether a write failed because such a row is there already.
#[must_use]
pub fn is_unique_violation(error: &DbError) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether the database, not the statement, is at fault: it is away, starting, full, or was too busy. The same statement
/// may well succeed later.
#[must_use]
pub fn is_outage(error: &DbError) -> bool {
    if let DbError::ConnectionAcquire(_) | DbError::Conn(_) = error {
        return true;
    }
    match cause(error) {
        Some(sqlx::Error::Database(refusal)) => refusal.code().is_some_and(|code| is_passing(&code)),
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
        ) => true,
        _ => false,
    }
}

/// What somebody is told who waited for the database for too long: an outage, and nothing happened.
#[must_use]
pub fn not_in_time() -> DbError {
    DbError::ConnectionAcquire(ConnAcquireErr::Timeout)
}

/// Whether the database gave the whole transaction up, to end a deadlock or a lost race: nothing of it happened (SQLSTATE class
/// 40). On SQLite there is one writer, and none is lost.
#[must_use]
pub fn is_surely_undone(error: &DbError) -> bool {
    let Some(sqlx::Error::Database(refusal)) = cause(error) else { return false };
    refusal.code().is_some_and(|code| is_lost_race(&code))
}

fn cause(error: &DbError) -> Option<&sqlx::Error> {
    match error {
        DbError::Exec(RuntimeErr::SqlxError(cause)) | DbError::Query(RuntimeErr::SqlxError(cause)) => {
            Some(cause)
        }
        _ => None,
    }
}

fn is_lost_race(code: &str) -> bool {
    code.len() == 5 && code.starts_with("40")
}

/// PostgreSQL: connection, resources, operator, a lost race (SQLSTATE classes 08, 53, 57, 40). SQLite: busy, locked, input
/// or output, full (the primary result code is in the lowest byte).
fn is_passing(code: &str) -> bool {
    let class = code.get(..2).unwrap_or_default();
    let is_postgres = code.len() == 5 && matches!(class, "08" | "53" | "57" | "40");
    is_postgres || code.parse::<i32>().is_ok_and(|code| code >= 0 && matches!(code & 0xff, 5 | 6 | 10 | 13))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_an_outage() {
        for code in ["08006", "57P01", "53300", "40P01", "5", "517", "13", "266"] {
            assert!(is_passing(code), "{code}");
        }
        for code in ["23505", "22P05", "42703", "19", "1555", "2067", "1", ""] {
            assert!(!is_passing(code), "{code}");
        }
        for (code, is_lost) in [
            ("40P01", true),
            ("40001", true),
            ("08006", false),
            ("23505", false),
            ("40", false),
            ("5", false),
        ] {
            assert_eq!(is_lost_race(code), is_lost, "{code}");
        }
        assert!(
            is_outage(&not_in_time()) && !is_surely_undone(&not_in_time()),
            "it may have been too busy only"
        );
        assert!(is_outage(&DbError::Conn(RuntimeErr::Internal("away".to_owned()))));
        assert!(!is_outage(&DbError::RecordNotFound("x".to_owned())));
    }
}
