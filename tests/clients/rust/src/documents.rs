//! What is asked for, as types that are checked against the schema when they compile.

#[cynic::schema("switchboard")]
mod schema {}

#[derive(cynic::QueryVariables)]
pub(crate) struct LinkVariables {
    pub(crate) registration: TelegramRegistration,
}

#[derive(cynic::InputObject)]
pub(crate) struct TelegramRegistration {
    pub(crate) username: String,
    pub(crate) verification_code: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "LinkVariables")]
pub(crate) struct Link {
    #[arguments(registration: $registration)]
    pub(crate) register_telegram: TelegramRegistrationResult,
}

#[derive(cynic::QueryFragment)]
pub(crate) struct TelegramRegistrationResult {
    pub(crate) success: bool,
    pub(crate) message: String,
}

#[derive(cynic::QueryVariables)]
pub(crate) struct NotifyVariables {
    pub(crate) user_id: Option<i32>,
    pub(crate) message: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "NotifyVariables")]
pub(crate) struct Notify {
    #[arguments(userId: $user_id, message: $message)]
    pub(crate) send_telegram_notification: bool,
}

#[derive(cynic::QueryVariables)]
pub(crate) struct HistoryVariables {
    pub(crate) user_id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "HistoryVariables")]
pub(crate) struct History {
    #[arguments(userId: $user_id)]
    pub(crate) get_telegram_messages: Vec<TelegramMessage>,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct TelegramMessage {
    pub(crate) message: String,
    pub(crate) direction: MessageDirection,
}

#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageDirection {
    Incoming,
    Outgoing,
}

#[derive(cynic::QueryVariables)]
pub(crate) struct PageVariables {
    pub(crate) first: i32,
    pub(crate) after: Option<String>,
}

#[derive(cynic::QueryFragment, Debug)]
#[cynic(graphql_type = "Query", variables = "PageVariables")]
pub(crate) struct Page {
    #[arguments(first: $first, after: $after)]
    pub(crate) conversations: ConversationConnection,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct ConversationConnection {
    pub(crate) total_count: i32,
    pub(crate) page_info: PageInfo,
    pub(crate) nodes: Vec<Conversation>,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct PageInfo {
    pub(crate) has_next_page: bool,
    pub(crate) end_cursor: Option<String>,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: cynic::Id,
    pub(crate) contact: Option<Contact>,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct Contact {
    pub(crate) first_name: String,
}

#[derive(cynic::QueryVariables)]
pub(crate) struct AnswerVariables {
    pub(crate) input: SendMessageInput,
}

#[derive(cynic::InputObject)]
pub(crate) struct SendMessageInput {
    pub(crate) conversation_id: cynic::Id,
    pub(crate) text: String,
    pub(crate) idempotency_key: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "AnswerVariables")]
pub(crate) struct Answer {
    #[arguments(input: $input)]
    pub(crate) send_message: SendMessagePayload,
}

#[derive(cynic::QueryFragment)]
pub(crate) struct SendMessagePayload {
    pub(crate) message: Option<Sent>,
    pub(crate) errors: Vec<Error>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Message")]
pub(crate) struct Sent {
    #[expect(dead_code, reason = "only that there is one")]
    pub(crate) id: cynic::Id,
}

#[derive(cynic::QueryFragment, Debug)]
#[expect(dead_code, reason = "shown when an answer was refused")]
pub(crate) struct Error {
    pub(crate) message: String,
}

#[derive(cynic::QueryVariables)]
pub(crate) struct FollowVariables {
    pub(crate) after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Subscription", variables = "FollowVariables")]
pub(crate) struct Follow {
    #[arguments(after: $after)]
    pub(crate) message_received: MessageReceived,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct MessageReceived {
    pub(crate) cursor: String,
    pub(crate) message: Message,
}

#[derive(cynic::QueryFragment, Debug)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) contact: Option<Contact>,
}
