//! The Bot API as bots see it: one table of methods, each a short function over the world.
//!
//! A call comes in at [`endpoint`], is read by [`request`], looked up here and carried out under the world's lock;
//! only `getUpdates` waits. Methods fail with [`ApiError`], whose texts are the real server's.

mod account;
mod answer;
mod chats;
mod commands;
mod copying;
mod editing;
mod endpoint;
mod feedback;
mod markup;
mod media;
mod params;
mod polling;
mod request;
mod sending;
mod webhooks;

pub(crate) use self::{
    answer::{Answer, without_nulls},
    endpoint::{Cut, answer_call},
    params::{Params, Upload},
};
use crate::{error::ApiError, error_texts as texts, world::World};

pub(crate) type Outcome = Result<Answer, ApiError>;

/// A method: the world, the bot's id, the arguments.
type Method = fn(&mut World, i64, &Params) -> Outcome;

/// `getUpdates` is not in the table: it waits, see [`polling`].
pub(crate) const GET_UPDATES: &str = "getUpdates";

const METHODS: &[(&str, Method)] = &[
    ("getMe", account::get_me),
    ("logOut", account::log_out),
    ("close", account::close),
    ("setWebhook", webhooks::set_webhook),
    ("deleteWebhook", webhooks::delete_webhook),
    ("getWebhookInfo", webhooks::get_webhook_info),
    ("sendMessage", sending::send_message),
    ("sendChatAction", sending::send_chat_action),
    ("sendPhoto", media::send_photo),
    ("sendDocument", media::send_document),
    ("copyMessage", copying::copy_message),
    ("forwardMessage", copying::forward_message),
    ("editMessageText", editing::edit_message_text),
    ("editMessageReplyMarkup", editing::edit_message_reply_markup),
    ("deleteMessage", editing::delete_message),
    ("setMyCommands", commands::set_my_commands),
    ("getMyCommands", commands::get_my_commands),
    ("deleteMyCommands", commands::delete_my_commands),
    ("getChat", chats::get_chat),
    ("getChatMember", chats::get_chat_member),
    ("getChatAdministrators", chats::get_chat_administrators),
    ("answerCallbackQuery", feedback::answer_callback_query),
    ("setMessageReaction", feedback::set_message_reaction),
];

/// The method's documented spelling.
pub(crate) fn canonical(method: &str) -> Option<&'static str> {
    if method.eq_ignore_ascii_case(GET_UPDATES) {
        return Some(GET_UPDATES);
    }
    METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method)).map(|(name, _)| *name)
}

/// Carries out any method but `getUpdates`.
pub(crate) fn call(world: &mut World, bot: i64, method: &str, params: &Params) -> Outcome {
    let (_, method) =
        METHODS.iter().find(|(name, _)| name.eq_ignore_ascii_case(method)).ok_or(texts::METHOD_NOT_FOUND)?;
    method(world, bot, params)
}
