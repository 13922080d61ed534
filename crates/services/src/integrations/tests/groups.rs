//! What happens to the chats that a bot is in.

use serde_json::json;
use switchboard_store::{ChatId, chats, integrations};

use super::Scene;
use crate::{
    delivery::{Outgoing, accept},
    people::{
        self,
        fixture::{Home, group},
    },
};

const OLD: i64 = -77;
const NEW: i64 = -1_000_000_000_077;

async fn row(scene: &Scene, home: &Home, telegram_id: i64) -> Option<ChatId> {
    let reader = scene.house.core.db.reader();
    chats::by_telegram_id(reader, home.tenant, home.bot, telegram_id).await.unwrap().map(|chat| chat.id)
}

/// A chat with something waiting for it.
async fn with_a_send(scene: &Scene, home: &Home, telegram_id: i64) -> ChatId {
    let incoming = scene.house.incoming(home).await;
    let chat = people::record_chat(&incoming, &group(telegram_id)).await.unwrap();
    let hello = Outgoing::new(home.bot, chat, "sendMessage", json!({"text": "hello"}));
    accept(&incoming.work, home.tenant, hello).await.unwrap();
    incoming.work.commit().await.unwrap();
    chat
}

async fn migrate(scene: &Scene, home: &Home) {
    let incoming = scene.house.incoming(home).await;
    scene.integrations.chat_migrated(&incoming, OLD, NEW).await.unwrap();
    incoming.work.commit().await.unwrap();
}

#[tokio::test]
async fn a_migrated_group_keeps_its_row_and_its_place() {
    let scene = Scene::open(None).await;
    let home = scene.house.home("acme", 500, |row| row.support_chat_id = Some(OLD)).await;
    let chat = with_a_send(&scene, &home, OLD).await;
    migrate(&scene, &home).await;
    assert_eq!((row(&scene, &home, OLD).await, row(&scene, &home, NEW).await), (None, Some(chat)));
    let (integration, _) =
        integrations::by_bot(scene.house.core.db.reader(), home.bot).await.unwrap().unwrap();
    assert_eq!(integration.support_chat_id, Some(NEW));
    migrate(&scene, &home).await;
    assert_eq!(row(&scene, &home, NEW).await, Some(chat), "both sides tell of it");
}

#[tokio::test]
async fn whatever_waited_under_either_id_waits_in_one_lane() {
    let scene = Scene::open(None).await;
    let home = scene.house.home("acme", 500, |_| {}).await;
    let older = with_a_send(&scene, &home, OLD).await;
    with_a_send(&scene, &home, NEW).await;
    migrate(&scene, &home).await;
    assert_eq!((row(&scene, &home, OLD).await, row(&scene, &home, NEW).await), (None, Some(older)));
    let sends = scene.house.accepted(&home, 0).await;
    assert_eq!(sends.len(), 2);
    assert_eq!(sends[0].lane_id, sends[1].lane_id);

    // A late update of the old group made a row for it again.
    with_a_send(&scene, &home, OLD).await;
    migrate(&scene, &home).await;
    assert_eq!((row(&scene, &home, OLD).await, row(&scene, &home, NEW).await), (None, Some(older)));
}

#[tokio::test]
async fn the_bots_status_in_a_chat_is_kept_and_who_added_it_until_it_is_removed() {
    let scene = Scene::open(None).await;
    let home = scene.house.home("acme", 500, |_| {}).await;
    for (status, by, added_by) in [
        ("member", Some(7), Some(7)),
        ("administrator", Some(8), Some(7)),
        ("kicked", Some(8), None),
        ("administrator", Some(8), Some(8)),
        ("left", None, None),
    ] {
        let incoming = scene.house.incoming(&home).await;
        scene.integrations.membership_changed(&incoming, &group(OLD), status, by).await.unwrap();
        incoming.work.commit().await.unwrap();
        let reader = scene.house.core.db.reader();
        let chat = chats::by_telegram_id(reader, home.tenant, home.bot, OLD).await.unwrap().unwrap();
        assert_eq!((chat.membership.as_deref(), chat.added_by), (Some(status), added_by));
    }
}
