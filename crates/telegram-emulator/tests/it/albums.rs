//! Albums, and copying, forwarding and deleting many messages at once.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use telegram_emulator::Draft;

use crate::Stage;

fn groups(updates: &[Value]) -> Vec<&Value> {
    updates.iter().map(|update| &update["message"]["media_group_id"]).collect()
}

#[tokio::test]
async fn each_item_of_an_album_is_an_update_of_its_own_with_one_group_id() {
    let stage = Stage::new().await;
    let ids = stage.chat.album(vec![Draft::photo().caption("two"), Draft::kind("video")]).unwrap();
    let updates = stage.updates().await;
    assert_eq!(updates.len(), 2);
    let groups = groups(&updates);
    assert!(groups[0].is_string() && groups[0] == groups[1]);
    assert_eq!(updates[0]["message"]["caption"], "two");
    assert_eq!(updates[1]["message"]["message_id"], ids[1]);
}

#[tokio::test]
async fn an_album_is_uploaded_with_attach_and_answered_as_messages() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let media = json!([{"type": "photo", "media": "attach://one", "caption": "<b>first</b>", "parse_mode": "HTML"},
        {"type": "photo", "media": "attach://two"}]);
    let part = |name: &str| Part::bytes(vec![1, 2, 3]).file_name(name.to_owned());
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .text("media", media.to_string())
        .part("one", part("1.jpg"))
        .part("two", part("2.jpg"));
    let response = stage.http.post(stage.method_url("sendMediaGroup")).multipart(form).send().await.unwrap();
    let answer: Value = response.json().await.unwrap();
    let sent = answer["result"].as_array().unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0]["media_group_id"], sent[1]["media_group_id"]);
    assert_eq!(sent[0]["caption_entities"][0]["type"], "bold");
    let seen = stage.chat.messages();
    assert!(seen[1].album.is_some() && seen[1].album == seen[2].album);
}

#[tokio::test]
async fn albums_that_telegram_refuses_are_refused() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let photo = || json!({"type": "photo", "media": "https://a.example/1.jpg"});
    let file = json!({"type": "document", "media": "https://a.example/1.pdf"});
    let album = |media: Value| json!({"chat_id": stage.anna, "media": media});
    let many: Vec<Value> = (0..11).map(|_| photo()).collect();
    assert_eq!(
        stage.fail("sendMediaGroup", album(json!(many))).await,
        "Bad Request: too many messages to send as an album"
    );
    assert_eq!(
        stage.fail("sendMediaGroup", album(json!([photo(), file]))).await,
        "Bad Request: document can't be mixed with other media types"
    );
    stage.ok("sendMediaGroup", album(json!([photo(), photo()]))).await;
}

#[tokio::test]
async fn copying_many_keeps_albums_together_and_skips_what_is_missing() {
    let stage = Stage::new().await;
    let text = stage.chat.say("/start").unwrap();
    let album = stage.chat.album(vec![Draft::photo(), Draft::photo()]).unwrap();
    let copy = |ids: Value| json!({"chat_id": stage.anna, "from_chat_id": stage.anna, "message_ids": ids});
    let copied = stage.ok("copyMessages", copy(json!([text, album[0], album[1], 999]))).await;
    assert_eq!(copied.as_array().unwrap().len(), 3);
    let seen = stage.chat.messages();
    let (first, second) = (&seen[seen.len() - 2], &seen[seen.len() - 1]);
    assert!(first.album.is_some() && first.album == second.album);
    assert_ne!(first.album, seen[1].album, "a copy is an album of its own");
    assert!(first.raw.get("forward_origin").is_none());
    let forwarded = stage.ok("forwardMessages", copy(json!([album[0], album[1]]))).await;
    assert_eq!(forwarded.as_array().unwrap().len(), 2);
    let last = stage.chat.last_from_bot().unwrap();
    assert_eq!(last.raw["forward_origin"]["type"], "user");
    assert_eq!(
        stage.fail("copyMessages", copy(json!([album[1], album[0]]))).await,
        "Bad Request: message identifiers must be in a strictly increasing order"
    );
    assert_eq!(
        stage.fail("copyMessages", copy(json!([]))).await,
        "Bad Request: message identifiers are not specified"
    );
}

#[tokio::test]
async fn many_messages_are_deleted_at_once_and_missing_ones_do_not_matter() {
    let stage = Stage::new().await;
    let hers = stage.chat.say("/start").unwrap();
    let own =
        stage.ok("sendMessage", json!({"chat_id": stage.anna, "text": "a"})).await["message_id"].clone();
    stage.ok("deleteMessages", json!({"chat_id": stage.anna, "message_ids": [hers, own, 4711]})).await;
    assert!(stage.chat.messages().is_empty());
}
