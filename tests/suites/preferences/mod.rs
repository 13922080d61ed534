//! What users want to be notified of: respected by notifications, never by replies; what is held back is recorded.

use serde_json::{Value, json};
use switchboard_tests::{Answer, Caller, House};

mod held_back;
mod menu;
mod wishes;

const READ: &str =
    "{ notificationPreferences { categories { name isWanted } mutedUntil quietHours { from to timeZone } } }";
const UPDATE: &str = "mutation($p: NotificationPreferencesInput!) { updateNotificationPreferences(preferences: $p) \
     { categories { name isWanted } mutedUntil quietHours { from to timeZone } } }";
const NOTIFY: &str = "mutation($u: ID!, $m: String!, $c: String!, $f: Boolean) \
     { notifyUser(userId: $u, message: $m, category: $c, force: $f) { accepted messageId heldBack } }";

async fn update(caller: &Caller, preferences: Value) -> Answer {
    caller.graphql(UPDATE, json!({"p": preferences})).await
}

async fn read(caller: &Caller) -> Value {
    caller.graphql(READ, json!({})).await.value().clone()
}

async fn notify(caller: &Caller, message: &str, category: &str, force: bool) -> Answer {
    caller.graphql(NOTIFY, json!({"u": "7", "m": message, "c": category, "f": force})).await
}

/// Why the notification was held back; null if it was accepted.
async fn held(house: &House, message: &str, category: &str) -> Value {
    let answer = notify(&house.admin(), message, category, false).await;
    let outcome = answer.value();
    assert_eq!(outcome["accepted"], outcome["heldBack"].is_null(), "{answer:?}");
    assert_eq!(outcome["messageId"].is_null(), !outcome["heldBack"].is_null(), "{answer:?}");
    outcome["heldBack"].clone()
}
