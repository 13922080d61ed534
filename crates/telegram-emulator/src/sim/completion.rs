//! Adds to a person's message what the app and Telegram's servers would: files behind media, found entities in a text
//! that came without any, a place in the album that was edited.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::Draft;
use crate::{
    text,
    world::{Content, NewFile, World},
};

pub(super) fn complete(world: &mut World, draft: Draft) -> Content {
    const MEDIA: &[&str] =
        &["photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker"];
    let mut content = draft.content;
    for key in MEDIA {
        match content.get_mut(*key) {
            Some(Value::Array(sizes)) => {
                let last = sizes.len().saturating_sub(1);
                for (index, size) in sizes.iter_mut().enumerate() {
                    // An upload is the largest size.
                    name_file(world, key, size, draft.upload.clone().filter(|_| index == last));
                }
            }
            Some(file @ Value::Object(_)) => name_file(world, key, file, draft.upload.clone()),
            _ => {}
        }
    }
    for (key, entities) in [("text", "entities"), ("caption", "caption_entities")] {
        let Some(words) = content.get(key).and_then(Value::as_str) else { continue };
        if !content.contains_key(entities) {
            let found = text::found_entities(words, &[]);
            if !found.is_empty() {
                content.insert(entities.into(), json!(found));
            }
        }
    }
    content
}

fn name_file(world: &mut World, kind: &str, file: &mut Value, content: Option<Bytes>) {
    if file.get("file_id").is_none() {
        let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
        let (name, mime_type, emoji) = (text("file_name"), text("mime_type"), text("emoji"));
        let stored = world.add_file(NewFile { kind: kind.into(), name, mime_type, emoji, content });
        file["file_id"] = json!(stored.file_id);
        file["file_unique_id"] = json!(stored.unique_id);
        file["file_size"] = json!(stored.size);
    }
}
