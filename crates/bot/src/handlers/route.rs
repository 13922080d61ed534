//! Which branch of the tree an update takes: a pure function of its raw JSON and the bot's settings.

use serde_json::Value;
use switchboard_services::{
    Incoming, LinkId, LinkTokenId, OutboxId, SupportRequestId,
    integrations::{Ask, Subject},
    notifications::Choice,
    people::{ChatKind, ChatScope, TelegramChat},
    support::ReceivedMessage,
};

use super::{Command, Speaker, speaker};

/// What an update asks for.
#[derive(Clone, Debug)]
pub enum Route {
    /// A group (the first id) became a supergroup (the second).
    Migrated(i64, i64),
    /// The person blocked the bot (`true`) or came back.
    Blocked(Speaker, bool),
    /// The bot's own status in a group or channel, in Telegram's words, and the Telegram id of whoever changed it.
    Membership(TelegramChat, String, Option<i64>),
    /// A command of this bot in a chat where it answers.
    Command(Speaker, Command),
    /// Somebody asks for another support chat or other agents.
    Asked(Speaker, Ask),
    /// Somebody wrote in the support chat.
    AgentWrote(Speaker, ReceivedMessage),
    /// A person wrote to the bot.
    PersonWrote(Speaker, ReceivedMessage),
    /// A button of ours was pressed; with the id to answer.
    Button(Speaker, Press, String),
    /// Nothing is to be done but to remember the chat, and why.
    Heard(TelegramChat, &'static str),
    /// Nothing is to be done, and why.
    Ignored(&'static str),
}

/// What a button of ours says in its `callback_data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// "This was not me", under the confirmation of this link.
    Disown(LinkId),
    /// "Link", under an opened deep link.
    Link(LinkTokenId),
    /// "Cancel", beside it.
    CancelLink(LinkTokenId),
    /// One of the buttons of /settings, under this message.
    Wish(Choice, i64),
    /// "Yes" (`true`) or "No" to what was asked about the support chat, under this message.
    Decide(SupportRequestId, bool, i64),
    /// "Try again", under the notice that this send failed.
    Retry(OutboxId),
}

/// What of the bot's settings decides the way of an update.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Without `@`.
    pub bot_username: Option<&'a str>,
    /// Where the agents are.
    pub support_chat_id: Option<i64>,
    /// The owner's chat.
    pub owner_chat_id: Option<i64>,
    /// Which chats the bot answers in; the support chat is always one.
    pub scope: ChatScope,
}

/// Kinds of updates that only show a chat.
const OTHERS: [&str; 3] = ["channel_post", "edited_message", "message_reaction"];

impl Route {
    /// Decides. Never fails: what cannot be read is ignored, with the reason.
    #[must_use]
    pub fn of(update: &Value, setting: &Setting<'_>) -> Self {
        let found = if let Some(message) = update.get("message") {
            message_route(message, setting)
        } else if let Some(change) = update.get("my_chat_member") {
            membership_route(change)
        } else if let Some(query) = update.get("callback_query") {
            button_route(query)
        } else {
            let why = "a kind of update that is not handled";
            let chat = OTHERS.iter().find_map(|kind| speaker::chat(update.get(kind)?.get("chat")?));
            Some(chat.map_or(Self::Ignored(why), |chat| Self::Heard(chat, why)))
        };
        found.unwrap_or(Self::Ignored("it could not be read"))
    }
}

impl<'a> Setting<'a> {
    /// The settings of the integration that heard the update.
    pub(super) fn of(incoming: &'a Incoming) -> Self {
        let integration = &incoming.integration;
        Self {
            bot_username: integration.bot_username.as_deref(),
            support_chat_id: integration.support_chat_id,
            owner_chat_id: integration.owner_chat_id,
            scope: integration.scope,
        }
    }

    fn answers_in(&self, chat: &TelegramChat) -> bool {
        match chat.kind {
            ChatKind::Private => self.scope != ChatScope::Group,
            ChatKind::Group | ChatKind::Supergroup => self.scope != ChatScope::Private,
            ChatKind::Channel => false,
        }
    }
}

impl Press {
    /// Reads `callback_data` of a button under the message with this id.
    fn read(data: &str, message: i64) -> Option<Self> {
        if let Some(choice) = Choice::read(data) {
            return Some(Self::Wish(choice, message));
        }
        match data.split_once(':')? {
            ("disown", link) => link.parse().ok().map(Self::Disown),
            ("link", token) => token.parse().ok().map(Self::Link),
            ("nolink", token) => token.parse().ok().map(Self::CancelLink),
            ("support", request) => request.parse().ok().map(|id| Self::Decide(id, true, message)),
            ("nosupport", request) => request.parse().ok().map(|id| Self::Decide(id, false, message)),
            ("retry", failed) => failed.parse().ok().map(Self::Retry),
            _ => None,
        }
    }
}

fn message_route(message: &Value, setting: &Setting<'_>) -> Option<Route> {
    let id = |field: &str| message.get(field).and_then(Value::as_i64);
    // Both sides of a migration are told; either may come first, or alone.
    if id("migrate_to_chat_id").is_some() || id("migrate_from_chat_id").is_some() {
        let here = speaker::chat(message.get("chat")?)?.telegram_chat_id;
        return Some(Route::Migrated(
            id("migrate_from_chat_id").unwrap_or(here),
            id("migrate_to_chat_id").unwrap_or(here),
        ));
    }
    let chat = speaker::chat(message.get("chat")?)?;
    let Some(speaker) = Speaker::of_message(message) else {
        return Some(Route::Heard(chat, "no person wrote it"));
    };
    let text = message.get("text").and_then(Value::as_str);
    let command = text.and_then(|text| Command::read(text, setting.bot_username));
    let received = received(message)?;
    let is_private = speaker.chat.kind == ChatKind::Private;
    let is_support = setting.support_chat_id == Some(speaker.chat.telegram_chat_id);
    let ask = command.as_ref().and_then(|command| ask(command, received.message_id));
    if let Some(ask) = ask.filter(|ask| may_ask(ask, &speaker.chat, setting)) {
        return Some(Route::Asked(speaker, ask));
    }
    let command = command.filter(|command| !matches!(command, Command::Support(_) | Command::Agents(_)));
    if !is_support && !setting.answers_in(&speaker.chat) {
        return Some(Route::Heard(chat, "the bot does not answer in this chat"));
    }
    Some(match command {
        Some(command) if is_private || command == Command::Help => Route::Command(speaker, command),
        // Recorded and not answered, so that an owner can find the group.
        Some(command @ Command::Start(_)) if !is_support => Route::Command(speaker, command),
        _ if is_support => Route::AgentWrote(speaker, received),
        _ if is_private => Route::PersonWrote(speaker, received),
        _ => Route::Heard(chat, "a group's own talk"),
    })
}

fn ask(command: &Command, message_id: i64) -> Option<Ask> {
    let (subject, words) = match command {
        Command::Support(words) => (Subject::Chat, words),
        Command::Agents(words) => (Subject::Agents, words),
        _ => return None,
    };
    Some(Ask { subject, words: words.clone(), message_id })
}

/// A support chat can be asked for in groups, whatever the bot answers in, and in the chat of whoever decides; agents where the
/// support chat is. Elsewhere such a word is a message like any other.
fn may_ask(ask: &Ask, chat: &TelegramChat, setting: &Setting<'_>) -> bool {
    let here = Some(chat.telegram_chat_id);
    let is_support = setting.support_chat_id == here;
    match (ask.subject, chat.kind) {
        (_, ChatKind::Channel) => false,
        (Subject::Chat, ChatKind::Private) => is_support || setting.owner_chat_id == here,
        (Subject::Chat, ChatKind::Group | ChatKind::Supergroup) => true,
        (Subject::Agents, _) => is_support,
    }
}

fn received(message: &Value) -> Option<ReceivedMessage> {
    let reply = message.get("reply_to_message").and_then(|reply| reply.get("message_id"));
    Some(ReceivedMessage {
        message_id: message.get("message_id")?.as_i64()?,
        reply_to_message_id: reply.and_then(Value::as_i64),
        message_thread_id: message.get("message_thread_id").and_then(Value::as_i64),
        raw: message.clone(),
    })
}

fn membership_route(change: &Value) -> Option<Route> {
    let status = change.get("new_chat_member")?.get("status")?.as_str()?;
    let chat = speaker::chat(change.get("chat")?)?;
    if chat.kind != ChatKind::Private {
        let by = change.get("from").and_then(|from| from.get("id")).and_then(Value::as_i64);
        return Some(Route::Membership(chat, status.to_owned(), by));
    }
    let speaker = Speaker::of(change.get("from"), change.get("chat"))?;
    // In private chats it comes on block and unblock only (official documentation, `Update.my_chat_member`).
    Some(match status {
        "kicked" => Route::Blocked(speaker, true),
        "member" => Route::Blocked(speaker, false),
        _ => Route::Ignored("a status that says nothing of a private chat"),
    })
}

fn button_route(query: &Value) -> Option<Route> {
    let message = query.get("message").and_then(|message| message.get("message_id")).and_then(Value::as_i64);
    let data = query.get("data").and_then(Value::as_str);
    let Some(press) = data.zip(message).and_then(|(data, message)| Press::read(data, message)) else {
        return Some(Route::Ignored("not a button of ours"));
    };
    let speaker = Speaker::of(query.get("from"), query.get("message")?.get("chat"))?;
    Some(Route::Button(speaker, press, query.get("id")?.as_str()?.to_owned()))
}
