//! How each kind of message is shown to the agents.

use serde_json::{Value, json};

use crate::{
    message_text::units,
    support::{
        content::Content,
        relay::{Original, Relay, form},
    },
};

const HEADER: &str = "Ann (@ann) · user 7";

fn relayed(raw: &Value) -> Relay {
    form(Original { chat: 42, message: 9, raw }, &Content::of(raw), HEADER, None)
}

fn one(raw: &Value) -> (&'static str, Value) {
    match relayed(raw) {
        Relay::One(call) => (call.method, call.params),
        other => panic!("not one message: {other:?}"),
    }
}

fn assert_header_and_copy(raw: &Value) {
    let Relay::HeaderAndCopy(header, copy) = relayed(raw) else { panic!("one message: {raw}") };
    assert_eq!((header.method, &header.params["text"]), ("sendMessage", &json!(HEADER)));
    assert_eq!((copy.method, copy.params), ("copyMessage", json!({"from_chat_id": 42, "message_id": 9})));
}

/// What an entity covers.
fn covered(text: &str, entity: &Value) -> String {
    let at = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
    let all: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&all[at("offset")..at("offset") + at("length")]).unwrap()
}

#[test]
fn entities_cover_the_same_words_below_a_header_of_emoji_and_right_to_left_names() {
    let header = "😀 שלום (@ann) · user 7";
    let text = "👩‍👩‍👧 жирный مرحبا";
    let bold = json!({"type": "bold", "offset": units("👩‍👩‍👧 "), "length": units("жирный")});
    let link = json!({"type": "text_link", "offset": units("👩‍👩‍👧 жирный "), "length": 5, "url": "https://example.com/"});
    let raw = json!({"text": text, "entities": [bold, link]});
    let Relay::One(call) =
        form(Original { chat: 1, message: 1, raw: &raw }, &Content::of(&raw), header, None)
    else {
        panic!("two messages")
    };
    let shown = call.params["text"].as_str().unwrap();
    assert_eq!(shown, format!("{header}\n{text}"));
    let entities = call.params["entities"].as_array().unwrap();
    assert_eq!(covered(shown, &entities[0]), header);
    assert_eq!(covered(shown, &entities[1]), "жирный");
    assert_eq!(covered(shown, &entities[2]), "مرحبا");
    assert_eq!(entities[2]["url"], "https://example.com/");
}

#[test]
fn a_text_is_one_message_up_to_telegrams_limit_and_a_copy_above() {
    let room = 4096 - units(HEADER) - 1;
    let (method, params) = one(&json!({"text": "я".repeat(room)}));
    assert_eq!((method, units(params["text"].as_str().unwrap())), ("sendMessage", 4096));
    assert_header_and_copy(&json!({"text": "я".repeat(room + 1)}));
    assert_header_and_copy(&json!({"text": "😀".repeat(room / 2 + 1)}));
}

#[test]
fn a_caption_holds_the_header_up_to_telegrams_limit() {
    let italic = json!({"type": "italic", "offset": 0, "length": 2});
    let raw = json!({"photo": [{}], "caption": "hi", "caption_entities": [italic], "show_caption_above_media": true});
    let (method, params) = one(&raw);
    assert_eq!(method, "copyMessage");
    assert_eq!((&params["from_chat_id"], &params["message_id"]), (&json!(42), &json!(9)));
    assert_eq!(params["caption"], format!("{HEADER}\nhi"));
    assert_eq!(covered(params["caption"].as_str().unwrap(), &params["caption_entities"][1]), "hi");
    assert_eq!(params["show_caption_above_media"], true);

    assert_eq!(one(&json!({"voice": {}})).1["caption"], HEADER);
    let room = 1024 - units(HEADER) - 1;
    assert_eq!(
        units(one(&json!({"video": {}, "caption": "a".repeat(room)})).1["caption"].as_str().unwrap()),
        1024
    );
    assert_header_and_copy(&json!({"video": {}, "caption": "a".repeat(room + 1)}));
}

#[test]
fn what_is_not_understood_in_full_is_copied_below_a_header_of_its_own() {
    let newer_entity = json!([{"type": "date_time", "offset": 0, "length": 1, "unix_time": 1}]);
    assert_header_and_copy(&json!({"text": "a", "entities": newer_entity}));
    assert_header_and_copy(&json!({"photo": [{}], "caption": "a", "caption_entities": newer_entity}));
    assert_header_and_copy(&json!({"text": "a", "entities": [{"type": "bold"}]}));
    assert_header_and_copy(&json!({"hologram": {"file_id": "x"}}));
    assert_header_and_copy(&json!({"text": "fallback", "hologram": {"file_id": "x"}}));
    assert_header_and_copy(&json!({"sticker": {}}));
    assert_header_and_copy(&json!({"video_note": {}}));
    assert_header_and_copy(&json!({}));
    assert_header_and_copy(&Value::Null);
}

#[test]
fn what_telegram_does_not_copy_is_named() {
    assert_eq!(one(&json!({"pinned_message": {}})).1["text"], format!("{HEADER}\n[pinned_message]"));
    assert_eq!(one(&json!({"paid_media": {}, "caption": "a"})).1["text"], format!("{HEADER}\n[paid_media]"));
}

#[test]
fn a_link_preview_is_off_where_the_person_switched_it_off() {
    let text = "https://example.com";
    assert!(one(&json!({"text": text})).1.get("link_preview_options").is_none());
    let off = json!({"is_disabled": true});
    let raw = json!({"text": text, "link_preview_options": off});
    assert_eq!(one(&raw).1["link_preview_options"], off);
}
