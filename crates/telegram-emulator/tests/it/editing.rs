//! Captions, media, pins, quotes.

use serde_json::json;
use telegram_emulator::{Draft, NewGroup};

use crate::Stage;

#[tokio::test]
async fn captions_and_media_are_edited_and_only_where_there_are_any() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let photo = json!({"chat_id": stage.anna, "photo": "https://a.example/1.jpg", "caption": "one"});
    let photo = stage.ok("sendPhoto", photo).await["message_id"].clone();
    let text =
        stage.ok("sendMessage", json!({"chat_id": stage.anna, "text": "t"})).await["message_id"].clone();
    let caption = |id: &serde_json::Value, text: &str| json!({"chat_id": stage.anna, "message_id": id, "caption": text});
    let edited = stage.ok("editMessageCaption", caption(&photo, "two")).await;
    assert_eq!(edited["caption"], "two");
    assert!(edited["edit_date"].is_i64());
    assert!(
        stage
            .fail("editMessageCaption", caption(&photo, "two"))
            .await
            .starts_with("Bad Request: message is not modified")
    );
    assert_eq!(
        stage.fail("editMessageCaption", caption(&text, "x")).await,
        "Bad Request: there is no caption in the message to edit"
    );
    let media = json!({"type": "video", "media": "https://a.example/1.mp4", "caption": "three"});
    let edit = json!({"chat_id": stage.anna, "message_id": photo, "media": media});
    let edited = stage.ok("editMessageMedia", edit).await;
    assert!(edited.get("photo").is_none());
    assert_eq!((&edited["caption"], edited["video"]["duration"].as_i64()), (&json!("three"), Some(0)));
}

#[tokio::test]
async fn pins_are_kept_shown_and_need_a_right_in_groups() {
    let stage = Stage::new().await;
    let hello = stage.chat.say("/start").unwrap();
    let pin = json!({"chat_id": stage.anna, "message_id": hello});
    stage.ok("pinChatMessage", pin.clone()).await;
    let service = stage.chat.last_from_bot().unwrap();
    assert_eq!(service.raw["pinned_message"]["message_id"], hello);
    let chat = stage.ok("getChat", json!({"chat_id": stage.anna})).await;
    assert_eq!(chat["pinned_message"]["text"], "/start");
    stage.ok("unpinChatMessage", pin.clone()).await;
    assert_eq!(stage.fail("unpinChatMessage", pin).await, "Bad Request: message to unpin not found");
    let missing = json!({"chat_id": stage.anna, "message_id": 99});
    assert_eq!(stage.fail("pinChatMessage", missing).await, "Bad Request: message to pin not found");
    let group = stage.sim.create_group(NewGroup::new("G").member(stage.anna).bot(stage.bot.id)).unwrap();
    let said = stage.sim.in_group(stage.anna, group).say("hi").unwrap();
    let pin = json!({"chat_id": group, "message_id": said});
    let refused = "Bad Request: not enough rights to manage pinned messages in the chat";
    assert_eq!(stage.fail("pinChatMessage", pin.clone()).await, refused);
    stage.sim.promote(group, stage.bot.id, &["can_pin_messages"]).unwrap();
    stage.ok("pinChatMessage", pin).await;
    stage.ok("unpinAllChatMessages", json!({"chat_id": group})).await;
    stage.updates().await;
    stage.sim.in_group(stage.anna, group).pin(said).unwrap();
    assert_eq!(stage.updates().await[0]["message"]["pinned_message"]["message_id"], said);
}

#[tokio::test]
async fn a_quote_must_be_part_of_the_answered_text() {
    let stage = Stage::new().await;
    let said = stage.chat.say("one 😀 two").unwrap();
    let send = |quote: &str| {
        json!({"chat_id": stage.anna, "text": "a", "reply_parameters":
            {"message_id": said, "quote": quote, "quote_parse_mode": "HTML"}})
    };
    let sent = stage.ok("sendMessage", send("<b>two</b>")).await;
    assert_eq!((&sent["quote"]["text"], &sent["quote"]["position"]), (&json!("two"), &json!(7)));
    assert_eq!(sent["quote"]["entities"][0]["type"], "bold");
    assert_eq!(stage.fail("sendMessage", send("three")).await, "Bad Request: QUOTE_TEXT_INVALID");
}

#[tokio::test]
async fn an_edit_keeps_its_place_in_the_album_and_topic() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let thread = stage.sim.create_topic(group, stage.anna, "T").unwrap();
    let ids = anna.in_topic(thread).album(vec![Draft::photo(), Draft::photo()]).unwrap();
    stage.updates().await;
    anna.edit(ids[0], Draft::photo().caption("new")).unwrap();
    let edited = stage.updates().await[0]["edited_message"].clone();
    assert_eq!((&edited["caption"], &edited["message_thread_id"]), (&json!("new"), &json!(thread)));
    assert!(edited["media_group_id"].is_string());
}
