//! Members, leaving, the upgrade of a group, what a bot says of itself, business connections.

use serde_json::json;
use telegram_emulator::{GroupKind, NewGroup, NewUser};

use crate::Stage;

#[tokio::test]
async fn an_upgraded_group_says_so_on_both_sides_and_names_its_new_id() {
    let stage = Stage::new().await;
    let new = NewGroup::new("Old").kind(GroupKind::Group).member(stage.anna).admin_bot(stage.bot.id);
    let old = stage.sim.create_group(new).unwrap();
    stage.updates().await;
    let new = stage.sim.upgrade_group(old).unwrap();
    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["migrate_to_chat_id"], new);
    assert_eq!(updates[0]["message"]["chat"]["id"], old);
    assert_eq!(updates[1]["message"]["migrate_from_chat_id"], old);
    assert_eq!(updates[1]["message"]["chat"]["type"], "supergroup");
    let refused = stage.call("sendMessage", json!({"chat_id": old, "text": "a"})).await;
    assert_eq!(refused["description"], "Bad Request: group chat was upgraded to a supergroup chat");
    assert_eq!(refused["parameters"]["migrate_to_chat_id"], new);
    stage.ok("sendMessage", json!({"chat_id": new, "text": "a"})).await;
    assert!(stage.sim.upgrade_group(old).is_err());
}

#[tokio::test]
async fn members_are_counted_and_a_bot_that_left_is_out() {
    let stage = Stage::new().await;
    let boris = stage.sim.create_user(NewUser::new("Boris")).unwrap();
    let new = NewGroup::new("Team").member(stage.anna).member(boris).bot(stage.bot.id);
    let group = stage.sim.create_group(new).unwrap();
    let chat = json!({"chat_id": group});
    assert_eq!(stage.ok("getChatMemberCount", chat.clone()).await, 3);
    stage.updates().await;
    stage.ok("leaveChat", chat.clone()).await;
    let updates = stage.updates().await;
    assert_eq!(updates[0]["my_chat_member"]["new_chat_member"]["status"], "left");
    assert_eq!(
        stage.fail("sendMessage", json!({"chat_id": group, "text": "a"})).await,
        "Forbidden: bot is not a member of the supergroup chat"
    );
    stage.chat.say("/start").unwrap();
    assert_eq!(
        stage.fail("leaveChat", json!({"chat_id": stage.anna})).await,
        "Bad Request: chat member status can't be changed in private chats"
    );
    stage.sim.delete_group(group).unwrap();
    assert_eq!(stage.fail("getChatMemberCount", chat).await, "Forbidden: the group chat was deleted");
}

#[tokio::test]
async fn a_bot_can_be_renamed_and_described_by_language() {
    let stage = Stage::new().await;
    stage.ok("setMyName", json!({"name": "Store"})).await;
    stage.ok("setMyName", json!({"name": "Магазин", "language_code": "ru"})).await;
    assert_eq!(stage.ok("getMe", json!({})).await["first_name"], "Store");
    assert_eq!(stage.ok("getMyName", json!({"language_code": "ru"})).await["name"], "Магазин");
    assert_eq!(stage.ok("getMyName", json!({"language_code": "de"})).await["name"], "Store");
    stage.ok("setMyDescription", json!({"description": "Sells"})).await;
    assert_eq!(stage.ok("getMyDescription", json!({})).await["description"], "Sells");
    stage.ok("setMyShortDescription", json!({"short_description": "S"})).await;
    assert_eq!(stage.ok("getMyShortDescription", json!({})).await["short_description"], "S");
    let long = json!({"name": "x".repeat(65)});
    assert_eq!(stage.fail("setMyName", long).await, "Bad Request: bot name is too long");
}

#[tokio::test]
async fn a_business_connection_is_told_and_can_be_read() {
    let stage = Stage::new().await;
    let id = stage.sim.connect_business(stage.anna, stage.bot.id, true).unwrap();
    let told = stage.updates().await[0]["business_connection"].clone();
    let read = stage.ok("getBusinessConnection", json!({"business_connection_id": id})).await;
    assert_eq!(told, read);
    assert_eq!((&read["is_enabled"], &read["user"]["id"]), (&json!(true), &json!(stage.anna)));
    assert_eq!(
        stage.fail("getBusinessConnection", json!({"business_connection_id": "x"})).await,
        "Bad Request: business connection not found"
    );
}

#[tokio::test]
async fn forwards_of_people_who_hide_show_only_their_name() {
    let stage = Stage::new().await;
    let shy = stage.sim.create_user(NewUser::new("Shy").last_name("One").hides_forwards().premium()).unwrap();
    let said = stage.sim.private(shy, stage.bot.id).say("secret").unwrap();
    assert_eq!(stage.updates().await[0]["message"]["from"]["is_premium"], true);
    stage.chat.say("/start").unwrap();
    let forward = json!({"chat_id": stage.anna, "from_chat_id": shy, "message_id": said});
    let origin = stage.ok("forwardMessage", forward).await["forward_origin"].clone();
    assert_eq!((&origin["type"], &origin["sender_user_name"]), (&json!("hidden_user"), &json!("Shy One")));
    assert!(origin.get("sender_user").is_none());
}
