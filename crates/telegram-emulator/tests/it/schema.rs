//! The Bot API's published types (tests/fixtures/bot-api-10.3.json), and whether an answer is of them: every required
//! field is there, every field is known, every value has its type. `Stage` holds each answer of each test against it.

use std::{collections::BTreeSet, sync::LazyLock};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use telegram_emulator::{Draft, GroupKind, NewGroup, NewUser};

use crate::Stage;

static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../fixtures/bot-api-10.3.json")).unwrap());

/// What tests make up to be newer than any client.
const INVENTED: &[&str] = &["hologram", "novelty", "unheard_of", "update_of_tomorrow"];

/// Fails the test if the result of `method` is not what the Bot API publishes.
pub(crate) fn check_result(method: &str, result: &Value) {
    if let Some(kind) = SCHEMA["methods"][method].as_str() {
        check(kind, result);
    }
}

pub(crate) fn check(kind: &str, value: &Value) {
    if let Err(problem) = fits(kind, value, kind) {
        panic!("not a {kind}: {problem}\n{value:#}");
    }
}

fn fits(kind: &str, value: &Value, at: &str) -> Result<(), String> {
    if kind.contains(" or ") && !kind.starts_with("Array of ") {
        let fitting = kind.split(" or ").any(|one| fits(one, value, at).is_ok());
        return if fitting { Ok(()) } else { Err(format!("{at}: no {kind}")) };
    }
    if let Some(item) = kind.strip_prefix("Array of ") {
        let list = value.as_array().ok_or_else(|| format!("{at}: no array"))?;
        return list.iter().enumerate().try_for_each(|(n, one)| fits(item, one, &format!("{at}[{n}]")));
    }
    let plain = match kind {
        "Integer" => Some(value.is_i64()),
        "Float" => Some(value.is_number()),
        "String" => Some(value.is_string()),
        "Boolean" => Some(value.is_boolean()),
        "True" => Some(value == &json!(true)),
        _ => None,
    };
    match plain {
        Some(true) => return Ok(()),
        Some(false) => return Err(format!("{at}: {value} is no {kind}")),
        None => {}
    }
    if let Some(members) = SCHEMA["unions"][kind].as_array() {
        let problems: Vec<String> =
            members.iter().filter_map(|member| fits(member.as_str().unwrap(), value, at).err()).collect();
        return if problems.len() < members.len() { Ok(()) } else { Err(problems.join("; ")) };
    }
    let fields = SCHEMA["types"][kind].as_object().ok_or_else(|| format!("{at}: unknown type {kind}"))?;
    let object = value.as_object().ok_or_else(|| format!("{at}: no object"))?;
    for (name, kind) in fields {
        let kind = kind.as_str().unwrap();
        match (object.get(name), kind.strip_suffix('?')) {
            (Some(value), optional) => fits(optional.unwrap_or(kind), value, &format!("{at}.{name}"))?,
            (None, Some(_)) => {}
            (None, None) => return Err(format!("{at}.{name} is missing")),
        }
    }
    match object.keys().find(|name| !fields.contains_key(*name) && !INVENTED.contains(&name.as_str())) {
        Some(unknown) => Err(format!("{at}.{unknown} is unknown")),
        None => Ok(()),
    }
}

#[test]
fn the_check_itself_finds_what_is_wrong() {
    let good = json!({"id": 1, "type": "private"});
    assert_eq!(fits("Chat", &good, "chat"), Ok(()));
    for wrong in
        [json!({"id": "1", "type": "private"}), json!({"id": 1}), json!({"id": 1, "type": "a", "x": 1})]
    {
        assert!(fits("Chat", &wrong, "chat").is_err(), "{wrong}");
    }
    assert!(fits("ChatMember", &json!({"status": "administrator"}), "member").is_err());
}

/// Everything that people can cause, as updates of every kind that is emulated.
#[tokio::test]
async fn every_update_that_people_cause_is_of_the_published_types() {
    let stage = Stage::new().await;
    let all = json!([
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "message_reaction",
        "chat_member",
        "business_connection"
    ]);
    stage.ok("getUpdates", json!({"allowed_updates": all})).await;
    let (group, anna) = stage.forum().await;
    let thread = stage.sim.create_topic(group, stage.anna, "T").unwrap();
    stage.sim.rename_topic(group, stage.anna, thread, "U").unwrap();
    let topic = anna.in_topic(thread);
    let kinds = [
        "photo",
        "document",
        "voice",
        "audio",
        "video",
        "animation",
        "video_note",
        "sticker",
        "location",
        "contact",
        "dice",
    ];
    for kind in kinds {
        topic.send(Draft::kind(kind)).unwrap();
    }
    topic.album(vec![Draft::photo(), Draft::kind("video")]).unwrap();
    let said = anna.say("see https://a.example @anna_01 /help #tag").unwrap();
    anna.reply(said, "an answer").unwrap();
    anna.edit(said, Draft::text("changed")).unwrap();
    anna.react(said, &["👍"]).unwrap();
    anna.pin(said).unwrap();
    stage.sim.close_topic(group, stage.anna, thread, true).unwrap();
    stage.sim.close_topic(group, stage.anna, thread, false).unwrap();
    let boris = stage.sim.create_user(NewUser::new("Boris").premium()).unwrap();
    stage.sim.add_member(group, boris, false).unwrap();
    stage.sim.remove_member(group, boris).unwrap();
    stage.sim.promote(group, stage.bot.id, &["can_pin_messages"]).unwrap();
    let old = NewGroup::new("Old").kind(GroupKind::Group).member(stage.anna).admin_bot(stage.bot.id);
    let old = stage.sim.create_group(old).unwrap();
    stage.sim.upgrade_group(old).unwrap();
    stage.sim.kick_bot(group, stage.bot.id).unwrap();
    stage.chat.say("/start").unwrap();
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let asked = json!({"chat_id": stage.anna, "text": "?", "reply_markup": keyboard});
    let asked = stage.ok("sendMessage", asked).await["message_id"].as_i64().unwrap();
    stage.chat.press(asked, "Yes").unwrap();
    stage.chat.block().unwrap();
    stage.chat.unblock().unwrap();
    stage.sim.connect_business(stage.anna, stage.bot.id, true).unwrap();
    let updates = stage.updates().await;
    let kinds: BTreeSet<&str> = updates
        .iter()
        .flat_map(|update| update.as_object().unwrap().keys().map(String::as_str))
        .filter(|key| *key != "update_id")
        .collect();
    let asked: BTreeSet<&str> = all.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(kinds, asked);
}

/// Calls every method that there is; `Stage` checks what comes back.
#[tokio::test]
async fn every_method_answers_what_is_published() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let hers = stage.chat.say("/start").unwrap();
    let (me, http) = (stage.anna, "https://a.example/1.bin");
    let file = |method: &'static str, kind: &str| {
        let mut params = json!({"chat_id": me, "caption": "<b>c</b>", "parse_mode": "HTML"});
        params[kind] = json!(http);
        (method, params)
    };
    let media = [
        file("sendPhoto", "photo"),
        file("sendDocument", "document"),
        file("sendVideo", "video"),
        file("sendAudio", "audio"),
        file("sendVoice", "voice"),
        file("sendVideoNote", "video_note"),
        file("sendAnimation", "animation"),
        file("sendSticker", "sticker"),
    ];
    for (method, params) in media {
        stage.ok(method, params).await;
    }
    let photo = json!({"type": "photo", "media": http});
    let said = anna.say("in the group").unwrap();
    let topic = stage.ok("createForumTopic", json!({"chat_id": group, "name": "T"})).await;
    let thread = topic["message_thread_id"].clone();
    let of_topic = json!({"chat_id": group, "message_thread_id": thread});
    let of_group = json!({"chat_id": group});
    let id = |value: Value| value["message_id"].clone();
    let text = id(stage
        .ok(
            "sendMessage",
            json!({"chat_id": me, "text": "a", "reply_parameters": {"message_id": hers, "quote": "start"}}),
        )
        .await);
    let picture = id(stage.ok("sendPhoto", json!({"chat_id": me, "photo": http})).await);
    let form =
        Form::new().text("chat_id", me.to_string()).part("document", Part::bytes(vec![1]).file_name("a.txt"));
    let uploaded = stage.http.post(stage.method_url("sendDocument")).multipart(form).send().await.unwrap();
    let uploaded: Value = uploaded.json().await.unwrap();
    let copy = json!({"chat_id": group, "message_thread_id": thread, "from_chat_id": me, "message_id": hers});
    let copies = json!({"chat_id": me, "from_chat_id": me, "message_ids": [hers, text, picture]});
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]});
    let asked = stage.ok("sendMessage", json!({"chat_id": me, "text": "?", "reply_markup": keyboard})).await;
    let query = stage.chat.press(asked["message_id"].as_i64().unwrap(), "Yes").unwrap();
    let business = stage.sim.connect_business(me, stage.bot.id, true).unwrap();
    let commands = json!([{"command": "start", "description": "Begin"}]);
    let elsewhere =
        json!({"chat_id": me, "text": "x", "reply_parameters": {"message_id": said, "chat_id": group}});
    let calls = [
        ("getMe", json!({})),
        ("close", json!({})),
        ("setWebhook", json!({"url": "http://127.0.0.1:9/h", "allowed_updates": ["message"]})),
        ("getWebhookInfo", json!({})),
        ("deleteWebhook", json!({})),
        ("getUpdates", json!({})),
        ("sendMessage", elsewhere),
        ("sendChatAction", json!({"chat_id": me, "action": "typing"})),
        ("sendLocation", json!({"chat_id": me, "latitude": 1.0, "longitude": 2.0})),
        ("sendContact", json!({"chat_id": me, "phone_number": "+7", "first_name": "B"})),
        ("sendPoll", json!({"chat_id": me, "question": "Tea?", "options": ["Yes", "No"]})),
        ("sendDice", json!({"chat_id": me})),
        ("sendMediaGroup", json!({"chat_id": me, "media": [photo, photo]})),
        ("getFile", json!({"file_id": uploaded["result"]["document"]["file_id"]})),
        ("copyMessage", copy.clone()),
        ("forwardMessage", copy),
        ("copyMessages", copies.clone()),
        ("forwardMessages", copies),
        ("editMessageText", json!({"chat_id": me, "message_id": text, "text": "b"})),
        ("editMessageCaption", json!({"chat_id": me, "message_id": picture, "caption": "b"})),
        ("editMessageMedia", json!({"chat_id": me, "message_id": picture, "media": photo})),
        ("editMessageReplyMarkup", json!({"chat_id": me, "message_id": text, "reply_markup": keyboard})),
        ("pinChatMessage", json!({"chat_id": me, "message_id": hers})),
        ("getChat", json!({"chat_id": me})),
        ("getChat", of_group.clone()),
        ("unpinChatMessage", json!({"chat_id": me})),
        ("unpinAllChatMessages", of_group.clone()),
        ("unpinAllForumTopicMessages", of_topic.clone()),
        ("unpinAllGeneralForumTopicMessages", of_group.clone()),
        (
            "setMessageReaction",
            json!({"chat_id": me, "message_id": hers, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
        ),
        ("answerCallbackQuery", json!({"callback_query_id": query})),
        ("deleteMessage", json!({"chat_id": me, "message_id": text})),
        ("deleteMessages", json!({"chat_id": me, "message_ids": [picture]})),
        ("editForumTopic", json!({"chat_id": group, "message_thread_id": thread, "name": "U"})),
        ("closeForumTopic", of_topic.clone()),
        ("reopenForumTopic", of_topic.clone()),
        ("deleteForumTopic", of_topic),
        ("getForumTopicIconStickers", json!({})),
        ("editGeneralForumTopic", json!({"chat_id": group, "name": "G"})),
        ("closeGeneralForumTopic", of_group.clone()),
        ("reopenGeneralForumTopic", of_group.clone()),
        ("hideGeneralForumTopic", of_group.clone()),
        ("unhideGeneralForumTopic", of_group.clone()),
        ("setMyCommands", json!({"commands": commands})),
        ("getMyCommands", json!({})),
        ("deleteMyCommands", json!({})),
        ("getChatMember", json!({"chat_id": group, "user_id": me})),
        ("getChatMember", json!({"chat_id": group, "user_id": stage.bot.id})),
        ("getChatAdministrators", of_group.clone()),
        ("getChatMemberCount", of_group.clone()),
        ("setMyName", json!({"name": "B"})),
        ("getMyName", json!({})),
        ("setMyDescription", json!({"description": "B"})),
        ("getMyDescription", json!({})),
        ("setMyShortDescription", json!({"short_description": "B"})),
        ("getMyShortDescription", json!({})),
        ("getBusinessConnection", json!({"business_connection_id": business})),
        ("leaveChat", of_group),
        ("logOut", json!({})),
    ];
    for (method, params) in calls {
        stage.ok(method, params).await;
    }
    let called: BTreeSet<String> = stage.sim.calls(0).iter().map(|call| call.method.clone()).collect();
    let published: BTreeSet<String> = SCHEMA["methods"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(called, published, "a method was not tried, or is not in the fixture");
}
