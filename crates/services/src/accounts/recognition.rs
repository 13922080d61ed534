//! Whom a token names. Every call asks this first, so those who call at the same moment are looked up together.

use switchboard_store::{
    Db, DbError,
    entities::app_user::Model,
    users::{by_token, by_tokens},
};

use crate::reading::{Reading, Together};

/// Where callers are looked up.
pub(super) type Recognition = Together<Callers>;

/// Users as tokens name them: the tenant's slug, and the id in the host application.
#[derive(Debug)]
pub(super) struct Callers(Db);

pub(super) fn recognition(db: &Db) -> Recognition {
    Together::new(db.kind(), Callers(db.clone()))
}

impl Reading for Callers {
    type Question = (String, String);
    /// `None`: nobody yet.
    type Answer = Option<Model>;

    async fn together(&self, tokens: &[(String, String)]) -> Result<Vec<Option<Model>>, DbError> {
        by_tokens(self.0.reader(), tokens).await
    }

    async fn alone(&self, (slug, external_id): &(String, String)) -> Result<Option<Model>, DbError> {
        by_token(self.0.reader(), slug, external_id).await
    }
}
