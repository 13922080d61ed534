//! Files that were uploaded or made up: an id for each, and what is known about it. Only sizes and names are kept
//! for now, and only of the newest ten thousand.

use std::collections::{HashMap, VecDeque};

use super::World;

const KEPT: usize = 10_000;

#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) file_id: String,
    pub(crate) unique_id: String,
    pub(crate) name: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) size: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Files {
    by_id: HashMap<String, StoredFile>,
    order: VecDeque<String>,
}

impl World {
    pub(crate) fn add_file(
        &mut self,
        name: Option<String>,
        mime_type: Option<String>,
        size: usize,
    ) -> StoredFile {
        let file = StoredFile {
            file_id: format!("AgACAgIA{}", self.random_text(48)),
            unique_id: format!("AQAD{}", self.random_text(12)),
            name,
            mime_type,
            size,
        };
        self.files.by_id.insert(file.file_id.clone(), file.clone());
        self.files.order.push_back(file.file_id.clone());
        if self.files.order.len() > KEPT
            && let Some(oldest) = self.files.order.pop_front()
        {
            self.files.by_id.remove(&oldest);
        }
        file
    }

    pub(crate) fn file(&self, file_id: &str) -> Option<&StoredFile> {
        self.files.by_id.get(file_id)
    }
}
