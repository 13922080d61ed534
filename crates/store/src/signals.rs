//! Signals between servers on one PostgreSQL: NOTIFY and LISTEN. SQLite has one server and needs none.

use sea_orm::{ConnectionTrait, DbBackend, RuntimeErr, Statement, sqlx::postgres::PgListener};

use crate::{Db, DbError, DbKind};

const CHANNEL: &str = "switchboard";
/// PostgreSQL takes payloads of less than 8,000 bytes.
pub const MAX_PAYLOAD: usize = 7_900;

/// A connection that hears signals.
#[derive(Debug)]
pub struct Listener(PgListener);

impl Db {
    /// Begins to listen; `None` where there is nobody to hear.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn listen(&self) -> Result<Option<Listener>, DbError> {
        if self.kind() == DbKind::Sqlite {
            return Ok(None);
        }
        let mut listener = PgListener::connect_with(self.writer().pool().get_postgres_connection_pool())
            .await
            .map_err(lost)?;
        listener.listen(CHANNEL).await.map_err(lost)?;
        Ok(Some(Listener(listener)))
    }

    /// Sends a signal to every server, this one too.
    ///
    /// # Errors
    /// When the database fails, or the payload is longer than [`MAX_PAYLOAD`].
    pub async fn signal(&self, payload: &str) -> Result<(), DbError> {
        let values = [CHANNEL.into(), payload.into()];
        let statement =
            Statement::from_sql_and_values(DbBackend::Postgres, "select pg_notify($1, $2)", values);
        self.writer().execute_raw(statement).await?;
        Ok(())
    }
}

impl Listener {
    /// The next signal; `None` after the connection was lost and made anew: something may have been missed.
    ///
    /// # Errors
    /// When it cannot be made anew.
    pub async fn next(&mut self) -> Result<Option<String>, DbError> {
        let heard = self.0.try_recv().await.map_err(lost)?;
        Ok(heard.map(|signal| signal.payload().to_owned()))
    }
}

fn lost(error: sea_orm::sqlx::Error) -> DbError {
    DbError::Conn(RuntimeErr::SqlxError(error.into()))
}
