//! The support chat and its agents, by commands in the chat itself: `/support`, `/support off`, `/agents 123 456 me`, `/agents all`.
//!
//! Whoever is in a group may type a command, so a command alone changes nothing: who reads what people write to the bot is for
//! the bot's owner to say. `ask` writes the wish down and puts it before the owner, in the owner's private chat with the bot,
//! with two buttons; `decide` is a press of one of them. The owner is whoever `owner_chat_id` names, if that is a person who
//! has started the bot; nobody else's press counts. Without such an owner the chat is told what to do.

mod ask;
mod decide;
mod say;
mod wish;

use switchboard_store::entities::integration;

pub use self::{
    decide::Decision,
    wish::{Ask, Subject},
};
use crate::people::{ChatKind, Person, TelegramChat};

/// The private chat of the bot's owner: a person's chat has the person's own id, which is positive.
fn owner_of(integration: &integration::Model) -> Option<i64> {
    integration.owner_chat_id.filter(|id| *id > 0)
}

/// Whether it is the owner who speaks, in the owner's private chat.
fn is_owner(integration: &integration::Model, chat: &TelegramChat, person: &Person) -> bool {
    chat.kind == ChatKind::Private
        && !person.is_bot
        && owner_of(integration) == Some(chat.telegram_chat_id)
        && person.telegram_user_id == chat.telegram_chat_id
}
