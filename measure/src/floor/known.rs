//! The values of a captured step's parameters, by column. What differs from one run to the next is a variable.

use switchboard_services::Clock as _;
use switchboard_store::next_uuid;
use uuid::Uuid;

use crate::{
    house::{House, Person},
    plan::{Plan, Slot, Source},
    raw::{Shape, Value},
};

/// What a step knows of the person whom it is about.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    person: &'a Person,
    conversation: Option<Uuid>,
    number: i64,
    inbox: i64,
}

/// The variables, by their place.
#[derive(Clone, Copy)]
enum Variable {
    External,
    User,
    Contact,
    Chat,
    Telegram,
    Username,
    FirstName,
    Message,
    Conversation,
    Fresh,
    Lane,
    Outbox,
    Inbox,
    Number,
}

/// The place of the send that a step made.
pub(super) const OUTBOX: usize = Variable::Outbox as usize;

impl<'a> Known<'a> {
    /// Of a person to whom something is sent.
    #[must_use]
    pub fn of(person: &'a Person) -> Self {
        Self { person, conversation: None, number: 0, inbox: 0 }
    }

    /// Of a person who wrote their message `number`, which is stored as `inbox`.
    #[must_use]
    pub fn wrote(person: &'a Person, conversation: Uuid, number: i64, inbox: i64) -> Self {
        Self { person, conversation: Some(conversation), number, inbox }
    }

    /// The values of the variables for one run.
    #[must_use]
    pub fn variables(&self) -> Vec<Value> {
        let person = self.person;
        let (message, fresh) = (next_uuid(now()), next_uuid(now()));
        // In the order of `Variable`.
        vec![
            Value::Text(person.external_id.clone()),
            Value::Id(person.user.0),
            Value::Id(person.contact.0),
            Value::Int(person.chat),
            Value::Int(person.telegram),
            Value::Text(format!("person{}", person.telegram)),
            Value::Text(format!("Person {}", person.telegram)),
            Value::Id(message),
            self.conversation.map_or(Value::Null(Shape::Id), Value::Id),
            Value::Id(fresh),
            Value::Int(0),
            Value::Int(0),
            Value::Int(self.inbox),
            Value::Int(self.number),
        ]
    }
}

/// The plan of accepting a notification.
///
/// # Errors
/// When a parameter has no value.
pub fn accepting(house: &House, statements: &[String]) -> anyhow::Result<Plan> {
    let common = common(house, None)?;
    let source = |slot: &Slot| {
        let text = |text: &str| Some(Source::Fixed(Value::Text(text.to_owned())));
        match (slot.table.as_str(), slot.column.as_str()) {
            ("message", "direction") => text("outgoing"),
            ("message", "status") => text("queued"),
            ("message", "conversation_id") => Some(Source::Fixed(Value::Null(Shape::Id))),
            ("lane", "stream") => Some(Source::Fixed(Value::Id(Uuid::nil()))),
            ("lane", "chat_id") => Some(Source::Variable(Variable::Chat as usize)),
            _ => common(slot),
        }
    };
    Plan::of(statements, source, makes)
}

/// The plan of handling what a person wrote, who is answered in the chat `support`.
///
/// # Errors
/// When a parameter has no value.
pub fn handling(house: &House, statements: &[String], support: Support) -> anyhow::Result<Plan> {
    let common = common(house, Some(support))?;
    let source = |slot: &Slot| {
        let text = |text: &str| Some(Source::Fixed(Value::Text(text.to_owned())));
        match (slot.verb.as_str(), slot.table.as_str(), slot.column.as_str()) {
            (_, "message", "direction") => text("incoming"),
            (_, "message", "status") => text("received"),
            (_, "lane", "stream") => Some(Source::Variable(Variable::Contact as usize)),
            (_, "lane", "chat_id") => Some(Source::Fixed(Value::Int(support.row))),
            ("SELECT", "chat", "telegram_chat_id") => Some(Source::Fixed(Value::Int(support.telegram))),
            ("INSERT", "conversation", "id") => Some(Source::Variable(Variable::Fresh as usize)),
            (_, "conversation", "id") => Some(Source::Variable(Variable::Conversation as usize)),
            ("INSERT", "contact", "id") => Some(Source::Variable(Variable::Fresh as usize)),
            _ => common(slot),
        }
    };
    Plan::of(statements, source, makes)
}

/// The chat in which people are answered.
#[derive(Clone, Copy, Debug)]
pub struct Support {
    /// Our row.
    pub row: i64,
    /// Telegram's id.
    pub telegram: i64,
}

fn makes(table: &str) -> Option<usize> {
    match table {
        "lane" => Some(Variable::Lane as usize),
        "outbox" => Some(OUTBOX),
        _ => None,
    }
}

/// The values that mean the same wherever they stand.
fn common(house: &House, support: Option<Support>) -> anyhow::Result<impl Fn(&Slot) -> Option<Source>> {
    let tenant = house.actor.tenant.0;
    let (bot, integration) = house.first_bot()?;
    let owner = next_uuid(now());
    Ok(move |slot: &Slot| {
        let fixed = |value| Some(Source::Fixed(value));
        let text = |text: &str| fixed(Value::Text(text.to_owned()));
        let variable = |variable: Variable| Some(Source::Variable(variable as usize));
        match (slot.table.as_str(), slot.column.as_str()) {
            (_, "limit") => fixed(Value::Int(1)),
            ("tenant", "id") | (_, "tenant_id") => fixed(Value::Id(tenant)),
            ("bot", "id") | (_, "bot_id") => fixed(Value::Int(bot)),
            ("bot", "owner") => fixed(Value::Id(owner)),
            ("integration", "id") | (_, "integration_id") => fixed(Value::Id(integration)),
            (_, "external_id") => variable(Variable::External),
            ("app_user", "id") | (_, "user_id") => variable(Variable::User),
            ("contact", "id") | (_, "contact_id") => variable(Variable::Contact),
            ("chat", "id") | (_, "chat_id") => variable(Variable::Chat),
            (_, "telegram_chat_id" | "telegram_user_id" | "chat_key") => variable(Variable::Telegram),
            (_, "username" | "username_key") => variable(Variable::Username),
            (_, "first_name") => variable(Variable::FirstName),
            (
                _,
                "last_name" | "title" | "admin_username" | "failure" | "on_failure" | "reason" | "membership",
            ) => fixed(Value::Null(Shape::Text)),
            (_, "language_code") => text("en"),
            ("message", "id") | (_, "message_id") => variable(Variable::Message),
            (_, "conversation_id") => variable(Variable::Conversation),
            (_, "lane_id") => variable(Variable::Lane),
            (_, "outbox_id") => fixed(Value::Null(Shape::Int)),
            ("inbox", "id") => variable(Variable::Inbox),
            (_, "telegram_message_id") => variable(Variable::Number),
            (_, "from_bot") => fixed(Value::Flag(false)),
            ("outbox" | "inbox" | "app_user", "state") if slot.verb == "UPDATE" => text("handled"),
            ("outbox", "state") => text("pending"),
            ("contact", "state") => text("active"),
            ("conversation", "state") => text("open"),
            (_, "kind") if slot.table == "chat" => {
                text(if support.is_some() && slot.verb == "SELECT" { "supergroup" } else { "private" })
            }
            (_, "kind") => text("text"),
            (_, "body" | "raw") => text(""),
            (_, "op") => text("sendMessage"),
            (_, "payload") => text(r#"{"text":"Person 100000 (@person100000)\nYour parcel is on its way."}"#),
            (_, "policy") => text("resend"),
            (_, "class") => fixed(Value::Int(1)),
            (_, "open" | "is_heard" | "is_active") => fixed(Value::Flag(true)),
            (_, "attempts" | "ambiguous" | "repairs" | "epoch" | "revision" | "tries" | "deaths") => {
                fixed(Value::Int(if slot.verb == "INSERT" { 0 } else { 1 }))
            }
            (_, "target" | "replay_of" | "waits_for") => fixed(Value::Null(Shape::Int)),
            (_, "broadcast_id" | "assignee_id") => fixed(Value::Null(Shape::Id)),
            (
                _,
                "not_before" | "expires_at" | "started_at" | "done_at" | "read_at" | "last_sent_at"
                | "blocked_until" | "unlinked_at",
            ) => fixed(Value::Null(Shape::Time)),
            (_, column) if column.ends_with("_at") => fixed(Value::Time(now())),
            _ => None,
        }
    })
}

fn now() -> chrono::DateTime<chrono::Utc> {
    switchboard_services::SystemClock.now()
}
