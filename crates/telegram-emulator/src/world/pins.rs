//! Pinned messages of a chat, the newest pin last.

use serde_json::json;

use super::{Content, NewMessage, Place, World};

impl World {
    /// Pins a message; the chat says so in a service message unless it was pinned already. `false`: there is no such
    /// message.
    pub(crate) fn pin(&mut self, place: Place, id: i64, by: i64) -> bool {
        let Some(chat) = self.chats.get_mut(&place) else { return false };
        let Some(thread) = chat.messages.get(&id).map(|message| message.thread) else { return false };
        let again = chat.pinned.contains(&id);
        chat.pinned.retain(|pinned| *pinned != id);
        chat.pinned.push(id);
        chat.version += 1;
        if again {
            return true;
        }
        let mut content = Content::new();
        let pinned = self
            .chats
            .get(&place)
            .and_then(|chat| chat.messages.get(&id).map(|message| self.message_card(chat, message, false)));
        content.insert("pinned_message".into(), pinned.unwrap_or_else(|| json!({})));
        self.post(place, by, NewMessage { thread, ..NewMessage::of(content) });
        true
    }

    /// Unpins one message, or the newest pin. `false`: nothing was pinned so.
    pub(crate) fn unpin(&mut self, place: Place, id: Option<i64>) -> bool {
        let Some(chat) = self.chats.get_mut(&place) else { return false };
        let Some(id) = id.or_else(|| chat.pinned.last().copied()) else { return false };
        let before = chat.pinned.len();
        chat.pinned.retain(|pinned| *pinned != id);
        chat.version += 1;
        chat.pinned.len() < before
    }

    /// Unpins everything for which `which` (the message's topic) is true.
    pub(crate) fn unpin_all(&mut self, place: Place, which: impl Fn(Option<i64>) -> bool) {
        let Some(chat) = self.chats.get_mut(&place) else { return };
        let threads = &chat.messages;
        chat.pinned.retain(|id| !which(threads.get(id).and_then(|message| message.thread)));
        chat.version += 1;
    }
}
