//! The Bot API as bots see it: one table of methods, each a short function over the world.
//!
//! A call comes in at [`endpoint`], is read by [`request`], looked up here and carried out under the world's lock;
//! only `getUpdates` waits. Methods fail with [`ApiError`], whose texts are the real server's.

mod account;
mod albums;
mod answer;
mod chats;
mod commands;
mod contents;
mod copying;
mod editing;
mod endpoint;
mod feedback;
mod files;
mod general_topic;
mod markup;
mod media;
mod params;
mod pins;
mod polling;
mod profile;
mod request;
mod sending;
mod target;
mod topics;
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
    ("sendVideo", media::send_video),
    ("sendAudio", media::send_audio),
    ("sendVoice", media::send_voice),
    ("sendVideoNote", media::send_video_note),
    ("sendAnimation", media::send_animation),
    ("sendSticker", media::send_sticker),
    ("sendLocation", contents::send_location),
    ("sendContact", contents::send_contact),
    ("sendPoll", contents::send_poll),
    ("sendDice", contents::send_dice),
    ("sendMediaGroup", albums::send_media_group),
    ("getFile", files::get_file),
    ("copyMessage", copying::copy_message),
    ("copyMessages", copying::copy_messages),
    ("forwardMessage", copying::forward_message),
    ("forwardMessages", copying::forward_messages),
    ("editMessageText", editing::edit_message_text),
    ("editMessageCaption", editing::edit_message_caption),
    ("editMessageMedia", editing::edit_message_media),
    ("editMessageReplyMarkup", editing::edit_message_reply_markup),
    ("deleteMessage", editing::delete_message),
    ("deleteMessages", editing::delete_messages),
    ("pinChatMessage", pins::pin_chat_message),
    ("unpinChatMessage", pins::unpin_chat_message),
    ("unpinAllChatMessages", pins::unpin_all_chat_messages),
    ("unpinAllForumTopicMessages", pins::unpin_all_forum_topic_messages),
    ("unpinAllGeneralForumTopicMessages", pins::unpin_all_general_forum_topic_messages),
    ("createForumTopic", topics::create_forum_topic),
    ("editForumTopic", topics::edit_forum_topic),
    ("closeForumTopic", topics::close_forum_topic),
    ("reopenForumTopic", topics::reopen_forum_topic),
    ("deleteForumTopic", topics::delete_forum_topic),
    ("getForumTopicIconStickers", topics::get_forum_topic_icon_stickers),
    ("editGeneralForumTopic", general_topic::edit_general_forum_topic),
    ("closeGeneralForumTopic", general_topic::close_general_forum_topic),
    ("reopenGeneralForumTopic", general_topic::reopen_general_forum_topic),
    ("hideGeneralForumTopic", general_topic::hide_general_forum_topic),
    ("unhideGeneralForumTopic", general_topic::unhide_general_forum_topic),
    ("setMyCommands", commands::set_my_commands),
    ("getMyCommands", commands::get_my_commands),
    ("deleteMyCommands", commands::delete_my_commands),
    ("getChat", chats::get_chat),
    ("getChatMember", chats::get_chat_member),
    ("getChatAdministrators", chats::get_chat_administrators),
    ("getChatMemberCount", chats::get_chat_member_count),
    ("leaveChat", chats::leave_chat),
    ("setMyName", profile::set_my_name),
    ("getMyName", profile::get_my_name),
    ("setMyDescription", profile::set_my_description),
    ("getMyDescription", profile::get_my_description),
    ("setMyShortDescription", profile::set_my_short_description),
    ("getMyShortDescription", profile::get_my_short_description),
    ("getBusinessConnection", profile::get_business_connection),
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
