//! Sending, copying, editing, buttons, and who may be written to.

use serde_json::{Value, json};
use telegram_emulator::{Draft, NewBot, NewUser};

use crate::{PATIENCE, Stage};

#[tokio::test]
async fn content_that_nobody_knows_arrives_and_can_be_copied() {
    let stage = Stage::new().await;
    let agent = stage.sim.create_user(NewUser::new("Agent")).unwrap();
    stage.sim.private(agent, stage.bot.id).say("/start").unwrap();
    let hologram = json!({"hologram": {"depth": 3}, "caption": "look", "caption_entities":
        [{"type": "glow", "offset": 0, "length": 4}]});
    let id = stage.chat.send(Draft::raw(hologram.clone())).unwrap();
    let updates = stage.updates().await;
    assert_eq!(updates[1]["message"]["hologram"], hologram["hologram"]);
    let copied = stage
        .ok("copyMessage", json!({"chat_id": agent, "from_chat_id": stage.anna, "message_id": id}))
        .await;
    assert_eq!(copied.as_object().unwrap().keys().collect::<Vec<_>>(), ["message_id"]);
    let seen = stage.sim.private(agent, stage.bot.id).last_from_bot().unwrap();
    assert_eq!(seen.message_id, copied["message_id"]);
    assert_eq!(seen.kind, "hologram");
    assert_eq!(seen.raw["caption_entities"], hologram["caption_entities"]);
    assert!(seen.raw.get("forward_origin").is_none());
}

#[tokio::test]
async fn a_copy_can_have_another_caption_and_reply_to_something() {
    let stage = Stage::new().await;
    let photo = stage.chat.send(Draft::photo().caption("before")).unwrap();
    let bold = json!([{"type": "bold", "offset": 0, "length": 5}]);
    let params = json!({"chat_id": stage.anna, "from_chat_id": stage.anna, "message_id": photo, "caption": "after all",
        "caption_entities": bold, "reply_parameters": {"message_id": photo}});
    stage.ok("copyMessage", params).await;
    let seen = stage.chat.last_from_bot().unwrap();
    assert_eq!((seen.kind.as_str(), seen.text.as_str(), seen.reply_to), ("photo", "after all", Some(photo)));
    assert_eq!(seen.raw["caption_entities"], bold);
    assert_eq!(seen.raw["photo"], stage.chat.messages()[0].raw["photo"]);
    let gone = json!({"chat_id": stage.anna, "from_chat_id": stage.anna, "message_id": 999});
    assert_eq!(stage.fail("copyMessage", gone.clone()).await, "Bad Request: message to copy not found");
    assert_eq!(stage.fail("forwardMessage", gone).await, "Bad Request: message to forward not found");
}

#[tokio::test]
async fn a_pressed_button_reaches_the_bot_and_its_answer_the_person() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let keyboard = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "y:1"}]]});
    let asked = stage
        .ok("sendMessage", json!({"chat_id": stage.anna, "text": "Sure?", "reply_markup": keyboard}))
        .await;
    let id = asked["message_id"].as_i64().unwrap();
    let query = stage.chat.press(id, "Yes").unwrap();
    let updates = stage.updates().await;
    let update = &updates[1]["callback_query"];
    assert_eq!(
        (&update["id"], &update["data"], &update["message"]["message_id"]),
        (&json!(query), &json!("y:1"), &json!(id))
    );
    assert_eq!(update["from"]["id"], stage.anna);
    stage.ok("answerCallbackQuery", json!({"callback_query_id": query, "text": "Good"})).await;
    let answer = stage.sim.wait_for(PATIENCE, |sim| sim.callback_answer(&query)).await.unwrap();
    assert_eq!(answer["text"], "Good");
    let old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(stage.fail("answerCallbackQuery", json!({"callback_query_id": "1"})).await, old);
    stage.sim.advance(std::time::Duration::from_secs(151));
    assert_eq!(stage.fail("answerCallbackQuery", json!({"callback_query_id": query})).await, old);
    let long = json!({"inline_keyboard": [[{"text": "Yes", "callback_data": "x".repeat(65)}]]});
    let refused =
        stage.fail("sendMessage", json!({"chat_id": stage.anna, "text": "?", "reply_markup": long})).await;
    assert_eq!(refused, "Bad Request: BUTTON_DATA_INVALID");
}

#[tokio::test]
async fn blocking_and_unblocking_is_told_and_enforced() {
    let stage = Stage::new().await;
    let hello = json!({"chat_id": stage.anna, "text": "hello"});
    assert_eq!(
        stage.fail("sendMessage", hello.clone()).await,
        "Bad Request: chat not found",
        "she never wrote"
    );
    stage.chat.say("/start").unwrap();
    stage.ok("sendMessage", hello.clone()).await;
    stage.chat.block().unwrap();
    assert_eq!(stage.fail("sendMessage", hello.clone()).await, "Forbidden: bot was blocked by the user");
    stage.chat.unblock().unwrap();
    stage.ok("sendMessage", hello.clone()).await;
    let standing: Vec<Value> = stage.updates().await.into_iter().skip(1).collect();
    let names = |update: &Value| {
        let status = |key: &str| update["my_chat_member"][key]["status"].as_str().unwrap().to_owned();
        (status("old_chat_member"), status("new_chat_member"))
    };
    assert_eq!(names(&standing[0]), ("member".into(), "kicked".into()));
    assert_eq!(names(&standing[1]), ("kicked".into(), "member".into()));
    stage.sim.deactivate(stage.anna).unwrap();
    assert_eq!(stage.fail("sendMessage", hello).await, "Forbidden: user is deactivated");
}

#[tokio::test]
async fn texts_are_counted_in_utf16_units_after_parsing() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let send = |text: String| json!({"chat_id": stage.anna, "text": text, "parse_mode": "HTML"});
    stage.ok("sendMessage", send(format!("<b>{}</b>", "😀".repeat(2048)))).await;
    assert_eq!(stage.fail("sendMessage", send("😀".repeat(2049))).await, "Bad Request: message is too long");
    assert_eq!(stage.fail("sendMessage", send(String::new())).await, "Bad Request: message text is empty");
    let sent = stage.ok("sendMessage", send("a".into())).await["message_id"].clone();
    let edit = |text: String| json!({"chat_id": stage.anna, "message_id": sent, "text": text});
    assert_eq!(stage.fail("editMessageText", edit("x".repeat(4097))).await, "Bad Request: MESSAGE_TOO_LONG");
    assert!(
        stage
            .fail("editMessageText", edit("a".into()))
            .await
            .starts_with("Bad Request: message is not modified")
    );
    let edited = stage.ok("editMessageText", edit("b".into())).await;
    assert!(edited["edit_date"].is_i64());
    assert_eq!(edited["text"], "b");
    stage.ok("deleteMessage", json!({"chat_id": stage.anna, "message_id": sent})).await;
    assert_eq!(
        stage.fail("editMessageText", edit("c".into())).await,
        "Bad Request: message to edit not found"
    );
    let again = json!({"chat_id": stage.anna, "message_id": sent});
    assert_eq!(stage.fail("deleteMessage", again).await, "Bad Request: message to delete not found");
}

#[tokio::test]
async fn a_reply_to_a_missing_message_fails_unless_that_is_allowed() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let send = |reply: Value| json!({"chat_id": stage.anna, "text": "a", "reply_parameters": reply});
    let missing = stage.fail("sendMessage", send(json!({"message_id": 77}))).await;
    assert_eq!(missing, "Bad Request: message to be replied not found");
    let sent =
        stage.ok("sendMessage", send(json!({"message_id": 77, "allow_sending_without_reply": true}))).await;
    assert!(sent.get("reply_to_message").is_none());
}

#[tokio::test]
async fn ids_of_more_than_32_bits_come_through_whole() {
    let stage = Stage::new().await;
    let token = format!("{}:{}", 9_876_543_210_987_i64, "A".repeat(35));
    let bot = stage.sim.create_bot(NewBot::new("big_bot", "Big").token(token)).unwrap();
    let big = (1_i64 << 52) - 1;
    let user = stage.sim.create_user(NewUser::new("Big").id(big)).unwrap();
    stage.sim.private(user, stage.bot.id).say("/start").unwrap();
    let sent = stage.ok("sendMessage", json!({"chat_id": big, "text": "hello"})).await;
    assert_eq!(sent["chat"]["id"].as_i64(), Some(big));
    assert_eq!(bot.id, 9_876_543_210_987);
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let stage = Stage::new().await;
    let list = |text: &str| json!([{"command": "start", "description": text}]);
    stage.ok("setMyCommands", json!({"commands": list("Begin")})).await;
    let russian =
        json!({"commands": list("Начать"), "language_code": "ru", "scope": {"type": "all_private_chats"}});
    stage.ok("setMyCommands", russian.clone()).await;
    assert_eq!(stage.ok("getMyCommands", json!({})).await, list("Begin"));
    assert_eq!(stage.ok("getMyCommands", russian.clone()).await, list("Начать"));
    stage.ok("deleteMyCommands", russian.clone()).await;
    assert_eq!(stage.ok("getMyCommands", russian).await, json!([]));
}
