//! Files that were uploaded or made up: an id for each, what is known about it, and its content.
//!
//! Uploaded content is kept in memory, of all files together at most 256 MB: the oldest contents are forgotten first,
//! their ids stay good for sending. The content of made-up media is made when it is asked for. Only the newest ten
//! thousand files are known at all.

use std::collections::{HashMap, VecDeque};

use axum::body::Bytes;

use super::World;

const KEPT: usize = 10_000;
const KEPT_BYTES: usize = 256 * 1024 * 1024;

/// What made-up pictures look like: 320 by 180.
const PICTURE: &[u8] = include_bytes!("picture.jpg");

#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) file_id: String,
    pub(crate) unique_id: String,
    pub(crate) name: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) size: usize,
    /// A sticker's.
    pub(crate) emoji: Option<String>,
    /// `photos/file_7.jpg`: what `getFile` answers.
    pub(crate) path: String,
    content: Body,
}

#[derive(Clone)]
enum Body {
    Kept(Bytes),
    MadeUp,
    Forgotten,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("content")
    }
}

/// A file to be stored. Without content it is made up.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewFile {
    /// `photo`, `document`, …
    pub(crate) kind: String,
    pub(crate) name: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) emoji: Option<String>,
    pub(crate) content: Option<Bytes>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    by_id: HashMap<String, StoredFile>,
    by_path: HashMap<String, String>,
    order: VecDeque<String>,
    /// Ids of files whose content is kept, oldest first.
    heavy: VecDeque<String>,
    bytes: usize,
    made: u64,
}

impl World {
    pub(crate) fn add_file(&mut self, new: NewFile) -> StoredFile {
        let file_id = format!("AgACAgIA{}", self.random_text(48));
        let unique_id = format!("AQAD{}", self.random_text(12));
        let number = self.files.made;
        self.files.made += 1;
        let path = format!("{}/file_{number}.{}", folder(&new.kind), extension(&new));
        let made_up = made_up_size(&new);
        let (content, size) = match new.content {
            Some(bytes) => (Body::Kept(bytes.clone()), bytes.len()),
            None => (Body::MadeUp, made_up),
        };
        let file = StoredFile {
            file_id: file_id.clone(),
            unique_id,
            name: new.name,
            mime_type: new.mime_type,
            emoji: new.emoji,
            size,
            path: path.clone(),
            content,
        };
        self.files.by_path.insert(path, file_id.clone());
        self.files.order.push_back(file_id.clone());
        if matches!(file.content, Body::Kept(_)) {
            self.files.bytes += size;
            self.files.heavy.push_back(file_id.clone());
        }
        self.files.by_id.insert(file_id, file.clone());
        self.files.forget();
        file
    }

    pub(crate) fn file(&self, file_id: &str) -> Option<&StoredFile> {
        self.files.by_id.get(file_id)
    }

    pub(crate) fn file_at(&self, path: &str) -> Option<&StoredFile> {
        self.file(self.files.by_path.get(path)?)
    }
}

impl Files {
    fn forget(&mut self) {
        while self.bytes > KEPT_BYTES
            && let Some(oldest) = self.heavy.pop_front()
        {
            if let Some(file) = self.by_id.get_mut(&oldest) {
                self.bytes -= file.size;
                file.content = Body::Forgotten;
            }
        }
        while self.order.len() > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            if let Some(file) = self.by_id.remove(&oldest) {
                self.by_path.remove(&file.path);
                if matches!(file.content, Body::Kept(_)) {
                    self.bytes -= file.size;
                    self.heavy.retain(|id| *id != oldest);
                }
            }
        }
    }
}

impl StoredFile {
    /// The bytes, unless they were forgotten.
    pub(crate) fn content(&self) -> Option<Bytes> {
        match &self.content {
            Body::Kept(bytes) => Some(bytes.clone()),
            Body::Forgotten => None,
            Body::MadeUp if self.size == PICTURE.len() => Some(Bytes::from_static(PICTURE)),
            Body::MadeUp => {
                let line = format!("{} is made up. ", self.path);
                Some(line.bytes().cycle().take(self.size).collect())
            }
        }
    }
}

fn made_up_size(new: &NewFile) -> usize {
    if new.kind == "photo" { PICTURE.len() } else { 10_240 }
}

fn folder(kind: &str) -> &str {
    match kind {
        "photo" => "photos",
        "document" => "documents",
        "video" => "videos",
        "audio" => "music",
        "voice" => "voice",
        "video_note" => "video_notes",
        "animation" => "animations",
        "sticker" => "stickers",
        _ => "files",
    }
}

fn extension(new: &NewFile) -> &str {
    let named = new.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    let fits = |text: &&str| (1..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    match new.kind.as_str() {
        "photo" => "jpg",
        "voice" => "oga",
        "sticker" => "webp",
        "video" | "video_note" | "animation" => named.filter(fits).unwrap_or("mp4"),
        "audio" => named.filter(fits).unwrap_or("mp3"),
        _ => named.filter(fits).unwrap_or("bin"),
    }
}
