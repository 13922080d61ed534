//! CONTRACTS.md, section 4: alert channels, each row of the REST calls, their GraphQL twins, and each rule.

mod alerts;
mod borders;
mod chats;
mod dispatch;
mod keeping;
mod own_bots;
mod plain_text;
mod refusals;
mod tenancy;
mod trials;
mod twins;
mod users;
mod wishes;

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, House, eventually, token};
use telegram_emulator::{BotInfo, NewBot, NewGroup, NewUser, Phone};

pub(crate) const CHANNELS: &str = "/api/v1/telegram/channels";
pub(crate) const DISPATCH: &str = "/api/v1/telegram/channels/dispatch";

/// Exactly the keys of a channel, sorted.
pub(crate) const KEYS: [&str; 13] = [
    "bot_username",
    "chat_id",
    "created_at",
    "has_own_token",
    "id",
    "is_enabled",
    "level",
    "name",
    "schedule",
    "tenant_id",
    "topics",
    "updated_at",
    "user_id",
];

/// A site owner of a tenant.
pub(crate) fn owner(house: &House, tenant: &str) -> Caller {
    house.caller(&Claims::of(70).role("site_owner").tenant(tenant))
}

/// A bot whose token the watch over logs and answers recognises.
pub(crate) fn bot(house: &House, username: &str) -> BotInfo {
    house.sim.create_bot(NewBot::new(username, "Alerts").token(token())).unwrap()
}

/// Its token, to be sent.
pub(crate) fn token_of(bot: &BotInfo) -> String {
    use secrecy::ExposeSecret as _;
    bot.token.expose_secret().to_owned()
}

/// A group with one person who looks at it, and a bot.
pub(crate) fn group(house: &House, title: &str, bot: i64) -> Phone {
    let watcher = house.sim.create_user(NewUser::new("Wanda")).unwrap();
    let group = house.sim.create_group(NewGroup::new(title).member(watcher).bot(bot)).unwrap();
    house.sim.in_group(watcher, group)
}

/// The group's id as channels write it.
pub(crate) fn id_of(phone: &Phone) -> String {
    phone.place.telegram_id().to_string()
}

/// Makes a channel.
pub(crate) async fn channel(caller: &Caller, body: Value) -> Value {
    caller.send_to(Method::POST, CHANNELS, &body).await.json(201).clone()
}

/// The address of a channel, or of something beneath it.
pub(crate) fn at(channel: &Value, rest: &str) -> String {
    format!("{CHANNELS}/{}{rest}", channel["id"].as_str().unwrap())
}

/// An alert for a channel.
pub(crate) fn to(channel: &Value, more: Value) -> Value {
    let mut alert = json!({"channel_id": channel["id"], "type": "ERROR", "title": "Database down"});
    alert.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    alert
}

/// Dispatches; the results.
pub(crate) async fn dispatch(caller: &Caller, alert: Value) -> Value {
    caller.send_to(Method::POST, DISPATCH, &alert).await.json(202).clone()
}

/// The only result of a dispatch once it is over.
pub(crate) async fn end_of(caller: &Caller, dispatched: &Value) -> Value {
    let path = format!("{CHANNELS}/dispatches/{}", dispatched["id"].as_str().unwrap());
    let is_over = |reply: &switchboard_tests::Reply| reply.json(200)["results"][0]["state"] != "queued";
    let reply = eventually("an end", || caller.call(Method::GET, &path), is_over).await;
    assert_eq!(reply.body["results"].as_array().unwrap().len(), 1, "{reply:?}");
    reply.body["results"][0].clone()
}
