//! `TELEGRAM_BOT_TOKEN` at start.

use secrecy::ExposeSecret;
use switchboard_store::{
    bots as bot_rows,
    entities::{
        bot::{self, BotState},
        integration::{ConfiguredBy, Model},
    },
    integrations, settlement, tenants,
};

use super::{Scene, refused};
use crate::{
    bots,
    error::Error,
    integrations::{SeedBot, TokenCheck},
    telegram::CallError,
    work::Work,
};

fn token(bot: i64, letter: &str) -> SeedBot {
    SeedBot { token: format!("{bot}:{}", letter.repeat(35)).into(), support_chat_id: Some(-5) }
}

async fn seeded(scene: &Scene) -> (Model, bot::Model) {
    let reader = scene.house.core.db.reader();
    let tenant = tenants::by_slug(reader, "default").await.unwrap().unwrap();
    let integration = integrations::default_of(reader, tenant.id).await.unwrap().unwrap();
    let bot = bot_rows::find(reader, tenant.id, integration.bot_id.unwrap()).await.unwrap().unwrap();
    (integration, bot)
}

#[tokio::test]
async fn the_environments_bot_becomes_the_default_tenants_with_a_sealed_token() {
    let scene = Scene::open(None).await;
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    let (integration, bot) = seeded(&scene).await;
    assert_eq!(integration.configured_by, ConfiguredBy::Environment);
    assert_eq!((integration.support_chat_id, integration.token_hint.as_deref()), (Some(-5), Some("aaaa")));
    assert_eq!(integration.bot_username.as_deref(), Some("acme_bot"));
    assert_eq!((bot.id, bot.state), (123_456, BotState::Active));
    assert!(!format!("{integration:?}").contains("aaaaa"));
    let access = bots::access(&scene.house.core, 123_456).await.unwrap();
    assert_eq!(access.token.expose_secret(), format!("123456:{}", "a".repeat(35)));

    let menus = scene.telegram.calls("setMyCommands");
    let shown = menus.iter().map(|menu| {
        let first = menu["commands"][0]["command"].as_str().unwrap();
        (
            menu["scope"]["type"].as_str().unwrap(),
            menu.get("language_code").and_then(|code| code.as_str()),
            first,
        )
    });
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("all_private_chats", None, "start"),
            ("all_chat_administrators", None, "support"),
            ("all_private_chats", Some("ru"), "start"),
            ("all_chat_administrators", Some("ru"), "support"),
        ]
    );
}

#[tokio::test]
async fn the_same_token_again_changes_nothing_but_tries_a_dead_bot_again() {
    let scene = Scene::open(None).await;
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    let (before, bot) = seeded(&scene).await;
    let work = Work::begin(&scene.house.core).await.unwrap();
    settlement::declare_bot_dead(work.tx(), 123_456, bot.token_version).await.unwrap();
    work.commit().await.unwrap();
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    let (after, again) = seeded(&scene).await;
    assert_eq!((after.webhook_key, after.token_ciphertext), (before.webhook_key, before.token_ciphertext));
    assert_eq!((again.state, again.token_version), (BotState::Active, bot.token_version));
}

#[tokio::test]
async fn a_new_token_replaces_the_old_one_and_begins_a_new_webhook() {
    let scene = Scene::open(None).await;
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    let (before, bot) = seeded(&scene).await;
    scene.integrations.seed(token(123_456, "b")).await.unwrap();
    let (after, newer) = seeded(&scene).await;
    assert_eq!((after.id, after.created_at), (before.id, before.created_at));
    assert_ne!(after.webhook_key, before.webhook_key);
    assert_eq!(newer.token_version, bot.token_version + 1);

    scene.integrations.seed(token(777_777, "c")).await.unwrap();
    let (other, _) = seeded(&scene).await;
    assert_eq!((other.id, other.bot_id), (before.id, Some(777_777)));
    let old = bot_rows::find(scene.house.core.db.reader(), other.tenant_id, 123_456).await.unwrap().unwrap();
    assert_eq!(old.state, BotState::Paused);
}

#[tokio::test]
async fn what_was_configured_by_a_call_stays_also_when_it_was_deleted() {
    let scene = Scene::open(None).await;
    let by_call = |row: &mut Model| row.is_default = true;
    let home = scene.house.home("default", 500, by_call).await;
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    assert_eq!(seeded(&scene).await.0.bot_id, Some(500));
    scene.house.disconnect(&home).await;
    scene.integrations.seed(token(123_456, "a")).await.unwrap();
    let reader = scene.house.core.db.reader();
    assert_eq!(integrations::default_of(reader, home.tenant).await.unwrap(), None);
}

#[tokio::test]
async fn a_bot_that_is_connected_elsewhere_is_a_conflict() {
    let scene = Scene::open(None).await;
    scene.house.home("other", 123_456, |_| {}).await;
    let refused = scene.integrations.seed(token(123_456, "a")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn telegram_out_of_reach_or_refusing_does_not_stop_the_start() {
    let scene = Scene::open(None).await;
    for trouble in [CallError::Unsent("connect".to_owned()), refused(401)] {
        scene.telegram.answer("getMe", Err(trouble));
        scene.integrations.seed(token(123_456, "a")).await.unwrap();
        assert_eq!(seeded(&scene).await.0.bot_username, None);
    }
}

#[tokio::test]
async fn a_check_tells_a_refused_token_from_an_unreachable_telegram() {
    let scene = Scene::open(None).await;
    let good = token(123_456, "a").token;
    let works = TokenCheck::Works { username: "acme_bot".to_owned() };
    assert_eq!(scene.integrations.check_token(&good).await, works);
    assert_eq!(scene.integrations.check_token(&"nonsense".into()).await, TokenCheck::Refused);
    scene.telegram.answer("getMe", Err(refused(401)));
    assert_eq!(scene.integrations.check_token(&good).await, TokenCheck::Refused);
    scene.telegram.answer("getMe", Err(CallError::Unsent("dns".to_owned())));
    assert!(matches!(scene.integrations.check_token(&good).await, TokenCheck::Unreachable(_)));
}
