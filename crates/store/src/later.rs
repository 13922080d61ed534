//! Writes whose result nobody waits for.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::Connections;

/// What such writes run on. A transaction may put them off until it has to speak to the database anyway, at its commit at the
/// latest: in their order, ahead of whatever is asked next, and if one fails, so does that.
pub trait Later: ConnectionTrait {
    /// Writes, now or before anything else of the transaction is seen.
    ///
    /// # Errors
    /// When the database fails; in a transaction perhaps only at the next statement or the commit.
    fn later(&self, statement: Statement) -> impl Future<Output = Result<(), DbErr>> + Send;
}

impl Later for Connections {
    async fn later(&self, statement: Statement) -> Result<(), DbErr> {
        self.execute_raw(statement).await.map(drop)
    }
}
