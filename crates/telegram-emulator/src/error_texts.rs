//! The real server's error texts in one table. Each row names its source; the rows were compared word for word with it:
//! `Client.cpp`, `ClientManager.cpp`, `WebhookActor.cpp`, `HttpConnection.cpp` are files of tdlib/telegram-bot-api (2024
//! sources), whose `fail_query_with_error` adds the prefix and lowers the first letter; `td` is tdlib/td, whose texts the
//! server passes on (the strings of libtdjson 1.8.67; with a file name: that source). Texts in capitals come from
//! Telegram's own servers and are in neither: such rows, and the few others, say that they were not found there.
//!
//! Texts with a changing part (entities, tags, lengths, types) are made where they arise.

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
    UNAUTHORIZED = 401, "Unauthorized", "Client.cpp, get_closing_error";
    LOGGED_OUT = 400, "Logged out", "Client.cpp, get_closing_error";
    METHOD_NOT_FOUND = 404, "Not Found: method not found", "Client.cpp, on_cmd";
    NOT_FOUND = 404, "Not Found", "HttpConnection.cpp, handle";
    BODY_TOO_LARGE = 413, "Request Entity Too Large", "td, strings of libtdjson (tdnet)";
    // updates
    POLL_UNDER_WEBHOOK = 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "Client.cpp, process_get_updates_query";
    POLL_TERMINATED = 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", "Client.cpp, abort_long_poll";
    POLL_TERMINATED_BY_WEBHOOK = 409, "Conflict: terminated by setWebhook request", "Client.cpp, abort_long_poll";
    WEBHOOK_NEEDS_HTTPS = 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "WebhookActor.cpp, start_up; prefix: Client.cpp, on_webhook_closed";
    WEBHOOK_PORT = 400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443", "WebhookActor.cpp, start_up; prefix: Client.cpp, on_webhook_closed";
    WEBHOOK_URL_INVALID = 400, "Bad Request: invalid webhook URL specified", "Client.cpp, do_set_webhook";
    SECRET_TOO_LONG = 400, "Bad Request: secret token is too long", "Client.cpp, do_set_webhook";
    SECRET_INVALID = 400, "Bad Request: secret token contains unallowed characters", "Client.cpp, do_set_webhook";
    // chats
    CHAT_ID_EMPTY = 400, "Bad Request: chat_id is empty", "Client.cpp, check_chat";
    CHAT_NOT_FOUND = 400, "Bad Request: chat not found", "Client.cpp, TdOnCheckChatCallback";
    USER_NOT_FOUND = 400, "Bad Request: user not found", "Client.cpp, TdOnCheckUserCallback";
    USER_ID_INVALID = 400, "Bad Request: invalid user_id specified", "Client.cpp, get_user_id";
    BLOCKED = 403, "Forbidden: bot was blocked by the user", "Client.cpp, fail_query_with_error, USER_IS_BLOCKED";
    DEACTIVATED = 403, "Forbidden: user is deactivated", "Client.cpp, check_chat_access";
    CANT_INITIATE = 403, "Forbidden: bot can't initiate conversation with a user", "td";
    BOT_TO_BOT = 403, "Forbidden: bots can't send messages to bots", "server; quoted in third-party code; not found in the stored sources";
    KICKED_GROUP = 403, "Forbidden: bot was kicked from the group chat", "Client.cpp, check_chat_access";
    KICKED_SUPERGROUP = 403, "Forbidden: bot was kicked from the supergroup chat", "Client.cpp, check_chat_access";
    NOT_MEMBER_GROUP = 403, "Forbidden: bot is not a member of the group chat", "Client.cpp, check_chat_access";
    NOT_MEMBER_SUPERGROUP = 403, "Forbidden: bot is not a member of the supergroup chat", "Client.cpp, check_chat_access";
    GROUP_DELETED = 403, "Forbidden: the group chat was deleted", "Client.cpp, check_chat_access";
    UPGRADED = 400, "Bad Request: group chat was upgraded to a supergroup chat", "Client.cpp, check_chat_access";
    THREAD_NOT_FOUND = 400, "Bad Request: message thread not found", "Client.cpp, TdOnCheckMessageThreadCallback";
    NO_PRIVATE_ADMINISTRATORS = 400, "Bad Request: there are no administrators in the private chat", "Client.cpp, process_get_chat_administrators_query";
    // messages
    MESSAGE_ID_MISSING = 400, "Bad Request: message identifier is not specified", "Client.cpp, process_delete_message_query, get_inline_message_id";
    COPY_NOT_FOUND = 400, "Bad Request: message to copy not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    FORWARD_NOT_FOUND = 400, "Bad Request: message to forward not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    EDIT_NOT_FOUND = 400, "Bad Request: message to edit not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    DELETE_NOT_FOUND = 400, "Bad Request: message to delete not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    REACT_NOT_FOUND = 400, "Bad Request: message to react not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    REPLY_NOT_FOUND = 400, "Bad Request: message to be replied not found", "Client.cpp, check_reply_parameters";
    CANT_COPY = 400, "Bad Request: the message can't be copied", "td";
    CANT_FORWARD = 400, "Bad Request: the message can't be forwarded", "td";
    CANT_EDIT = 400, "Bad Request: message can't be edited", "td";
    CANT_DELETE = 400, "Bad Request: message can't be deleted", "Client.cpp, fail_query_with_error, MESSAGE_DELETE_FORBIDDEN; td";
    CANT_DELETE_FOR_EVERYONE = 400, "Bad Request: message can't be deleted for everyone", "td";
    NOT_MODIFIED = 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", "Client.cpp, fail_query_with_error, MESSAGE_NOT_MODIFIED";
    NO_TEXT_TO_EDIT = 400, "Bad Request: there is no text in the message to edit", "td";
    TEXT_EMPTY = 400, "Bad Request: message text is empty", "Client.cpp, get_input_message_text";
    TEXT_BLANK = 400, "Bad Request: text must be non-empty", "td";
    TEXT_TOO_LONG = 400, "Bad Request: message is too long", "td";
    EDIT_TOO_LONG = 400, "Bad Request: MESSAGE_TOO_LONG", "server (in td as a text to compare with); not found in the stored sources as an answer";
    CAPTION_TOO_LONG = 400, "Bad Request: message caption is too long", "td";
    FILE_WRONG = 400, "Bad Request: wrong file identifier/HTTP URL specified", "td";
    URL_NOT_FETCHED = 400, "Bad Request: failed to get HTTP URL content", "Client.cpp, fail_query_with_error, WEBPAGE_CURL_FAILED";
    FILE_EMPTY = 400, "Bad Request: file must be non-empty", "td";
    FILE_ID_INVALID = 400, "Bad Request: invalid file_id", "Client.cpp, TdOnCheckRemoteFileIdCallback";
    FILE_TOO_BIG = 400, "Bad Request: file is too big", "Client.cpp, do_get_file";
    NO_CAPTION_TO_EDIT = 400, "Bad Request: there is no caption in the message to edit", "td";
    MEDIA_CANT_EDIT = 400, "Bad Request: message media can't be edited", "td";
    MEDIA_MISSING = 400, "Bad Request: parameter \"media\" is required", "Client.cpp, get_required_string_arg";
    MEDIA_NOT_ARRAY = 400, "Bad Request: expected an Array of InputMedia", "Client.cpp, get_input_message_contents";
    MEDIA_NOT_OBJECT = 400, "Bad Request: can't parse InputMedia: expected an Object", "Client.cpp, get_input_media";
    ALBUM_EMPTY = 400, "Bad Request: there are no messages to send", "td";
    ALBUM_TOO_LONG = 400, "Bad Request: too many messages to send as an album", "td";
    QUOTE_INVALID = 400, "Bad Request: QUOTE_TEXT_INVALID", "server (in td as a text to compare with); not found in the stored sources as an answer";
    IDS_JSON = 400, "Bad Request: expected an Array of message identifiers", "Client.cpp, get_message_ids";
    IDS_MISSING = 400, "Bad Request: message identifiers are not specified", "Client.cpp, get_message_ids";
    TOO_MANY_IDS = 400, "Bad Request: too many message identifiers specified", "Client.cpp, get_message_ids";
    ID_INVALID = 400, "Bad Request: invalid message identifier specified", "Client.cpp, get_message_ids";
    IDS_NOT_INCREASING = 400, "Bad Request: message identifiers must be in a strictly increasing order", "td";
    NOTHING_TO_FORWARD = 400, "Bad Request: there are no messages to forward", "td; for copies too";
    NONE_FORWARDED = 400, "Bad Request: messages can't be forwarded", "Client.cpp, TdOnForwardMessagesCallback; for copies too";
    LATITUDE_EMPTY = 400, "Bad Request: latitude is empty", "Client.cpp, get_location";
    LONGITUDE_EMPTY = 400, "Bad Request: longitude is empty", "Client.cpp, get_location";
    LOCATION_INVALID = 400, "Bad Request: invalid location specified", "td";
    PHONE_MISSING = 400, "Bad Request: parameter \"phone_number\" is required", "Client.cpp, get_required_string_arg";
    FIRST_NAME_MISSING = 400, "Bad Request: parameter \"first_name\" is required", "Client.cpp, get_required_string_arg";
    DICE_WRONG = 400, "Bad Request: wrong dice emoji specified", "from memory; not found in the stored sources (td does not check, the server does)";
    POLL_QUESTION_LONG = 400, "Bad Request: poll question length must not exceed 300", "td";
    POLL_OPTIONS_JSON = 400, "Bad Request: can't parse options JSON object", "Client.cpp, get_poll_options";
    POLL_OPTIONS_NOT_ARRAY = 400, "Bad Request: expected an Array of String as options", "Client.cpp, get_poll_options";
    POLL_NO_OPTIONS = 400, "Bad Request: poll must have at least one answer option", "td";
    POLL_MANY_OPTIONS = 400, "Bad Request: poll can't have more than 12 options", "td";
    POLL_OPTION_LONG = 400, "Bad Request: poll options length must not exceed 100", "td";
    PIN_NOT_FOUND = 400, "Bad Request: message to pin not found", "Client.cpp, check_message, TdOnCheckMessageCallback";
    UNPIN_NOT_FOUND = 400, "Bad Request: message to unpin not found", "Client.cpp, TdOnGetChatPinnedMessageToUnpinCallback, check_message";
    CANT_PIN = 400, "Bad Request: not enough rights to manage pinned messages in the chat", "td";
    // topics
    NOT_A_FORUM = 400, "Bad Request: the chat is not a forum", "td";
    THREAD_INVALID = 400, "Bad Request: invalid message thread identifier specified", "td";
    TOPIC_ID_INVALID = 400, "Bad Request: TOPIC_ID_INVALID", "server; quoted in third-party code; not found in the stored sources";
    TOPIC_NOT_MODIFIED = 400, "Bad Request: TOPIC_NOT_MODIFIED", "server (in td as a text to compare with); not found in the stored sources as an answer";
    TOPIC_CLOSED = 400, "Bad Request: TOPIC_CLOSED", "server; quoted in third-party code; not found in the stored sources";
    TOPIC_NAME_EMPTY = 400, "Bad Request: title must be non-empty", "td";
    TOPIC_COLOUR = 400, "Bad Request: invalid icon color specified", "td";
    CANT_CREATE_TOPIC = 400, "Bad Request: not enough rights to create a topic", "td";
    CANT_EDIT_TOPIC = 400, "Bad Request: not enough rights to edit the topic", "td";
    CANT_CLOSE_TOPIC = 400, "Bad Request: not enough rights to close or open the topic", "td";
    CANT_DELETE_TOPIC = 400, "Bad Request: not enough rights to delete the topic", "td";
    // markup
    MARKUP_JSON = 400, "Bad Request: can't parse reply keyboard markup JSON object", "Client.cpp, get_reply_markup";
    MARKUP_NOT_OBJECT = 400, "Bad Request: object expected as reply markup", "Client.cpp, get_reply_markup";
    BUTTON_DATA_INVALID = 400, "Bad Request: BUTTON_DATA_INVALID", "server; quoted in third-party code; not found in the stored sources";
    BUTTON_URL_INVALID = 400, "Bad Request: BUTTON_URL_INVALID", "server; quoted in third-party code; not found in the stored sources";
    TEXT_BUTTON = 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", "Client.cpp, get_inline_keyboard_button";
    // the rest
    PRIVATE_STATUS = 400, "Bad Request: chat member status can't be changed in private chats", "td";
    NAME_TOO_LONG = 400, "Bad Request: bot name is too long", "from memory; not found in the stored sources (td checks no length, the server does)";
    DESCRIPTION_TOO_LONG = 400, "Bad Request: bot description is too long", "from memory; not found in the stored sources (td checks no length, the server does)";
    CONNECTION_NOT_FOUND = 400, "Bad Request: business connection not found", "Client.cpp, TdOnCheckBusinessConnectionCallback";
    QUERY_TOO_OLD = 400, "Bad Request: query is too old and response timeout expired or query ID is invalid", "Client.cpp, fail_query_with_error, QUERY_ID_INVALID";
    COMMAND_INVALID = 400, "Bad Request: BOT_COMMAND_INVALID", "server; quoted in third-party code; not found in the stored sources";
    COMMANDS_NOT_ARRAY = 400, "Bad Request: expected an Array of BotCommand", "Client.cpp, get_bot_commands";
    COMMAND_EMPTY = 400, "Bad Request: command must be non-empty", "td, BotCommand.cpp, set_commands";
    COMMAND_TOO_LONG = 400, "Bad Request: command length must not exceed 32", "td, BotCommand.cpp, set_commands";
    COMMAND_DESCRIPTION_EMPTY = 400, "Bad Request: command description must be non-empty", "td, BotCommand.cpp, set_commands";
    COMMAND_DESCRIPTION_TOO_LONG = 400, "Bad Request: command description length must not exceed 256", "td, BotCommand.cpp, set_commands";
    SCOPE_INVALID = 400, "Bad Request: can't parse BotCommandScope: Unsupported type specified", "Client.cpp, get_bot_command_scope";
    LANGUAGE_INVALID = 400, "Bad Request: invalid language code specified", "td";
    ACTION_WRONG = 400, "Bad Request: wrong parameter action in request", "Client.cpp, process_send_chat_action_query";
    REACTION_INVALID = 400, "Bad Request: REACTION_INVALID", "server; quoted in third-party code; not found in the stored sources";
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
