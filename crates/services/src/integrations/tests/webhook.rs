//! The webhook's address and registration.

use futures::FutureExt;
use switchboard_store::{entities::integration::Model, integrations};

use super::{Scene, refused};
use crate::{
    actor::{Actor, Role},
    error::Error,
    integrations::{ALLOWED_UPDATES, SeedBot},
    sealing::digest,
    telegram::CallError,
};

async fn owner(scene: &Scene) -> Actor {
    let token = format!("123456:{}", "a".repeat(35)).into();
    scene.integrations.seed(SeedBot { token, support_chat_id: None }).await.unwrap();
    scene.caller(Role::SiteOwner).await
}

async fn stored(scene: &Scene, actor: &Actor) -> Model {
    integrations::default_of(scene.house.core.db.reader(), actor.tenant).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_address_is_the_public_one_with_the_key_or_says_what_is_missing() {
    let scene = Scene::open(Some("https://acme.example/base/")).await;
    let actor = owner(&scene).await;
    let key = stored(&scene, &actor).await.webhook_key;
    assert_eq!(key.len(), 43);
    let address = scene.integrations.webhook_address(&actor).await.unwrap();
    assert_eq!(address.webhook_url, format!("https://acme.example/base/api/v1/telegram/webhook/{key}"));
    assert!(address.is_configured);

    let scene = Scene::open(None).await;
    let actor = owner(&scene).await;
    let address = scene.integrations.webhook_address(&actor).await.unwrap();
    assert_eq!((address.webhook_url.as_str(), address.is_configured), ("", false));
    let text = "PUBLIC_API_URL not configured. Set PUBLIC_API_URL environment variable to your domain (e.g., https://yourdomain.com)";
    assert_eq!(address.message, text);
    assert!(matches!(scene.integrations.register_webhook(&actor, "").await, Err(Error::BadInput(_))));
}

#[tokio::test]
async fn a_registration_has_a_fresh_secret_of_which_only_the_digest_is_kept() {
    let scene = Scene::open(Some("https://acme.example")).await;
    let actor = owner(&scene).await;
    let url = scene.integrations.webhook_address(&actor).await.unwrap().webhook_url;
    while scene.house.core.wakes.roster.notified().now_or_never().is_some() {}
    for _ in 0..2 {
        scene.integrations.register_webhook(&actor, &url).await.unwrap();
    }
    let calls = scene.telegram.calls("setWebhook");
    let secrets: Vec<&str> = calls.iter().map(|call| call["secret_token"].as_str().unwrap()).collect();
    assert_ne!(secrets[0], secrets[1]);
    assert_eq!(calls[1]["url"], url);
    assert_eq!(calls[1]["allowed_updates"], serde_json::json!(ALLOWED_UPDATES));
    let row = stored(&scene, &actor).await;
    assert_eq!((row.webhook_url, row.webhook_secret_hash), (Some(url), Some(digest(secrets[1].as_bytes()))));
    assert!(!secrets[1].contains(&row.webhook_key));
    assert!(scene.house.core.wakes.roster.notified().now_or_never().is_some(), "the bot's owner is told");

    scene.integrations.remove_webhook(&actor).await.unwrap();
    let row = stored(&scene, &actor).await;
    assert_eq!((row.webhook_url, row.webhook_secret_hash), (None, None));
    assert_eq!(scene.telegram.calls("deleteWebhook").len(), 1);
}

#[tokio::test]
async fn only_the_own_address_is_registered_and_only_over_https() {
    let scene = Scene::open(Some("https://acme.example")).await;
    let actor = owner(&scene).await;
    let url = scene.integrations.webhook_address(&actor).await.unwrap().webhook_url;
    for wrong in [format!("{url}/"), "https://evil.example".to_owned(), String::new()] {
        assert!(matches!(scene.integrations.register_webhook(&actor, &wrong).await, Err(Error::BadInput(_))));
    }
    for (public, allowed) in [
        ("http://acme.example", false),
        ("http://127.0.0.1:8080", true),
        ("http://localhost:8080", true),
        ("http://[::1]:8080", true),
        ("http://127.0.0.1.example", false),
    ] {
        let scene = Scene::open(Some(public)).await;
        let actor = owner(&scene).await;
        let url = scene.integrations.webhook_address(&actor).await.unwrap().webhook_url;
        assert_eq!(scene.integrations.register_webhook(&actor, &url).await.is_ok(), allowed, "{public}");
    }
}

#[tokio::test]
async fn telegrams_words_stay_inside() {
    let scene = Scene::open(Some("https://acme.example")).await;
    let actor = owner(&scene).await;
    let url = scene.integrations.webhook_address(&actor).await.unwrap().webhook_url;
    for trouble in [refused(400), refused(401), CallError::Ambiguous("secret words".to_owned())] {
        scene.telegram.answer("setWebhook", Err(trouble.clone()));
        let error = scene.integrations.register_webhook(&actor, &url).await.unwrap_err();
        assert!(matches!(&error, Error::Conflict(text) if !text.contains("secret words")), "{error}");
    }
    assert_eq!(stored(&scene, &actor).await.webhook_url, None);
}

#[tokio::test]
async fn users_and_other_tenants_have_no_webhook_here() {
    let scene = Scene::open(Some("https://acme.example")).await;
    owner(&scene).await;
    let user = scene.caller(Role::User).await;
    assert!(matches!(scene.integrations.webhook_address(&user).await, Err(Error::Forbidden(_))));
    assert!(matches!(scene.integrations.remove_webhook(&user).await, Err(Error::Forbidden(_))));
    let foreign = scene.caller_of("other", Role::SiteOwner).await;
    assert!(matches!(scene.integrations.webhook_address(&foreign).await, Err(Error::NotFound(_))));
    assert!(matches!(scene.integrations.remove_webhook(&foreign).await, Err(Error::NotFound(_))));
}
