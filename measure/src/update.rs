//! Updates as Telegram would send them: a person writes a text to the bot.

use serde_json::json;

use crate::house::Person;

/// The person's message `number` (it is also its id in the chat), as the update `update_id`.
#[must_use]
pub fn message(person: &Person, update_id: i64, number: i64, text: &str) -> String {
    json!({
        "update_id": update_id,
        "message": {
            "message_id": number,
            "from": {
                "id": person.telegram, "is_bot": false, "first_name": format!("Person {}", person.telegram),
                "username": format!("person{}", person.telegram), "language_code": "en",
            },
            "chat": {
                "id": person.telegram, "type": "private", "first_name": format!("Person {}", person.telegram),
                "username": format!("person{}", person.telegram),
            },
            "date": 1_700_000_000,
            "text": text,
        },
    })
    .to_string()
}
