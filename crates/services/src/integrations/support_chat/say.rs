//! What is said about it, and where: answers in the chat that asked, and the owner's question. All of one update is accepted
//! at once, in the order of its chats.

use serde_json::{Value, json};
use switchboard_store::{ChatId, SupportRequestId};

use crate::{
    delivery::{Outgoing, accept},
    error::Result,
    incoming::Incoming,
    people::{self, TelegramChat},
    texts::{Lang, support_chat as texts},
};

/// What `callback_data` of the owner's buttons begins with.
const YES: &str = "support";
const NO: &str = "nosupport";

/// Sends that are accepted together.
#[derive(Default)]
pub(super) struct Words(Vec<(ChatId, &'static str, Value)>);

impl Words {
    /// Answers the command, if the bot may speak there: where it does not answer people, it does so only as in its support
    /// chat.
    pub(super) fn answer(mut self, incoming: &Incoming, asked: &Asked<'_>, text: &str) -> Self {
        let integration = &incoming.integration;
        let is_support = integration.support_chat_id == Some(asked.chat.telegram_chat_id);
        if is_support || people::answers_in(integration, asked.chat.kind) {
            let reply = json!({"message_id": asked.message_id, "allow_sending_without_reply": true});
            self.0.push((asked.row, "sendMessage", json!({"text": text, "reply_parameters": reply})));
        }
        self
    }

    /// Says it in a chat.
    pub(super) fn tell(mut self, chat: ChatId, text: &str) -> Self {
        self.0.push((chat, "sendMessage", json!({"text": text})));
        self
    }

    /// Asks the owner.
    pub(super) fn ask(mut self, owner: ChatId, lang: Lang, text: &str, request: SupportRequestId) -> Self {
        let button = |label: &str, data| json!({"text": label, "callback_data": format!("{data}:{request}")});
        let row = [button(texts::yes_button(lang), YES), button(texts::no_button(lang), NO)];
        let params = json!({"text": text, "reply_markup": {"inline_keyboard": [row]}});
        self.0.push((owner, "sendMessage", params));
        self
    }

    /// Puts a text in the place of the question, without buttons.
    pub(super) fn settle(mut self, owner: ChatId, question: i64, text: &str) -> Self {
        self.0.push((owner, "editMessageText", json!({"message_id": question, "text": text})));
        self
    }

    /// Answers a press of a button.
    pub(super) fn press(mut self, chat: ChatId, query: &str, text: &str) -> Self {
        self.0.push((chat, "answerCallbackQuery", json!({"callback_query_id": query, "text": text})));
        self
    }

    /// Accepts all of it. Call it last.
    pub(super) async fn accept(mut self, incoming: &Incoming) -> Result<()> {
        self.0.sort_by_key(|(chat, ..)| *chat);
        for (chat, method, params) in self.0 {
            accept(&incoming.work, incoming.tenant, Outgoing::new(incoming.bot, chat, method, params))
                .await?;
        }
        Ok(())
    }
}

/// Where a command was typed.
pub(super) struct Asked<'a> {
    pub(super) chat: &'a TelegramChat,
    pub(super) row: ChatId,
    pub(super) message_id: i64,
}
