//! What those who use kept connections may rely on, and what they leave alone.

use sea_orm::{ConnectionTrait as _, DbBackend, sqlx::Sqlite};

use super::*;
use crate::{Db, OpenOptions, connections::AtHand};

/// Answers after a while.
const SLOW: &str = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select max(i) as found from n";

struct Scene {
    db: Db,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn open(connections: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("read.db").display());
        let db = Db::open(&OpenOptions { url, max_connections: connections }).await.unwrap();
        db.writer().execute_unprepared("create table number (id integer)").await.unwrap();
        Self { db, _folder: folder }
    }

    async fn read(&self, sql: &str) -> Result<i64, DbErr> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        self.db.reader().query_one_raw(statement).await?.unwrap().try_get("", "found")
    }

    fn shelf(&self) -> &Arc<Shelf<Sqlite>> {
        match self.db.reader().at_hand() {
            AtHand::Sqlite(shelf) => shelf,
            AtHand::Postgres(_) => panic!("no SQLite"),
        }
    }
}

#[tokio::test]
async fn a_connection_stays_at_hand_and_sees_what_was_committed_meanwhile() {
    let scene = Scene::open(4).await;
    for committed in 0..5 {
        assert_eq!(scene.read("select count(*) as found from number").await.unwrap(), committed);
        assert_eq!(scene.shelf().locked().len(), 1, "one was enough");
        scene.db.writer().execute_unprepared("insert into number values (1)").await.unwrap();
    }
}

#[tokio::test]
async fn one_that_failed_or_was_left_in_the_middle_is_not_kept_and_the_seat_is_free_again() {
    let scene = Scene::open(1).await;
    scene.read("select * from nothing").await.unwrap_err();
    assert!(scene.shelf().locked().is_empty());
    let left = timeout(Duration::from_millis(20), scene.read(SLOW)).await;
    assert!(left.is_err(), "it takes longer");
    assert!(scene.shelf().locked().is_empty());
    assert_eq!(scene.read("select 7 as found").await.unwrap(), 7, "and no answer to another question");
}

#[tokio::test]
async fn those_that_nobody_needs_for_a_moment_go_back_to_the_pool() {
    let scene = Scene::open(2).await;
    scene.read("select 1 as found").await.unwrap();
    assert!(scene.shelf().clear(), "it was used just now");
    tokio::time::pause();
    tokio::time::advance(REST).await;
    assert!(!scene.shelf().clear());
    tokio::time::resume();
    assert_eq!(scene.read("select 2 as found").await.unwrap(), 2);
}

#[tokio::test]
async fn a_closed_database_reads_no_more_and_waits_for_no_connection_at_hand() {
    let scene = Scene::open(2).await;
    scene.read("select 1 as found").await.unwrap();
    let also = scene.db.clone();
    timeout(Duration::from_secs(5), also.close()).await.expect("nothing to wait for").unwrap();
    let refused = scene.read("select 1 as found").await.unwrap_err();
    assert!(matches!(refused, DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)), "{refused}");
}

#[tokio::test]
async fn another_connection_opens_while_a_transaction_is_in_hand() {
    let scene = Scene::open(2).await;
    let transaction = scene.db.begin().await.unwrap();
    transaction.tx().execute_unprepared("insert into number values (1)").await.unwrap();
    let (slow, quick) = tokio::join!(scene.read(SLOW), scene.read("select 7 as found"));
    assert_eq!((slow.unwrap(), quick.unwrap()), (3_000_000, 7));
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn who_waits_at_the_pool_gets_what_comes_to_rest() {
    let scene = Scene::open(1).await;
    let shelf = Arc::clone(scene.shelf());
    let lease = shelf.lease().await.unwrap();
    // Somebody's seat is free before its connection is back at the pool.
    shelf.seats.add_permits(1);
    let next = tokio::spawn({
        let shelf = Arc::clone(&shelf);
        async move { shelf.lease().await.map(|_| ()) }
    });
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert!(!next.is_finished(), "the pool has no other");
    shelf.rest(lease);
    timeout(Duration::from_secs(1), next).await.expect("at once").unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_that_is_being_opened_is_kept_also_when_another_one_was_there_first() {
    let scene = Scene::open(2).await;
    let shelf = Arc::clone(scene.shelf());
    for _ in 0..20 {
        let first = shelf.lease().await.unwrap();
        let next = tokio::spawn({
            let shelf = Arc::clone(&shelf);
            async move { shelf.lease().await.unwrap() }
        });
        tokio::task::yield_now().await;
        shelf.rest(first);
        shelf.rest(next.await.unwrap());
    }
    let both = async {
        while shelf.locked().len() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_secs(5), both).await.expect("the second one was opened");
    assert_eq!(shelf.pool.size(), 2);
}

#[tokio::test]
async fn readers_that_nobody_needs_any_more_are_closed() {
    let scene = Scene::open(3).await;
    let (first, second, third) =
        tokio::join!(scene.read(SLOW), scene.read(SLOW), scene.read("select 7 as found"));
    assert_eq!((first.unwrap(), second.unwrap(), third.unwrap()), (3_000_000, 3_000_000, 7));
    assert!(scene.shelf().pool.size() > 1);
    let closed = async {
        while scene.shelf().pool.size() > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(Duration::from_secs(20), closed).await.expect("they cost memory");
    assert_eq!(scene.read("select 7 as found").await.unwrap(), 7);
}

#[tokio::test]
async fn pending_migrations_are_counted_while_the_only_reader_rests() {
    let scene = Scene::open(1).await;
    scene.read("select 1 as found").await.unwrap();
    assert_eq!(scene.shelf().locked().len(), 1);
    let counted = timeout(Duration::from_millis(500), scene.db.pending_migrations()).await;
    assert!(counted.expect("it waits for nobody").unwrap() > 0);
}

#[test]
fn it_may_be_dropped_when_its_runtime_is_gone() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let scene = runtime.block_on(async {
        let scene = Scene::open(2).await;
        scene.read("select 1 as found").await.unwrap();
        scene
    });
    drop(runtime);
    drop(scene);
}
