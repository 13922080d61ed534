//! What transactions on PostgreSQL that run at the same time do to one another.

use std::{future::Future, pin::pin, task::Poll, time::Duration};

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use crate::{
    LaneId, TenantId, amendments, dispatch,
    entities::integration::DeliveryPolicy,
    failures::is_outage,
    outbox::{self, LaneKey, NewOutbox},
    scene::{BOT, CHATS, Scene, TENANT, now},
};

/// Shorter than the time after which PostgreSQL ends an idle transaction.
const PATIENCE: Duration = Duration::from_secs(3);

impl Scene {
    async fn lane(&self, chat: i64) -> LaneId {
        let work = self.db.begin().await.unwrap();
        let key = LaneKey { chat, stream: Uuid::nil(), class: 1, bot: BOT };
        let lane = outbox::open_lane(work.tx(), key).await.unwrap();
        work.commit().await.unwrap();
        lane
    }

    /// Waits until a query finds nothing.
    async fn until_nothing(&self, query: &str, otherwise: &str) {
        let since = Instant::now();
        loop {
            // On a connection that no transaction of ours has been on.
            let statement = Statement::from_string(DbBackend::Postgres, query);
            if self.db.reader().query_all_raw(statement).await.unwrap().is_empty() {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{otherwise}");
            sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Otherwise whoever opens two lanes and whoever closes them would wait for each other.
#[tokio::test]
async fn lanes_are_closed_in_the_order_of_their_keys_in_which_they_are_opened() {
    let scene = Scene::postgres().await;
    let later = scene.lane(CHATS[1]).await;
    let first = scene.lane(CHATS[0]).await;
    assert!(later < first, "the ids say the contrary");
    let holder = scene.db.begin().await.unwrap();
    let hold = format!("select id from lane where id = {later} for update");
    holder.tx().execute_unprepared(&hold).await.unwrap();
    let db = scene.db.clone();
    let closing = tokio::spawn(async move {
        let work = db.begin().await.unwrap();
        let closed = dispatch::close_empty(work.tx(), &[later, first]).await.unwrap();
        work.commit().await.unwrap();
        closed
    });
    let free = format!("select id from lane where id = {first} for update skip locked");
    scene.until_nothing(&free, "it waits for the later one, and does not hold the first").await;
    drop(holder);
    let mut closed = closing.await.unwrap();
    closed.sort_unstable();
    assert_eq!(closed, [later, first]);
    scene.close().await;
}

/// As a step does that ends the send and closes its lane.
#[tokio::test]
async fn an_amendment_holds_the_send_before_it_opens_the_lane() {
    let scene = Scene::postgres().await;
    let lane = scene.lane(CHATS[0]).await;
    let work = scene.db.begin().await.unwrap();
    let send = NewOutbox {
        tenant: TenantId(TENANT),
        lane,
        message: None,
        op: "sendMessage".to_owned(),
        payload: "{}".to_owned(),
        target: None,
        policy: DeliveryPolicy::Resend,
        on_failure: None,
        expires_at: None,
        replay_of: None,
        broadcast: None,
        now: now(),
    };
    let send = outbox::insert(work.tx(), send).await.unwrap();
    work.commit().await.unwrap();
    let holder = scene.db.begin().await.unwrap();
    let hold = format!("select id from lane where id = {lane} for update");
    holder.tx().execute_unprepared(&hold).await.unwrap();
    let db = scene.db.clone();
    let amending = tokio::spawn(async move {
        let work = db.begin().await.unwrap();
        let target = amendments::lock_target(work.tx(), TenantId(TENANT), send).await.unwrap();
        work.commit().await.unwrap();
        target
    });
    let free = format!("select id from outbox where id = {send} for update skip locked");
    scene.until_nothing(&free, "it waits for the lane, and does not hold the send").await;
    drop(holder);
    let (target, opened) = amending.await.unwrap().unwrap();
    assert_eq!((target.id, opened.id, opened.open), (send, lane, true));
    scene.close().await;
}

/// sqlx does not know of it, and would have later statements in it.
#[tokio::test]
async fn a_transaction_whose_beginning_nobody_waited_for_is_not_left_open() {
    let scene = Scene::postgres().await;
    // A connection is at hand, so that the first look asks it to begin.
    scene.db.writer().execute_unprepared("select 1").await.unwrap();
    loop {
        let mut beginning = pin!(scene.db.begin());
        let asked = std::future::poll_fn(|context| Poll::Ready(beginning.as_mut().poll(context))).await;
        // On a busy machine the answer may be there at the first look.
        if asked.is_pending() {
            break;
        }
    }
    let open = "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
         and state = 'idle in transaction'";
    // It may take a moment until it was begun at all.
    sleep(Duration::from_millis(300)).await;
    scene.until_nothing(open, "a transaction is open, and nobody knows of it").await;
    scene.close().await;
}

/// As when the server is cut off: nobody answers, and nobody refuses.
#[tokio::test]
async fn who_does_not_answer_is_given_up_and_others_take_its_place() {
    const SILENCE: &str = "select pg_sleep(30)";
    let scene = Scene::postgres().await;
    let asked = Instant::now();
    let work = scene.db.begin().await.unwrap();
    let (alone, within) =
        tokio::join!(scene.db.reader().execute_unprepared(SILENCE), work.tx().execute_unprepared(SILENCE),);
    for error in [alone.unwrap_err(), within.unwrap_err()] {
        assert!(is_outage(&error), "{error}");
    }
    work.commit().await.expect_err("nobody knows what came of it");
    // All that read, so that the next one has to wait until one of them is given up.
    let left = || timeout(Duration::from_millis(100), scene.db.reader().execute_unprepared(SILENCE));
    let (one, other) = tokio::join!(left(), left());
    assert!(one.is_err() && other.is_err(), "they would take longer");
    for _ in 0..5 {
        scene.db.reader().execute_unprepared("select 1").await.unwrap();
        scene.db.begin().await.unwrap().commit().await.unwrap();
    }
    assert!(asked.elapsed() < Duration::from_secs(20), "somebody waited for all of it");
    scene.close().await;
}
