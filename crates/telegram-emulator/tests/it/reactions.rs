//! Reactions, both ways.

use serde_json::json;

use crate::Stage;

#[tokio::test]
async fn a_bot_hears_of_reactions_only_if_it_asked_for_them() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let sent = stage.ok("sendMessage", json!({"chat_id": stage.anna, "text": "a"})).await;
    let id = sent["message_id"].as_i64().unwrap();
    stage.updates().await;
    stage.chat.react(id, &["👍"]).unwrap();
    assert!(stage.updates().await.is_empty());
    let asked = json!({"allowed_updates": ["message", "message_reaction"]});
    stage.ok("getUpdates", asked).await;
    stage.chat.react(id, &["❤"]).unwrap();
    stage.chat.react(id, &[]).unwrap();
    let updates = stage.updates().await;
    let reaction = |emoji: &str| json!([{"type": "emoji", "emoji": emoji}]);
    let first = &updates[0]["message_reaction"];
    assert_eq!((&first["old_reaction"], &first["new_reaction"]), (&reaction("👍"), &reaction("❤")));
    assert_eq!((&first["user"]["id"], &first["message_id"]), (&json!(stage.anna), &json!(id)));
    assert_eq!(updates[1]["message_reaction"]["new_reaction"], json!([]));
}

#[tokio::test]
async fn in_groups_only_administrators_hear_of_reactions() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    stage.ok("getUpdates", json!({"allowed_updates": ["message_reaction"]})).await;
    let said = anna.say("hello").unwrap();
    anna.react(said, &["👍"]).unwrap();
    assert_eq!(stage.updates().await.len(), 1);
    stage.sim.add_bot(group, stage.bot.id, false).unwrap();
    anna.react(said, &["👎"]).unwrap();
    assert!(stage.updates().await.is_empty());
}

#[tokio::test]
async fn a_bots_reaction_is_seen_by_people_and_told_to_nobody() {
    let stage = Stage::new().await;
    let said = stage.chat.say("hello").unwrap();
    stage.ok("getUpdates", json!({"allowed_updates": ["message_reaction"], "offset": -1})).await;
    stage.updates().await;
    let like =
        json!({"chat_id": stage.anna, "message_id": said, "reaction": [{"type": "emoji", "emoji": "👍"}]});
    stage.ok("setMessageReaction", like).await;
    assert_eq!(stage.chat.messages()[0].reactions, ["👍"]);
    assert!(stage.updates().await.is_empty());
    let wrong = json!({"chat_id": stage.anna, "message_id": 99, "reaction": []});
    assert_eq!(stage.fail("setMessageReaction", wrong).await, "Bad Request: message to react not found");
}
