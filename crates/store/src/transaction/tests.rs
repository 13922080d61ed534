//! What a transaction on SQLite may put off, and what it must not.

use std::{collections::BTreeSet, time::Duration};

use sea_orm::Value;
use tokio::time::timeout;

use super::*;
use crate::{Db, OpenOptions};

/// Answers after a while.
const SLOW: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000) select max(i) from n";

struct Scene {
    db: Db,
    _folder: tempfile::TempDir,
}

fn sql(text: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, text)
}

fn insert(id: i64) -> Statement {
    Statement::from_sql_and_values(DbBackend::Sqlite, "insert into number values (?)", [Value::from(id)])
}

impl Scene {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("put_off.db").display());
        let db = Db::open(&OpenOptions { url, max_connections: 2 }).await.unwrap();
        db.writer().execute_unprepared("create table number (id integer primary key)").await.unwrap();
        Self { db, _folder: folder }
    }

    async fn begin(&self) -> Tx {
        let begun = timeout(Duration::from_secs(5), Tx::begin(self.db.writer())).await;
        begun.expect("the connection was given back").unwrap()
    }

    async fn stored(&self) -> BTreeSet<i64> {
        numbers(self.db.reader()).await
    }
}

async fn numbers<C: ConnectionTrait>(conn: &C) -> BTreeSet<i64> {
    let rows = conn.query_all_raw(sql("select id from number")).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

#[tokio::test]
async fn what_is_put_off_is_there_for_what_is_asked_next_and_in_the_commit() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    tx.later(insert(1)).await.unwrap();
    tx.later(insert(2)).await.unwrap();
    assert_eq!(numbers(&tx).await, BTreeSet::from([1, 2]));
    let changed = tx.execute_raw(sql("update number set id = id + 10")).await.unwrap();
    assert_eq!(changed.rows_affected(), 2);
    tx.later(insert(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, BTreeSet::from([3, 11, 12]));
}

#[tokio::test]
async fn a_hundred_are_put_off_with_their_own_values() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    for id in 0..100 {
        tx.later(insert(id)).await.unwrap();
    }
    let numbered = "insert into number select ?1 + ?2 + ?1";
    let values = [Value::from(100_i64), Value::from(800_i64)];
    tx.later(Statement::from_sql_and_values(DbBackend::Sqlite, numbered, values)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, (0..100).chain([1000]).collect());
}

#[tokio::test]
async fn who_leaves_undoes_what_was_said_and_what_was_put_off() {
    let scene = Scene::open().await;
    drop(scene.begin().await);
    for is_said in [false, true] {
        let tx = scene.begin().await;
        tx.later(insert(1)).await.unwrap();
        if is_said {
            assert_eq!(numbers(&tx).await.len(), 1);
            tx.later(insert(2)).await.unwrap();
        }
        drop(tx);
    }
    scene.begin().await.commit().await.unwrap();
    let tx = scene.begin().await;
    tx.later(insert(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, BTreeSet::from([3]));
}

#[tokio::test]
async fn what_fails_late_fails_what_is_asked_next_or_the_commit_and_nothing_of_it_happened() {
    let scene = Scene::open().await;
    for asks in [true, false] {
        let tx = scene.begin().await;
        tx.later(insert(1)).await.unwrap();
        tx.later(insert(1)).await.unwrap();
        if asks {
            tx.query_all_raw(insert(2)).await.unwrap_err();
            tx.query_all_raw(insert(3)).await.unwrap_err();
        }
        tx.commit().await.unwrap_err();
        assert!(scene.stored().await.is_empty());
    }
}

/// As a full disk does: SQLite gives the whole transaction up, and what came next would be for good.
#[tokio::test]
async fn after_sqlite_gave_it_up_nothing_more_is_carried_out() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    tx.execute_raw(insert(1)).await.unwrap();
    tx.execute_raw(sql("insert or rollback into number values (1)")).await.unwrap_err();
    tx.later(insert(2)).await.unwrap();
    tx.execute_raw(insert(3)).await.unwrap_err();
    tx.execute_unprepared("insert into number values (4)").await.unwrap_err();
    tx.commit().await.unwrap_err();
    let tx = scene.begin().await;
    tx.later(sql("insert or rollback into number values (5), (5)")).await.unwrap();
    tx.later(insert(6)).await.unwrap();
    tx.commit().await.unwrap_err();
    let tx = scene.begin().await;
    tx.later(insert(7)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, BTreeSet::from([7]));
}

#[tokio::test]
async fn a_part_of_it_is_undone_alone_and_its_late_failure_is_its_own() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    tx.execute_raw(insert(1)).await.unwrap();
    for is_said in [false, true] {
        let part = tx.savepoint().await.unwrap();
        part.later(insert(2)).await.unwrap();
        if is_said {
            assert_eq!(numbers(&part).await, BTreeSet::from([1, 2]));
            part.later(insert(3)).await.unwrap();
        }
        drop(part);
    }
    let part = tx.savepoint().await.unwrap();
    part.later(insert(1)).await.unwrap();
    part.commit().await.unwrap_err();
    for id in [4, 5] {
        let part = tx.savepoint().await.unwrap();
        part.execute_raw(insert(id)).await.unwrap();
        part.commit().await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, BTreeSet::from([1, 4, 5]));
}

#[tokio::test]
async fn a_part_in_which_sqlite_gave_all_up_fails_the_whole() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    tx.execute_raw(insert(1)).await.unwrap();
    let part = tx.savepoint().await.unwrap();
    part.execute_raw(sql("insert or rollback into number values (1)")).await.unwrap_err();
    drop(part);
    tx.later(insert(2)).await.unwrap();
    tx.commit().await.unwrap_err();
    assert!(scene.stored().await.is_empty());
    scene.begin().await.commit().await.unwrap();
}

#[tokio::test]
async fn who_is_cut_off_in_the_middle_can_only_undo() {
    let scene = Scene::open().await;
    let tx = scene.begin().await;
    tx.later(insert(1)).await.unwrap();
    let part = tx.savepoint().await.unwrap();
    part.later(insert(2)).await.unwrap();
    timeout(Duration::from_millis(20), part.query_all_raw(sql(SLOW))).await.expect_err("it takes longer");
    part.execute_raw(insert(3)).await.expect_err("nobody knows how the last one ended");
    drop(part);
    assert_eq!(numbers(&tx).await, BTreeSet::from([1]));
    timeout(Duration::from_millis(20), tx.query_all_raw(sql(SLOW))).await.expect_err("it takes longer");
    tx.commit().await.unwrap_err();
    assert!(scene.stored().await.is_empty());
    let tx = scene.begin().await;
    tx.later(insert(4)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.stored().await, BTreeSet::from([4]));
}
