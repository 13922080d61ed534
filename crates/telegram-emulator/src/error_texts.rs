//! The real server's error texts, word for word, in one table. Each row names its source: `Client.cpp`, `Query.cpp`
//! and `ClientManager.cpp` are files of tdlib/telegram-bot-api; `td` is tdlib/td, whose texts the server passes on;
//! `server` marks texts that come from Telegram's own servers, as seen in answers.
//!
//! Texts with a changing part (entities, tags, lengths) are made where they arise, in `crate::text`.

use crate::error::ApiError;

/// One error of the Bot API.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    code: u16,
    text: &'static str,
}

impl From<Row> for ApiError {
    fn from(row: Row) -> Self {
        ApiError::new(row.code, row.text)
    }
}

/// `name = code, text, source;` for each row.
macro_rules! table {
    ($($name:ident = $code:literal, $text:literal, $source:literal;)*) => {
        $(#[doc = concat!("Source: ", $source)] pub(crate) const $name: Row = Row { code: $code, text: $text };)*
        /// Every row: (code, text, source).
        #[cfg(test)]
        pub(crate) const ALL: &[(u16, &str, &str)] = &[$(($code, $text, $source)),*];
    };
}

table! {
    // who is calling
    UNAUTHORIZED = 401, "Unauthorized", "ClientManager.cpp, send";
    LOGGED_OUT = 400, "Logged out", "Client.cpp, get_closing_error";
    METHOD_NOT_FOUND = 404, "Not Found: method not found", "Client.cpp, on_cmd";
    NOT_FOUND = 404, "Not Found", "HttpConnection.cpp, handle";
    BODY_TOO_LARGE = 413, "Request Entity Too Large", "HttpConnection.cpp, handle";
    // updates
    POLL_UNDER_WEBHOOK = 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "Client.cpp, process_get_updates_query";
    POLL_TERMINATED = 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", "Client.cpp, abort_long_poll";
    POLL_TERMINATED_BY_WEBHOOK = 409, "Conflict: terminated by setWebhook request", "Client.cpp, abort_long_poll";
    WEBHOOK_NEEDS_HTTPS = 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "Client.cpp, get_webhook_url / WebhookActor.cpp";
    WEBHOOK_PORT = 400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", "WebhookActor.cpp, create_webhook_error";
    WEBHOOK_URL_INVALID = 400, "Bad Request: invalid webhook URL specified", "ClientManager.cpp / Client.cpp, do_set_webhook";
    SECRET_TOO_LONG = 400, "Bad Request: secret token is too long", "Client.cpp, process_set_webhook_query";
    SECRET_INVALID = 400, "Bad Request: secret token contains unallowed characters", "Client.cpp, process_set_webhook_query";
    // chats
    CHAT_ID_EMPTY = 400, "Bad Request: chat_id is empty", "Client.cpp, check_chat";
    CHAT_NOT_FOUND = 400, "Bad Request: chat not found", "Client.cpp, check_chat_access";
    USER_NOT_FOUND = 400, "Bad Request: user not found", "Client.cpp, check_user";
    USER_ID_INVALID = 400, "Bad Request: invalid user_id specified", "Client.cpp, get_user_id";
    BLOCKED = 403, "Forbidden: bot was blocked by the user", "Client.cpp, fail_query_with_error, USER_IS_BLOCKED";
    DEACTIVATED = 403, "Forbidden: user is deactivated", "Client.cpp, check_chat_access";
    CANT_INITIATE = 403, "Forbidden: bot can't initiate conversation with a user", "Client.cpp, fail_query_with_error, PEER_ID_INVALID";
    BOT_TO_BOT = 403, "Forbidden: bots can't send messages to bots", "Client.cpp, check_chat_access";
    KICKED_GROUP = 403, "Forbidden: bot was kicked from the group chat", "Client.cpp, check_chat_access";
    KICKED_SUPERGROUP = 403, "Forbidden: bot was kicked from the supergroup chat", "Client.cpp, check_chat_access";
    NOT_MEMBER_GROUP = 403, "Forbidden: bot is not a member of the group chat", "Client.cpp, check_chat_access";
    NOT_MEMBER_SUPERGROUP = 403, "Forbidden: bot is not a member of the supergroup chat", "Client.cpp, check_chat_access";
    GROUP_DELETED = 403, "Forbidden: the group chat was deleted", "Client.cpp, check_chat_access";
    UPGRADED = 400, "Bad Request: group chat was upgraded to a supergroup chat", "Client.cpp, check_chat_access";
    THREAD_NOT_FOUND = 400, "Bad Request: message thread not found", "Client.cpp, check_message_thread";
    NO_PRIVATE_ADMINISTRATORS = 400, "Bad Request: there are no administrators in the private chat", "Client.cpp, process_get_chat_administrators_query";
    // messages
    MESSAGE_ID_MISSING = 400, "Bad Request: message identifier is not specified", "Client.cpp, check_message";
    COPY_NOT_FOUND = 400, "Bad Request: message to copy not found", "Client.cpp, process_copy_message_query";
    FORWARD_NOT_FOUND = 400, "Bad Request: message to forward not found", "Client.cpp, process_forward_message_query";
    EDIT_NOT_FOUND = 400, "Bad Request: message to edit not found", "Client.cpp, check_message";
    DELETE_NOT_FOUND = 400, "Bad Request: message to delete not found", "Client.cpp, process_delete_message_query";
    REACT_NOT_FOUND = 400, "Bad Request: message to react not found", "Client.cpp, process_set_message_reaction_query";
    REPLY_NOT_FOUND = 400, "Bad Request: message to be replied not found", "Client.cpp, check_reply_parameters";
    CANT_COPY = 400, "Bad Request: the message can't be copied", "td, MessagesManager/MessageForwarder";
    CANT_FORWARD = 400, "Bad Request: the message can't be forwarded", "td, MessagesManager/MessageForwarder";
    CANT_EDIT = 400, "Bad Request: message can't be edited", "Client.cpp, check_message / td";
    CANT_DELETE = 400, "Bad Request: message can't be deleted", "Client.cpp, process_delete_message_query";
    CANT_DELETE_FOR_EVERYONE = 400, "Bad Request: message can't be deleted for everyone", "td, can_revoke_message";
    NOT_MODIFIED = 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", "Client.cpp, fail_query_with_error, MESSAGE_NOT_MODIFIED";
    NO_TEXT_TO_EDIT = 400, "Bad Request: there is no text in the message to edit", "td, edit_message_text";
    TEXT_EMPTY = 400, "Bad Request: message text is empty", "Client.cpp, get_input_message_text";
    TEXT_BLANK = 400, "Bad Request: text must be non-empty", "td, fix_formatted_text";
    TEXT_TOO_LONG = 400, "Bad Request: message is too long", "td, get_input_message_text, MESSAGE_TOO_LONG";
    EDIT_TOO_LONG = 400, "Bad Request: MESSAGE_TOO_LONG", "server, messages.editMessage";
    CAPTION_TOO_LONG = 400, "Bad Request: message caption is too long", "td, MEDIA_CAPTION_TOO_LONG";
    FILE_WRONG = 400, "Bad Request: wrong file identifier/HTTP URL specified", "Client.cpp / td, get_input_file";
    FILE_EMPTY = 400, "Bad Request: file must be non-empty", "Client.cpp / td, get_input_file";
    PHOTO_TOO_BIG = 400, "Bad Request: too big for a photo", "td, check_file_size";
    FILE_ID_INVALID = 400, "Bad Request: invalid file_id", "Client.cpp, process_get_file_query";
    FILE_TOO_BIG = 400, "Bad Request: file is too big", "Client.cpp, MAX_DOWNLOAD_FILE_SIZE";
    NO_CAPTION_TO_EDIT = 400, "Bad Request: there is no caption in the message to edit", "td, edit_message_caption";
    NO_MEDIA_TO_EDIT = 400, "Bad Request: there is no media in the message to edit", "td, edit_message_media";
    MEDIA_JSON = 400, "Bad Request: can't parse media JSON object", "Client.cpp, get_input_message_contents";
    ALBUM_EMPTY = 400, "Bad Request: there are no messages to send", "td, send_message_group";
    ALBUM_TOO_LONG = 400, "Bad Request: too many messages to send as an album", "td, send_message_group";
    ALBUM_TYPE = 400, "Bad Request: invalid InputMedia type specified", "Client.cpp, get_input_media";
    QUOTE_INVALID = 400, "Bad Request: QUOTE_TEXT_INVALID", "server, messages.sendMessage";
    IDS_JSON = 400, "Bad Request: expected an Array of message identifiers", "Client.cpp, get_message_ids";
    IDS_MISSING = 400, "Bad Request: message identifiers are not specified", "Client.cpp, get_message_ids";
    TOO_MANY_IDS = 400, "Bad Request: too many message identifiers specified", "Client.cpp, get_message_ids";
    ID_INVALID = 400, "Bad Request: invalid message identifier specified", "Client.cpp, get_message_ids";
    IDS_NOT_INCREASING = 400, "Bad Request: message identifiers must be in a strictly increasing order", "td, get_forwarded_messages";
    NOTHING_TO_COPY = 400, "Bad Request: there are no messages to copy", "Client.cpp, process_copy_messages_query";
    NOTHING_TO_FORWARD = 400, "Bad Request: there are no messages to forward", "Client.cpp, process_forward_messages_query";
    LOCATION_EMPTY = 400, "Bad Request: latitude is empty", "Client.cpp, get_location";
    PHONE_EMPTY = 400, "Bad Request: phone number is empty", "Client.cpp, process_send_contact_query";
    FIRST_NAME_EMPTY = 400, "Bad Request: first name is empty", "Client.cpp, process_send_contact_query";
    DICE_WRONG = 400, "Bad Request: wrong dice emoji specified", "td, get_input_message_content";
    POLL_QUESTION_EMPTY = 400, "Bad Request: poll question must be non-empty", "td, get_input_message_content";
    POLL_QUESTION_LONG = 400, "Bad Request: poll question length must not exceed 300", "td, get_input_message_content";
    POLL_OPTIONS_JSON = 400, "Bad Request: can't parse options JSON object", "Client.cpp, get_poll_options";
    POLL_FEW_OPTIONS = 400, "Bad Request: poll must have at least 2 option", "td, get_input_message_content";
    POLL_MANY_OPTIONS = 400, "Bad Request: poll can't have more than 12 options", "td, get_input_message_content";
    POLL_OPTION_EMPTY = 400, "Bad Request: poll options must be non-empty", "td, get_input_message_content";
    POLL_OPTION_LONG = 400, "Bad Request: poll options length must not exceed 100", "td, get_input_message_content";
    PIN_NOT_FOUND = 400, "Bad Request: message to pin not found", "Client.cpp, process_pin_chat_message_query";
    UNPIN_NOT_FOUND = 400, "Bad Request: message to unpin not found", "Client.cpp, process_unpin_chat_message_query";
    CANT_PIN = 400, "Bad Request: not enough rights to manage pinned messages in the chat", "Client.cpp, fail_query_with_error, CHAT_ADMIN_REQUIRED";
    // topics
    NOT_A_FORUM = 400, "Bad Request: the chat is not a forum", "td, ForumTopicManager::is_forum";
    THREAD_INVALID = 400, "Bad Request: invalid message thread identifier specified", "td, ForumTopicManager::can_be_message_thread_id";
    TOPIC_ID_INVALID = 400, "Bad Request: TOPIC_ID_INVALID", "server, channels.editForumTopic";
    TOPIC_NOT_MODIFIED = 400, "Bad Request: TOPIC_NOT_MODIFIED", "server, channels.editForumTopic";
    TOPIC_CLOSED = 400, "Bad Request: TOPIC_CLOSED", "server, messages.sendMessage";
    TOPIC_NAME_EMPTY = 400, "Bad Request: title must be non-empty", "td, ForumTopicManager::create_forum_topic";
    TOPIC_COLOUR = 400, "Bad Request: invalid icon color specified", "td, ForumTopicManager::create_forum_topic";
    CANT_CREATE_TOPIC = 400, "Bad Request: not enough rights to create a topic", "td, ForumTopicManager::create_forum_topic";
    CANT_EDIT_TOPIC = 400, "Bad Request: not enough rights to edit the topic", "td, ForumTopicManager::edit_forum_topic";
    CANT_CLOSE_TOPIC = 400, "Bad Request: not enough rights to close or open the topic", "td, ForumTopicManager::toggle_forum_topic_is_closed";
    CANT_DELETE_TOPIC = 400, "Bad Request: not enough rights to delete the topic", "td, ForumTopicManager::delete_forum_topic";
    // markup
    MARKUP_JSON = 400, "Bad Request: can't parse reply keyboard markup JSON object", "Client.cpp, get_reply_markup";
    MARKUP_NOT_OBJECT = 400, "Bad Request: object expected as reply markup", "Client.cpp, get_reply_markup";
    BUTTON_DATA_INVALID = 400, "Bad Request: BUTTON_DATA_INVALID", "server, callback data over 64 bytes";
    BUTTON_URL_INVALID = 400, "Bad Request: BUTTON_URL_INVALID", "server";
    TEXT_BUTTON = 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", "Client.cpp, get_inline_keyboard_button";
    // the rest
    PRIVATE_STATUS = 400, "Bad Request: chat member status can't be changed in private chats", "td, DialogParticipantManager";
    NAME_TOO_LONG = 400, "Bad Request: bot name is too long", "td, BotInfoManager";
    DESCRIPTION_TOO_LONG = 400, "Bad Request: bot description is too long", "td, BotInfoManager";
    CONNECTION_NOT_FOUND = 400, "Bad Request: business connection not found", "Client.cpp, check_business_connection";
    QUERY_TOO_OLD = 400, "Bad Request: query is too old and response timeout expired or query ID is invalid", "Client.cpp, fail_query_with_error, QUERY_ID_INVALID";
    COMMAND_INVALID = 400, "Bad Request: BOT_COMMAND_INVALID", "server, bots.setBotCommands";
    COMMAND_DESCRIPTION_INVALID = 400, "Bad Request: command description is invalid", "td, BotCommand";
    SCOPE_INVALID = 400, "Bad Request: can't parse BotCommandScope: unsupported type specified", "Client.cpp, get_bot_command_scope";
    LANGUAGE_INVALID = 400, "Bad Request: invalid language code specified", "td, BotCommand";
    ACTION_WRONG = 400, "Bad Request: wrong parameter action in request", "Client.cpp, get_chat_action";
    REACTION_INVALID = 400, "Bad Request: REACTION_INVALID", "server, messages.sendReaction";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn every_row_carries_its_status_as_telegram_words_it_and_a_source() {
        for (code, text, source) in ALL {
            let prefix = match code {
                400 if *text != "Logged out" => "Bad Request: ",
                403 => "Forbidden: ",
                404 => "Not Found",
                409 => "Conflict: ",
                _ => "",
            };
            assert!(text.starts_with(prefix), "{code} {text}");
            assert!(!source.is_empty());
        }
    }
}
