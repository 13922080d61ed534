//! Documents that were parsed and validated, kept for the next request with the same text. Bounded by count and by bytes
//! of text; what was not used for a while goes first.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;

/// Documents of one generation; two generations are kept.
const MAX_DOCUMENTS: usize = 250;
/// Their texts, in bytes. What is parsed takes about twenty times as much.
const MAX_BYTES: usize = 128 * 1024;
/// A longer document is not kept: one of these would push out hundreds of others.
const MAX_KEPT: usize = 16 * 1024;

/// Two generations: what is asked for moves into the young one; when that is full, it becomes the old one, and what was
/// old goes.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    young: HashMap<String, Arc<ExecutableDocument>>,
    old: HashMap<String, Arc<ExecutableDocument>>,
    /// Of the young generation's texts.
    bytes: usize,
}

impl Cache {
    pub(crate) fn get(&self, text: &str) -> Option<Arc<ExecutableDocument>> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(document) = generations.young.get(text) {
            return Some(Arc::clone(document));
        }
        let (text, document) = generations.old.remove_entry(text)?;
        generations.keep(text, Arc::clone(&document));
        Some(document)
    }

    pub(crate) fn keep(&self, text: &str, document: Arc<ExecutableDocument>) {
        if text.len() <= MAX_KEPT {
            self.generations.lock().unwrap_or_else(PoisonError::into_inner).keep(text.to_owned(), document);
        }
    }
}

impl Generations {
    fn keep(&mut self, text: String, document: Arc<ExecutableDocument>) {
        if self.young.len() >= MAX_DOCUMENTS || self.bytes + text.len() > MAX_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += text.len();
        self.young.insert(text, document);
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn what_is_kept_is_bounded_and_what_is_used_stays() {
        let (cache, document) = (Cache::default(), Arc::new(parse_query("{ a }").unwrap()));
        cache.keep("used", Arc::clone(&document));
        for n in 0..10 * MAX_DOCUMENTS {
            cache.keep(&format!("{n}"), Arc::clone(&document));
            assert!(cache.get("used").is_some());
        }
        for n in 0..100 {
            cache.keep(&format!("{n}{}", " ".repeat(MAX_KEPT - 10)), Arc::clone(&document));
        }
        cache.keep(&" ".repeat(MAX_KEPT + 1), Arc::clone(&document));
        let kept = cache.generations.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * MAX_DOCUMENTS);
        let bytes: usize = kept.young.keys().chain(kept.old.keys()).map(String::len).sum();
        assert!(bytes <= 2 * MAX_BYTES);
    }
}
