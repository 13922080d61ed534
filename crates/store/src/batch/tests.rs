//! Rows that are inserted together are those that are inserted one by one, on either database.

use chrono::Duration;
use sea_orm::{IdenStatic, Iterable};
use uuid::Uuid;

use super::*;
use crate::{
    ContactId, LaneId, MessageId, TenantId, Tx, UserId,
    entities::{
        integration::DeliveryPolicy,
        lane,
        message::{self, MessageDirection, MessageStatus},
        outbox as send,
    },
    messages,
    outbox::{self, LaneKey, NewOutbox},
    scene::{BOT, CHATS, CONTACT, Scene, TENANT, USER, now},
};

/// What JSON and SQL might both take for something else.
const TEXTS: [&str; 4] =
    ["plain", "\"two\" \\n \\ 'one' $1 ?", "\n\ttab \u{7f} 😀 שלום \u{200f}", "{\"text\": null}"];

/// Whole seconds, milliseconds, microseconds, and what PostgreSQL cuts off.
fn times() -> [DateTime<Utc>; 4] {
    [0, 250_000_000, 123_456_000, 123_456_789].map(|nanos| now() + Duration::nanoseconds(nanos))
}

fn said() -> Vec<message::Model> {
    let statuses =
        [MessageStatus::Queued, MessageStatus::Received, MessageStatus::Failed, MessageStatus::Uncertain];
    let of = |n: usize| message::Model {
        id: MessageId::new(now()),
        tenant_id: TenantId(TENANT),
        conversation_id: None,
        contact_id: ContactId(CONTACT),
        user_id: (n > 0).then_some(UserId(USER)),
        direction: if n == 1 { MessageDirection::Incoming } else { MessageDirection::Outgoing },
        status: statuses[n],
        kind: "text".to_owned(),
        body: (n != 3).then(|| TEXTS[n].to_owned()),
        admin_username: (n == 2).then(|| TEXTS[2].to_owned()),
        failure: (n == 2).then(|| "blocked".to_owned()),
        created_at: times()[n],
        updated_at: times()[3 - n],
    };
    (0..4).map(of).collect()
}

fn sends(lane: LaneId, message: MessageId) -> Vec<NewOutbox> {
    let of = |n: usize| NewOutbox {
        tenant: TenantId(TENANT),
        lane,
        message: (n != 1).then_some(message),
        op: "sendMessage".to_owned(),
        payload: serde_json::json!({"text": TEXTS[n]}).to_string(),
        target: (n == 2).then_some(i64::MAX),
        policy: if n == 0 { DeliveryPolicy::Park } else { DeliveryPolicy::Resend },
        on_failure: (n == 3).then(|| TEXTS[3].to_owned()),
        expires_at: (n != 0).then(|| times()[n]),
        replay_of: (n == 1).then_some(9),
        broadcast: None,
        now: times()[3 - n],
    };
    (0..4).map(of).collect()
}

/// Every value of a table but those of `except`, as it is stored: on SQLite with its type.
async fn stored<C: IdenStatic + Iterable>(tx: &Tx, table: &str, except: &[&str]) -> Vec<Vec<Option<String>>> {
    let backend = tx.get_database_backend();
    let shown = |column: &str| match backend {
        DbBackend::Postgres => format!("cast(\"{column}\" as text)"),
        _ => format!("typeof(\"{column}\") || ' ' || quote(\"{column}\")"),
    };
    let columns = C::iter().map(|column| column.as_str()).filter(|column| !except.contains(column));
    let columns: Vec<String> = columns.map(shown).collect();
    let sql = format!("select {} from {table} order by id", columns.join(", "));
    let mut stored = Vec::new();
    for row in tx.query_all_raw(Statement::from_string(backend, sql)).await.unwrap() {
        let cells = (0..columns.len()).map(|n| row.try_get_by_index(n).unwrap());
        stored.push(cells.collect::<Vec<Option<String>>>());
    }
    stored
}

async fn they_are_stored_alike(scene: &Scene) {
    let key = LaneKey { chat: CHATS[0], stream: Uuid::nil(), class: 1, bot: BOT };
    let transaction = scene.db.begin().await.unwrap();
    let lane = outbox::open_lane(transaction.tx(), key).await.unwrap();
    transaction.commit().await.unwrap();
    let messages = said();

    let transaction = scene.db.begin().await.unwrap();
    let tx = transaction.tx();
    for message in messages.clone() {
        messages::insert(tx, message).await.unwrap();
    }
    for send in sends(lane, messages[0].id) {
        outbox::insert(tx, send).await.unwrap();
    }
    let single_messages = stored::<message::Column>(tx, "message", &[]).await;
    let single_sends = stored::<send::Column>(tx, "outbox", &["id"]).await;
    drop(transaction);

    let transaction = scene.db.begin().await.unwrap();
    let tx = transaction.tx();
    assert!(stored::<message::Column>(tx, "message", &[]).await.is_empty(), "the first ones were undone");
    messages::insert_all(tx, messages.clone()).await.unwrap();
    outbox::insert_all(tx, sends(lane, messages[0].id)).await.unwrap();
    assert_eq!((single_messages.len(), single_sends.len()), (4, 4));
    assert_eq!(stored::<message::Column>(tx, "message", &[]).await, single_messages);
    assert_eq!(stored::<send::Column>(tx, "outbox", &["id"]).await, single_sends, "in this order");
}

async fn lanes_are_made_once_and_opened_again(scene: &Scene) {
    let transaction = scene.db.begin().await.unwrap();
    let tx = transaction.tx();
    let key = |chat, stream, class| LaneKey { chat, stream: Uuid::from_u128(stream), class, bot: BOT };
    let known = outbox::open_lane(tx, key(CHATS[1], 0, 1)).await.unwrap();
    tx.execute_unprepared("update lane set open = false").await.unwrap();
    let keys = [
        key(CHATS[1], 0, 1),
        key(CHATS[0], 9, 1),
        key(CHATS[0], 0, -1),
        key(CHATS[1], 0, 1),
        key(CHATS[0], 0, 1),
    ];
    let lanes = outbox::make_lanes(tx, &keys).await.unwrap();
    assert_eq!(lanes.len(), keys.len());
    assert_eq!([lanes[0], lanes[3]], [known, known]);
    for (key, lane) in keys.into_iter().zip(&lanes) {
        assert_eq!(outbox::open_lane(tx, key).await.unwrap(), *lane, "{key:?}");
    }
    let closed = Statement::from_string(tx.get_database_backend(), "select id from lane where not open");
    assert!(tx.query_all_raw(closed).await.unwrap().is_empty());
    assert!(outbox::make_lanes(tx, &[]).await.unwrap().is_empty());
    outbox::insert_all(tx, Vec::new()).await.unwrap();
    outbox::open_lane(tx, key(CHATS[1], 9, 5)).await.unwrap();
    outbox::make_lanes(tx, &[key(CHATS[1], 9, 6)]).await.unwrap();
    let lanes = stored::<lane::Column>(tx, "lane", &["id", "class"]).await;
    assert_eq!(lanes[lanes.len() - 2], lanes[lanes.len() - 1]);
}

#[tokio::test]
async fn on_sqlite() {
    let scene = Scene::sqlite().await;
    they_are_stored_alike(&scene).await;
    lanes_are_made_once_and_opened_again(&scene).await;
    scene.close().await;
}

#[tokio::test]
async fn on_postgres() {
    let scene = Scene::postgres().await;
    they_are_stored_alike(&scene).await;
    lanes_are_made_once_and_opened_again(&scene).await;
    scene.close().await;
}
