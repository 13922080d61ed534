//! An owner finds out what is at fault, and where they are: the test call's reasons that have to do with Telegram itself, and the
//! chat's id in the log.

use serde_json::json;
use switchboard_tests::{Caller, House, Plan, eventually, on_both};
use telegram_emulator::{Fault, FaultKind, NewGroup, Phone};

use super::owner;

const TEST: &str = "mutation($chat: String) { testIntegration(chatId: $chat) { success chatId fault hint } }";

/// The owner and one who has started the bot.
async fn ready(house: &House) -> (Caller, Phone) {
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    house.quiet().await;
    (owner(house, "default"), ann)
}

/// The test fails by this fault, and its hint has this in it.
async fn fails(owner: &Caller, chat: i64, fault: &str, word: &str) {
    let told = owner.graphql(TEST, json!({"chat": chat.to_string()})).await.value().clone();
    let hint = told["hint"].as_str().unwrap();
    assert!(hint.contains(word), "{told}");
    let expected = json!({"success": false, "chatId": chat.to_string(), "fault": fault, "hint": hint});
    assert_eq!(told, expected);
}

async fn a_telegram_that_does_not_take_it_in_time_is_named(plan: Plan) {
    let house = plan.open().await;
    house.announce("Too Many Requests");
    let (owner, ann) = ready(&house).await;
    let slow = Fault::new(FaultKind::TooManyRequests { retry_after: 12 }).method("sendMessage");
    house.sim.fault(slow.chat(ann.user).times(1));
    fails(&owner, ann.user, "UNREACHABLE", "could not be reached").await;
    house.close().await;
}

async fn a_token_that_telegram_refuses_is_named(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let (owner, ann) = ready(&house).await;
    house.sim.revoke_token(house.bot.id).unwrap();
    fails(&owner, ann.user, "TOKEN", "@BotFather").await;
    house.close().await;
}

async fn the_chat_of_a_start_stands_in_the_log(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let (phone, _) = site.person(site.bot.id, "anna").await;
    let group = NewGroup::new("Sales").member(phone.user).bot(site.bot.id);
    let group = site.sim.create_group(group).unwrap();
    site.sim.in_group(phone.user, group).say("/start@shop_bot").unwrap();
    for chat in [phone.user, group] {
        let told = format!("telegram_chat_id={chat}");
        let is_told = |logs: &String| {
            logs.lines().any(|line| line.contains("/start was pressed") && line.contains(&told))
        };
        eventually("that it is logged", || async { site.logs() }, is_told).await;
    }
    site.quiet().await;
    server.stop().await;
}

on_both!(
    a_telegram_that_does_not_take_it_in_time_is_named,
    a_token_that_telegram_refuses_is_named,
    the_chat_of_a_start_stands_in_the_log,
);
