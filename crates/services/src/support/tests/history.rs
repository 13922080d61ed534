//! Who may read what, and which part of it.

use chrono::Duration;
use serde_json::json;
use switchboard_store::{entities::message::MessageDirection, links};

use super::Scene;
use crate::{
    actor::{Actor, Credential, Role, Scope},
    error::Error,
    people::fixture::person,
    work::Work,
};

/// A user with messages `m0`, `m1`… and a photo without words at the end.
async fn written(scene: &Scene, external_id: &str, messages: i64) -> Actor {
    let actor = scene.house.caller(&scene.home, external_id, Role::User).await;
    let ann = person(42, None);
    scene.hear(&ann, json!({"message_id": 1, "text": "unlinked"})).await;
    let contact = scene.message_of(&scene.sends().await[0]).await.contact_id;
    let work = Work::begin(&scene.house.core).await.unwrap();
    let user = actor.user.as_ref().unwrap().id;
    links::insert(work.tx(), scene.home.tenant, user, contact, work.now).await.unwrap();
    work.commit().await.unwrap();
    for n in 0..messages {
        scene.house.clock.advance(Duration::seconds(1));
        scene.hear(&ann, json!({"message_id": 10 + n, "text": format!("m{n}")})).await;
    }
    scene.hear(&ann, json!({"message_id": 9, "photo": [{}]})).await;
    actor
}

async fn texts(scene: &Scene, actor: &Actor, user: &str, page: i32, size: i32) -> Vec<String> {
    let read = scene.support.history(actor, user, page, size).await.unwrap();
    read.into_iter().map(|message| message.text).collect()
}

#[tokio::test]
async fn pages_are_newest_first_and_without_gaps() {
    let scene = Scene::open().await;
    let ann = written(&scene, "7", 4).await;
    assert_eq!(texts(&scene, &ann, "7", 0, 2).await, ["[photo]", "m3"]);
    assert_eq!(texts(&scene, &ann, "7", 1, 2).await, ["m2", "m1"]);
    assert_eq!(texts(&scene, &ann, "7", 2, 2).await, ["m0"]);
    assert!(texts(&scene, &ann, "7", i32::MAX, 100).await.is_empty());
    let first = scene.support.history(&ann, "7", 0, 1).await.unwrap().remove(0);
    assert_eq!((first.direction, first.timestamp), (MessageDirection::Incoming, scene.house.now()));
    for (page, size) in [(-1, 20), (0, 0), (0, 101), (0, -1)] {
        let refused = scene.support.history(&ann, "7", page, size).await;
        assert!(matches!(refused, Err(Error::BadInput(_))), "{page} {size}");
    }
}

#[tokio::test]
async fn others_messages_are_for_admins_of_the_same_tenant() {
    let scene = Scene::open().await;
    written(&scene, "7", 1).await;
    let read = |actor: Actor, user: &'static str| {
        let support = &scene.support;
        async move { support.history(&actor, user, 0, 20).await }
    };
    for role in [Role::User, Role::SiteOwner] {
        let actor = scene.house.caller(&scene.home, "8", role).await;
        assert!(matches!(read(actor.clone(), "7").await, Err(Error::Forbidden(_))));
        assert!(matches!(read(actor, "nobody").await, Err(Error::Forbidden(_))), "existence is not told");
    }
    let admin = scene.house.caller(&scene.home, "9", Role::Admin).await;
    assert_eq!(read(admin.clone(), "7").await.unwrap().len(), 2);
    assert!(matches!(read(admin.clone(), "nobody").await, Err(Error::NotFound(_))));
    assert!(matches!(read(admin, "a\0b").await, Err(Error::NotFound(_))));

    let other = scene.house.home("other", 501, |_| {}).await;
    let foreign = scene.house.caller(&other, "9", Role::Admin).await;
    assert!(matches!(read(foreign, "7").await, Err(Error::NotFound(_))));
    let namesake = scene.house.caller(&other, "7", Role::User).await;
    assert!(read(namesake, "7").await.unwrap().is_empty(), "the same id in another tenant is somebody else");
}

#[tokio::test]
async fn a_key_reads_what_its_scopes_name() {
    let scene = Scene::open().await;
    let owner = written(&scene, "7", 1).await;
    let key = |scopes: &[Scope], with_user: bool| Actor {
        user: owner.user.clone().filter(|_| with_user),
        credential: Credential::ApiKey(switchboard_store::ApiKeyId(uuid::Uuid::nil()), scopes.to_vec()),
        ..owner.clone()
    };
    for (scopes, with_user, allowed) in [
        (&[Scope::Own][..], true, true),
        (&[Scope::Leads], true, false),
        (&[Scope::Own], false, false),
        (&[Scope::Messages], false, true),
    ] {
        let read = scene.support.history(&key(scopes, with_user), "7", 0, 20).await;
        assert_eq!(read.is_ok(), allowed, "{scopes:?} {with_user}");
    }
}
