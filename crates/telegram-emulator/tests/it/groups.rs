//! Groups: what a bot sees there, and what it is told when it is put out.

use serde_json::{Value, json};
use telegram_emulator::{Draft, GroupKind, NewBot, NewGroup, NewUser};

use crate::Stage;

fn texts(updates: &[Value]) -> Vec<&str> {
    updates.iter().filter_map(|update| update["message"]["text"].as_str()).collect()
}

#[tokio::test]
async fn in_privacy_mode_a_bot_sees_commands_and_replies_to_it_and_as_admin_everything() {
    let stage = Stage::new().await;
    let group =
        stage.sim.create_group(NewGroup::new("Support").member(stage.anna).bot(stage.bot.id)).unwrap();
    let anna = stage.sim.in_group(stage.anna, group);
    let sent = stage.ok("sendMessage", json!({"chat_id": group, "text": "question"})).await;
    assert_eq!(sent["chat"], json!({"id": group, "type": "supergroup", "title": "Support"}));
    let question = sent["message_id"].as_i64().unwrap();
    for text in ["among us", "/help", "/help@shop_bot", "/help@other_bot"] {
        anna.say(text).unwrap();
    }
    anna.reply(question, "answer").unwrap();
    let updates = stage.updates().await;
    assert_eq!(texts(&updates), ["/help", "/help@shop_bot", "answer"]);
    let replied = &updates.last().unwrap()["message"]["reply_to_message"];
    assert_eq!((&replied["message_id"], &replied["from"]["id"]), (&json!(question), &json!(stage.bot.id)));
    stage.sim.add_bot(group, stage.bot.id, true).unwrap();
    anna.say("now you see").unwrap();
    assert_eq!(texts(&stage.updates().await), ["now you see"]);
}

#[tokio::test]
async fn bots_never_see_bots_and_replies_are_embedded_one_level_deep() {
    let stage = Stage::new().await;
    let other = stage.sim.create_bot(NewBot::new("other_bot", "Other").sees_everything()).unwrap();
    let new = NewGroup::new("Two").member(stage.anna).admin_bot(stage.bot.id).bot(other.id);
    let group = stage.sim.create_group(new).unwrap();
    stage.updates().await;
    let first = stage.ok("sendMessage", json!({"chat_id": group, "text": "first"})).await;
    assert_eq!(stage.sim.pending_updates(stage.bot.id), 0);
    let anna = stage.sim.in_group(stage.anna, group);
    let second = anna.reply(first["message_id"].as_i64().unwrap(), "second").unwrap();
    anna.reply(second, "third").unwrap();
    let updates = stage.updates().await;
    assert_eq!(updates[0]["message"]["reply_to_message"]["text"], "first");
    assert_eq!(updates[1]["message"]["reply_to_message"]["text"], "second");
    assert!(updates[1]["message"]["reply_to_message"].get("reply_to_message").is_none());
}

#[tokio::test]
async fn a_bot_that_was_kicked_or_never_came_is_told_so() {
    let stage = Stage::new().await;
    let send = |chat: i64| json!({"chat_id": chat, "text": "hello"});
    assert_eq!(stage.fail("sendMessage", send(-100_777)).await, "Bad Request: chat not found");
    for (kind, word) in [(GroupKind::Group, "group"), (GroupKind::Supergroup, "supergroup")] {
        let group = stage
            .sim
            .create_group(NewGroup::new("G").kind(kind).member(stage.anna).bot(stage.bot.id))
            .unwrap();
        stage.ok("sendMessage", send(group)).await;
        stage.sim.kick_bot(group, stage.bot.id).unwrap();
        let error = stage.fail("sendMessage", send(group)).await;
        assert_eq!(error, format!("Forbidden: bot was kicked from the {word} chat"));
        let updates = stage.updates().await;
        assert_eq!(updates.last().unwrap()["my_chat_member"]["new_chat_member"]["status"], "kicked");
    }
}

#[tokio::test]
async fn members_and_administrators_are_reported() {
    let stage = Stage::new().await;
    let boris = stage.sim.create_user(NewUser::new("Boris")).unwrap();
    let new = NewGroup::new("Team").member(stage.anna).member(boris).admin_bot(stage.bot.id);
    let group = stage.sim.create_group(new).unwrap();
    let status = async |user: i64| {
        stage.ok("getChatMember", json!({"chat_id": group, "user_id": user})).await["status"].clone()
    };
    assert_eq!(status(stage.anna).await, "creator");
    assert_eq!(status(boris).await, "member");
    let admins = stage.ok("getChatAdministrators", json!({"chat_id": group})).await;
    assert_eq!(admins.as_array().unwrap().len(), 2);
    assert_eq!(stage.ok("getChat", json!({"chat_id": group})).await["title"], "Team");
    stage.sim.in_group(boris, group).send(Draft::voice()).unwrap();
    assert!(stage.updates().await.last().unwrap()["message"]["voice"]["file_id"].is_string());
}
