//! Pages of histories. On PostgreSQL, where each query is a journey, those that are wanted at the same moment are read by one.

use switchboard_store::{
    Db, DbError, DbKind,
    histories::{self, Page, Shown},
};

use crate::reading::{Reading, Together};

/// Who skips more than this reads alone: the rows on the way are looked at, and others would wait for them.
const SHALLOW: u64 = 1_000;

/// Where pages are read.
#[derive(Debug)]
pub(super) struct Pages(Together<Histories>);

#[derive(Debug)]
struct Histories(Db);

impl Pages {
    pub(super) fn of(db: &Db) -> Self {
        Self(Together::new(db.kind(), Histories(db.clone())))
    }

    /// The page, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn read(&self, page: Page) -> Result<Vec<Shown>, DbError> {
        let Self(together) = self;
        match together.reading().0.kind() {
            DbKind::Postgres if page.skip <= SHALLOW => together.ask(page).await,
            // SQLite has as many readers as there are callers, and no journey.
            _ => together.alone(&page).await,
        }
    }
}

impl Reading for Histories {
    type Question = Page;
    type Answer = Vec<Shown>;

    async fn together(&self, pages: &[Page]) -> Result<Vec<Vec<Shown>>, DbError> {
        histories::pages_on_postgres(self.0.reader(), pages).await
    }

    async fn alone(&self, page: &Page) -> Result<Vec<Shown>, DbError> {
        histories::page(self.0.reader(), *page).await
    }
}
