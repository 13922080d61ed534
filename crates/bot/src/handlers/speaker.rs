//! Who is speaking where, read from the raw JSON of an update. What Telegram adds in newer versions is in nobody's way.

use serde_json::Value;
use switchboard_services::people::{ChatKind, Person, TelegramChat};

/// `GroupAnonymousBot`: the account that group admins write as when they hide themselves (official documentation,
/// `Message.sender_chat`: "for backward compatibility, a fake sender user").
const ANONYMOUS_ADMIN: i64 = 1_087_968_824;

/// A person in a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Where.
    pub chat: TelegramChat,
    /// Who.
    pub person: Person,
}

impl Speaker {
    /// The sender of a message. `None` where a program speaks: another bot, a channel, a channel's linked posts.
    /// An admin who hides behind the group is a person, named by their title or by the group; whoever lists the agents
    /// by id leaves them out.
    pub(super) fn of_message(message: &Value) -> Option<Self> {
        let chat = chat(message.get("chat")?)?;
        // A private chat is the person; `from` is there all the same.
        let own = || if chat.kind == ChatKind::Private { message.get("chat") } else { None };
        let mut person = person(message.get("from").or_else(own)?)?;
        match message.get("sender_chat").and_then(|sender| sender.get("id")).and_then(Value::as_i64) {
            Some(id) if id == chat.telegram_chat_id && person.telegram_user_id == ANONYMOUS_ADMIN => {
                let title = text(message, "author_signature").or_else(|| chat.title.clone());
                person.first_name = title.unwrap_or_default();
                (person.last_name, person.username, person.is_bot) = (None, None, false);
            }
            Some(_) => return None,
            None if person.is_bot => return None,
            None => {}
        }
        Some(Self { chat, person })
    }

    /// Whoever did something in `chat`.
    pub(super) fn of(who: Option<&Value>, where_: Option<&Value>) -> Option<Self> {
        Some(Self { chat: chat(where_?)?, person: person(who?)? })
    }
}

/// A `Chat` object; `None` for a type that is not known.
pub(super) fn chat(chat: &Value) -> Option<TelegramChat> {
    let kind = match chat.get("type")?.as_str()? {
        "private" => ChatKind::Private,
        "group" => ChatKind::Group,
        "supergroup" => ChatKind::Supergroup,
        "channel" => ChatKind::Channel,
        _ => return None,
    };
    Some(TelegramChat {
        telegram_chat_id: chat.get("id")?.as_i64()?,
        kind,
        title: text(chat, "title"),
        username: text(chat, "username"),
    })
}

/// A `User` object.
fn person(user: &Value) -> Option<Person> {
    Some(Person {
        telegram_user_id: user.get("id")?.as_i64()?,
        username: text(user, "username"),
        first_name: text(user, "first_name").unwrap_or_default(),
        last_name: text(user, "last_name"),
        language_code: text(user, "language_code"),
        is_bot: user.get("is_bot").and_then(Value::as_bool).unwrap_or(false),
    })
}

/// A field that is a text and says something. PostgreSQL stores no NUL, and nobody's name needs one.
fn text(object: &Value, field: &str) -> Option<String> {
    let text = object.get(field)?.as_str()?.replace('\0', "");
    if text.is_empty() { None } else { Some(text) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_64_bit_ids_are_read_and_what_is_missing_is_absent() {
        let speaker = Speaker::of_message(&json!({
            "chat": {"id": -1_001_234_567_890_123_i64, "type": "supergroup", "title": "Help\u{0}desk", "is_forum": true},
            "from": {"id": 7_999_999_999_i64, "is_bot": false, "first_name": "Ада", "username": "ada", "language_code": "ru"},
        }))
        .unwrap();
        assert_eq!(speaker.chat.telegram_chat_id, -1_001_234_567_890_123);
        assert_eq!(speaker.chat.kind, ChatKind::Supergroup);
        assert_eq!(speaker.chat.title.as_deref(), Some("Helpdesk"));
        assert_eq!(speaker.person.telegram_user_id, 7_999_999_999);
        assert_eq!(speaker.person.first_name, "Ада");
        assert_eq!(speaker.person.last_name, None);
        assert_eq!(speaker.person.username.as_deref(), Some("ada"));
        assert_eq!(speaker.person.language_code.as_deref(), Some("ru"));
    }

    #[test]
    fn a_private_chat_without_from_is_the_person_of_the_chat() {
        let message = json!({"chat": {"id": 5, "type": "private", "first_name": "Ada", "username": "ada"}});
        let speaker = Speaker::of_message(&message).unwrap();
        assert_eq!((speaker.person.telegram_user_id, speaker.person.first_name.as_str()), (5, "Ada"));
    }

    #[test]
    fn an_anonymous_admin_is_a_person_and_other_programs_are_none() {
        let group = json!({"id": -5, "type": "group", "title": "Helpdesk"});
        let hidden = json!({"id": ANONYMOUS_ADMIN, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
        let admin = json!({"chat": group, "from": hidden, "sender_chat": group, "author_signature": "Boss"});
        let speaker = Speaker::of_message(&admin).unwrap();
        assert_eq!((speaker.person.first_name.as_str(), speaker.person.username), ("Boss", None));
        assert_eq!((speaker.person.telegram_user_id, speaker.person.is_bot), (ANONYMOUS_ADMIN, false));
        let untitled = json!({"chat": group, "from": hidden, "sender_chat": group});
        assert_eq!(Speaker::of_message(&untitled).unwrap().person.first_name, "Helpdesk");

        let channel = json!({"chat": group, "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
            "sender_chat": {"id": -100, "type": "channel"}});
        let bot = json!({"chat": group, "from": {"id": 9, "is_bot": true, "first_name": "Other"}});
        assert_eq!(Speaker::of_message(&channel), None);
        assert_eq!(Speaker::of_message(&bot), None);
    }

    #[test]
    fn what_cannot_be_read_is_nobody() {
        for message in [
            json!({}),
            json!({"chat": {"id": 1, "type": "galaxy"}, "from": {"id": 1}}),
            json!({"chat": {"id": "1", "type": "private"}, "from": {"id": 1}}),
            json!({"chat": {"id": -1, "type": "group"}}),
            json!({"chat": [], "from": {"id": 1}}),
        ] {
            assert_eq!(Speaker::of_message(&message), None, "{message}");
        }
    }
}
