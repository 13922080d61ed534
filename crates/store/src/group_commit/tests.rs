//! What callers who share a commit may rely on.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, Statement};

use super::*;
use crate::{Db, Later as _, OpenOptions};

struct Scene {
    db: Db,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("group.db").display());
        let db = Db::open(&OpenOptions { url, max_connections: 2 }).await.unwrap();
        let tables = "create table parent (id integer primary key); create table number (id integer primary key, \
             parent integer references parent (id) deferrable initially deferred);";
        db.writer().execute_unprepared(tables).await.unwrap();
        Self { db, _folder: folder }
    }

    async fn insert(&self, transaction: &Transaction, id: i64, parent: &str) {
        let insert = format!("insert into number values ({id}, {parent})");
        transaction.tx().execute_unprepared(&insert).await.unwrap();
    }

    async fn numbers(&self) -> BTreeSet<i64> {
        let all = Statement::from_string(sea_orm::DbBackend::Sqlite, "select id from number");
        let rows = self.db.reader().query_all_raw(all).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Begins once the open transaction lets it in; the next one is at the door when this returns.
    fn knock(&self) -> tokio::task::JoinHandle<Transaction> {
        let db = self.db.clone();
        tokio::spawn(async move { db.begin().await.unwrap() })
    }
}

async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn many_commit_and_those_who_leave_undo_only_their_own() {
    let scene = Arc::new(Scene::open().await);
    let callers = (0..200).map(|id| {
        let scene = Arc::clone(&scene);
        tokio::spawn(async move {
            let transaction = scene.db.begin().await.unwrap();
            scene.insert(&transaction, id, "null").await;
            if id % 7 != 3 {
                transaction.commit().await.unwrap();
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    assert_eq!(scene.numbers().await, (0..200).filter(|id| id % 7 != 3).collect());
}

#[tokio::test]
async fn when_the_commit_fails_everybody_in_it_hears_so_and_the_next_group_is_whole() {
    let scene = Scene::open().await;
    let first = scene.db.begin().await.unwrap();
    scene.insert(&first, 1, "null").await;
    let second = scene.knock();
    settle().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    // A broken reference comes to light at the commit only.
    scene.insert(&second, 2, "99").await;
    assert!(!first.is_finished(), "told before it was durable");
    assert!(second.commit().await.is_err());
    assert!(first.await.unwrap().is_err());
    let third = scene.db.begin().await.unwrap();
    scene.insert(&third, 3, "null").await;
    third.commit().await.unwrap();
    assert_eq!(scene.numbers().await, BTreeSet::from([3]));
}

#[tokio::test]
async fn a_group_whose_next_member_never_comes_is_committed_all_the_same() {
    let scene = Scene::open().await;
    let first = scene.db.begin().await.unwrap();
    scene.insert(&first, 1, "null").await;
    let next = scene.knock();
    settle().await;
    let first = tokio::spawn(first.commit());
    drop(next.await.unwrap());
    first.await.unwrap().unwrap();
    assert_eq!(scene.numbers().await, BTreeSet::from([1]));
}

#[tokio::test]
async fn what_was_put_off_fails_whoever_put_it_off_and_not_the_next_one() {
    let scene = Scene::open().await;
    let first = scene.db.begin().await.unwrap();
    scene.insert(&first, 1, "null").await;
    let again = Statement::from_string(sea_orm::DbBackend::Sqlite, "insert into number values (1, null)");
    first.tx().later(again).await.unwrap();
    let second = scene.knock();
    settle().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    scene.insert(&second, 2, "null").await;
    second.commit().await.unwrap();
    assert!(first.await.unwrap().is_err());
    assert_eq!(scene.numbers().await, BTreeSet::from([2]));
}

#[tokio::test]
async fn whoever_comes_next_and_leaves_takes_nobodys_answer_along() {
    let scene = Scene::open().await;
    let first = scene.db.begin().await.unwrap();
    scene.insert(&first, 1, "null").await;
    let second = scene.knock();
    settle().await;
    let first = tokio::spawn(first.commit());
    let second = second.await.unwrap();
    // It leaves without a commit, and whoever comes then has to commit the group before anything else.
    drop(second);
    {
        let mut third = std::pin::pin!(scene.db.begin());
        let asked =
            std::future::poll_fn(|context| std::task::Poll::Ready(third.as_mut().poll(context))).await;
        assert!(asked.is_pending(), "the group is being committed");
    }
    first.await.unwrap().unwrap();
    assert_eq!(scene.numbers().await, BTreeSet::from([1]));
}
