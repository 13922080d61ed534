//! `telegramBotStatus`.

use super::{Scene, refused};
use crate::{
    actor::Role,
    error::Error,
    integrations::{BotStatus, SeedBot},
    people::{
        self,
        fixture::{Home, person, private_chat},
    },
};

#[tokio::test]
async fn a_tenant_without_a_bot_is_not_connected() {
    let scene = Scene::open(None).await;
    let admin = scene.caller(Role::Admin).await;
    let (bot_username, bot_name, webhook_url) = (None, None, None);
    let nothing = BotStatus { connected: false, bot_username, bot_name, subscriber_count: 0, webhook_url };
    assert_eq!(scene.integrations.bot_status(&admin).await.unwrap(), nothing);
}

#[tokio::test]
async fn the_status_is_telegrams_word_of_this_moment() {
    let scene = Scene::open(None).await;
    let token = format!("123456:{}", "a".repeat(35)).into();
    scene.integrations.seed(SeedBot { token, support_chat_id: None }).await.unwrap();
    let admin = scene.caller(Role::Admin).await;
    let home = Home { tenant: admin.tenant, slug: "default".to_owned(), bot: 123_456 };
    let incoming = scene.house.incoming(&home).await;
    let ann = person(42, None);
    people::meet(&incoming, &private_chat(&ann), &ann).await.unwrap();
    incoming.work.commit().await.unwrap();

    let status = scene.integrations.bot_status(&admin).await.unwrap();
    assert!(status.connected);
    assert_eq!((status.bot_name.as_deref(), status.subscriber_count), (Some("Acme"), 1));
    scene.telegram.answer("getMe", Err(refused(401)));
    let status = scene.integrations.bot_status(&admin).await.unwrap();
    assert!(!status.connected);
    assert_eq!(status.bot_username.as_deref(), Some("acme_bot"));

    let foreign = scene.caller_of("other", Role::Admin).await;
    assert_eq!(scene.integrations.bot_status(&foreign).await.unwrap().subscriber_count, 0);
    for role in [Role::User, Role::SiteOwner] {
        let small = scene.caller(role).await;
        assert!(matches!(scene.integrations.bot_status(&small).await, Err(Error::Forbidden(_))));
    }
}
