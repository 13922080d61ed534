//! The operations of CONTRACTS.md, section 1, word for word as an application sends them.

/// `registerTelegram`.
pub const REGISTER: &str = "mutation RegisterTelegram($registration: TelegramRegistration!) { registerTelegram(registration: $registration) { success message } }";
/// `testTelegramConnection`.
pub const TEST: &str =
    "mutation TestTelegramConnection($chatId: String!) { testTelegramConnection(chatId: $chatId) }";
/// `updateTelegramInfo`.
pub const UPDATE: &str = "mutation UpdateTelegramInfo($username: String!, $chatId: String!) { updateTelegramInfo(username: $username, chatId: $chatId) { telegramUsername telegramChatId } }";
/// `sendTelegramNotification`.
pub const NOTIFY: &str = "mutation SendTelegramNotification($userId: Int, $username: String, $message: String!) { sendTelegramNotification(userId: $userId, username: $username, message: $message) }";
/// `getTelegramMessages`.
pub const MESSAGES: &str = "query GetTelegramMessages($userId: ID!, $page: Int, $size: Int) { getTelegramMessages(userId: $userId, page: $page, size: $size) { id message timestamp direction status adminUsername } }";
/// `telegramBotStatus`.
pub const STATUS: &str = "{ telegramBotStatus { connected botUsername botName subscriberCount webhookUrl } }";
/// `sendTelegramMessage`.
pub const SEND: &str = "mutation SendTelegramMessage($chatId: String!, $message: String!) { sendTelegramMessage(chatId: $chatId, message: $message) { success messageId } }";
/// `viewer`.
pub const VIEWER: &str =
    "{ viewer { userId name role tenant telegram { telegramUsername telegramChatId } } }";
