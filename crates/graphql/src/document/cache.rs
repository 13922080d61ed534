//! What was made of texts before, kept for the next request with the same one: parsed and validated documents, and
//! documents that are asked for by their hash. Bounded by count and by bytes; what was not used for a while goes first.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Entries of one generation; two generations are kept.
const MAX_ENTRIES: usize = 250;
/// Their texts, in bytes. What is parsed takes about twenty times as much.
const MAX_BYTES: usize = 128 * 1024;
/// A longer text is not kept: one of these would push out hundreds of others.
const MAX_KEPT: usize = 16 * 1024;

/// Two generations: what is asked for moves into the young one; when that is full, it becomes the old one, and what was
/// old goes.
#[derive(Debug)]
pub(crate) struct Cache<V> {
    generations: Mutex<Generations<V>>,
}

#[derive(Debug)]
struct Generations<V> {
    young: HashMap<String, (usize, V)>,
    old: HashMap<String, (usize, V)>,
    /// Of the young generation.
    bytes: usize,
}

impl<V> Default for Cache<V> {
    fn default() -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), bytes: 0 };
        Self { generations: Mutex::new(generations) }
    }
}

impl<V: Clone> Cache<V> {
    pub(crate) fn get(&self, key: &str) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, value)) = generations.young.get(key) {
            return Some(value.clone());
        }
        let (key, (bytes, value)) = generations.old.remove_entry(key)?;
        generations.keep(key, bytes, value.clone());
        Some(value)
    }

    /// Keeps a value that stands for a text of so many bytes.
    pub(crate) fn keep(&self, key: &str, bytes: usize, value: V) {
        if bytes <= MAX_KEPT {
            self.generations.lock().unwrap_or_else(PoisonError::into_inner).keep(
                key.to_owned(),
                bytes,
                value,
            );
        }
    }
}

impl<V> Generations<V> {
    fn keep(&mut self, key: String, bytes: usize, value: V) {
        if self.young.len() >= MAX_ENTRIES || self.bytes + bytes > MAX_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
        self.bytes += bytes;
        self.young.insert(key, (bytes, value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_and_what_is_used_stays() {
        let cache = Cache::default();
        cache.keep("used", 4, ());
        for n in 0..10 * MAX_ENTRIES {
            cache.keep(&format!("{n}"), 4, ());
            assert!(cache.get("used").is_some());
        }
        for n in 0..100 {
            cache.keep(&format!("large {n}"), MAX_KEPT, ());
        }
        cache.keep("too large", MAX_KEPT + 1, ());
        assert!(cache.get("too large").is_none());
        let kept = cache.generations.lock().unwrap();
        assert!(kept.young.len() + kept.old.len() <= 2 * MAX_ENTRIES);
        let bytes: usize = kept.young.values().chain(kept.old.values()).map(|(bytes, ())| *bytes).sum();
        assert!(bytes <= 2 * MAX_BYTES);
    }
}
