//! Forum topics, from both sides.

use serde_json::{Value, json};
use telegram_emulator::{Draft, NewGroup, NewUser};

use crate::Stage;

async fn open(stage: &Stage, group: i64, name: &str) -> i64 {
    let topic = stage.ok("createForumTopic", json!({"chat_id": group, "name": name})).await;
    assert_eq!(topic["name"], name);
    assert_eq!(topic["icon_color"], 7_322_096);
    topic["message_thread_id"].as_i64().unwrap()
}

#[tokio::test]
async fn a_topics_root_message_is_its_thread_and_messages_say_where_they_stand() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let thread = open(&stage, group, "Ticket 1").await;
    let root = anna.messages().into_iter().next_back().unwrap();
    assert_eq!((root.message_id, root.kind.as_str()), (thread, "forum_topic_created"));
    assert_eq!(root.raw["message_thread_id"], thread);
    let sent =
        stage.ok("sendMessage", json!({"chat_id": group, "message_thread_id": thread, "text": "hi"})).await;
    assert_eq!((&sent["message_thread_id"], &sent["is_topic_message"]), (&json!(thread), &json!(true)));
    assert_eq!(sent["chat"]["is_forum"], true);
    assert_eq!(sent["reply_to_message"]["forum_topic_created"]["name"], "Ticket 1");
    let general = stage.ok("sendMessage", json!({"chat_id": group, "text": "all"})).await;
    assert!(general.get("message_thread_id").is_none());
    anna.in_topic(thread).say("hello").unwrap();
    anna.reply(sent["message_id"].as_i64().unwrap(), "an answer").unwrap();
    anna.say("in general").unwrap();
    let threads: Vec<Value> =
        stage.updates().await.iter().map(|update| update["message"]["message_thread_id"].clone()).collect();
    assert_eq!(threads, [json!(thread), json!(thread), Value::Null]);
}

#[tokio::test]
async fn copies_media_and_actions_go_into_topics_and_an_answer_follows_its_topic() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    stage.chat.say("/start").unwrap();
    let question = stage.chat.send(Draft::photo().caption("see")).unwrap();
    let thread = open(&stage, group, "Anna").await;
    let copy = json!({"chat_id": group, "from_chat_id": stage.anna, "message_id": question, "message_thread_id": thread});
    let copied = stage.ok("copyMessage", copy.clone()).await["message_id"].as_i64().unwrap();
    let seen = anna.messages().into_iter().find(|seen| seen.message_id == copied).unwrap();
    assert_eq!((seen.thread, seen.kind.as_str(), seen.text.as_str()), (Some(thread), "photo", "see"));
    let forwarded = stage.ok("forwardMessage", copy).await;
    assert_eq!(forwarded["message_thread_id"], thread);
    assert_eq!(forwarded["forward_origin"]["sender_user"]["id"], stage.anna);
    let params = json!({"chat_id": group, "text": "re", "reply_parameters": {"message_id": copied}});
    assert_eq!(stage.ok("sendMessage", params).await["message_thread_id"], thread);
    let action = json!({"chat_id": group, "message_thread_id": thread, "action": "typing"});
    stage.ok("sendChatAction", action).await;
}

#[tokio::test]
async fn missing_and_closed_topics_refuse_as_telegram_does() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let send = |thread: i64| json!({"chat_id": group, "message_thread_id": thread, "text": "x"});
    for wrong in [1, 999] {
        assert_eq!(
            stage.fail("sendMessage", send(wrong)).await,
            "Bad Request: message thread not found",
            "General too"
        );
    }
    let thread = stage.sim.create_topic(group, stage.anna, "Hers").unwrap();
    let of_topic = json!({"chat_id": group, "message_thread_id": thread});
    stage.sim.close_topic(group, stage.anna, thread, true).unwrap();
    stage.ok("sendMessage", send(thread)).await;
    stage.sim.promote(group, stage.bot.id, &["can_pin_messages"]).unwrap();
    assert_eq!(stage.fail("sendMessage", send(thread)).await, "Bad Request: TOPIC_CLOSED");
    assert_eq!(
        stage.fail("reopenForumTopic", of_topic.clone()).await,
        "Bad Request: not enough rights to close or open the topic"
    );
    stage.sim.add_bot(group, stage.bot.id, true).unwrap();
    stage.sim.promote(group, stage.bot.id, &["can_manage_topics", "can_delete_messages"]).unwrap();
    stage.ok("reopenForumTopic", of_topic.clone()).await;
    assert_eq!(stage.fail("reopenForumTopic", of_topic.clone()).await, "Bad Request: TOPIC_NOT_MODIFIED");
    anna.in_topic(thread).say("there").unwrap();
    stage.ok("deleteForumTopic", of_topic.clone()).await;
    assert!(anna.messages().iter().all(|seen| seen.thread != Some(thread)));
    assert_eq!(stage.fail("deleteForumTopic", of_topic).await, "Bad Request: TOPIC_ID_INVALID");
    assert_eq!(stage.fail("sendMessage", send(thread)).await, "Bad Request: message thread not found");
}

#[tokio::test]
async fn topics_are_renamed_and_people_and_bots_see_the_service_messages() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let thread = stage.sim.create_topic(group, stage.anna, "Old").unwrap();
    stage.sim.close_topic(group, stage.anna, thread, true).unwrap();
    let told = stage.updates().await;
    assert_eq!(told[0]["message"]["forum_topic_created"]["name"], "Old");
    assert_eq!(told[1]["message"]["forum_topic_closed"], json!({}));
    assert_eq!(told[1]["message"]["message_thread_id"], thread);
    let edit = json!({"chat_id": group, "message_thread_id": thread, "name": "New", "icon_custom_emoji_id": "5312536423851630001"});
    stage.ok("editForumTopic", edit.clone()).await;
    assert_eq!(stage.fail("editForumTopic", edit).await, "Bad Request: TOPIC_NOT_MODIFIED");
    assert_eq!(stage.sim.topics(group), [(thread, "New".to_owned(), true)]);
    assert_eq!(anna.last_from_bot().unwrap().kind, "forum_topic_edited");
    let icons = stage.ok("getForumTopicIconStickers", json!({})).await;
    assert!(icons.as_array().unwrap().iter().any(|icon| icon["custom_emoji_id"] == "5312536423851630001"));
}

#[tokio::test]
async fn the_general_topic_has_methods_of_its_own() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let boris = stage.sim.create_user(NewUser::new("Boris")).unwrap();
    stage.sim.add_member(group, boris, false).unwrap();
    let chat = json!({"chat_id": group});
    stage.ok("closeGeneralForumTopic", chat.clone()).await;
    assert_eq!(anna.last_from_bot().unwrap().kind, "forum_topic_closed");
    assert!(stage.sim.in_group(boris, group).say("hello").is_err());
    assert_eq!(stage.fail("closeGeneralForumTopic", chat.clone()).await, "Bad Request: TOPIC_NOT_MODIFIED");
    stage.ok("reopenGeneralForumTopic", chat.clone()).await;
    stage.ok("hideGeneralForumTopic", chat.clone()).await;
    stage.ok("unhideGeneralForumTopic", chat.clone()).await;
    stage.ok("editGeneralForumTopic", json!({"chat_id": group, "name": "Lobby"})).await;
    stage.ok("unpinAllGeneralForumTopicMessages", chat).await;
}

#[tokio::test]
async fn only_forums_have_topics_and_only_who_may_opens_them() {
    let stage = Stage::new().await;
    let plain = stage.sim.create_group(NewGroup::new("Plain").admin_bot(stage.bot.id)).unwrap();
    let create = |group: i64, name: &str| json!({"chat_id": group, "name": name});
    assert_eq!(
        stage.fail("createForumTopic", create(plain, "A")).await,
        "Bad Request: the chat is not a forum"
    );
    let group = stage.sim.create_group(NewGroup::new("F").forum().bot(stage.bot.id)).unwrap();
    let refused = "Bad Request: not enough rights to create a topic";
    assert_eq!(stage.fail("createForumTopic", create(group, "A")).await, refused);
    stage.sim.promote(group, stage.bot.id, &["can_manage_topics"]).unwrap();
    assert!(stage.fail("createForumTopic", create(group, " ")).await.contains("non-empty"));
    stage.ok("createForumTopic", create(group, "A")).await;
    let me = json!({"chat_id": group, "user_id": stage.bot.id});
    let card = stage.ok("getChatMember", me).await;
    assert_eq!((&card["can_manage_topics"], &card["can_pin_messages"]), (&json!(true), &json!(false)));
}
