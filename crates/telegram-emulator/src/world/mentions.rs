//! Mentions of people by id (`text_mention`): bots give the id only, Telegram fills in the account, and drops mentions
//! of people that it does not know.

use serde_json::Value;

use super::{Content, World};

impl World {
    pub(crate) fn fill_mentions(&self, content: &mut Content) {
        for key in ["entities", "caption_entities"] {
            let Some(Value::Array(entities)) = content.get_mut(key) else { continue };
            entities.retain_mut(|entity| {
                if entity["type"] != "text_mention" {
                    return true;
                }
                let account = entity["user"]["id"].as_i64().and_then(|id| self.account_card(id));
                let known = account.is_some();
                entity["user"] = account.unwrap_or_default();
                known
            });
            if entities.is_empty() {
                content.remove(key);
            }
        }
    }
}
