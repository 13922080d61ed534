//! `GET /chats`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, eventually, on_both};
use telegram_emulator::{NewGroup, NewUser};

use super::owner;

const CHATS: &str = "/api/v1/telegram/chats";

async fn it_lists_where_the_bot_was_started_or_added_with_id_type_and_title(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ann = house.person(NewUser::new("Ann").last_name("Lee").username("ann_lee"));
    house.start(&ann).await;
    let group = house.sim.create_group(NewGroup::new("Sales").member(ann.user)).unwrap();
    house.sim.add_bot(group, house.bot.id, false).unwrap();
    house.quiet().await;
    let reply = owner.call(Method::GET, CHATS).await;
    let chats = reply.json(200).as_array().unwrap();
    assert!(chats.contains(&json!({"id": ann.user, "type": "private", "title": "Ann Lee"})), "{chats:#?}");
    assert!(chats.contains(&json!({"id": group, "type": "supergroup", "title": "Sales"})), "{chats:#?}");
    // Removed, it is not listed any more.
    house.sim.kick_bot(group, house.bot.id).unwrap();
    let gone = |reply: &switchboard_tests::Reply| !reply.body.to_string().contains("Sales");
    eventually("that it is gone", || owner.call(Method::GET, CHATS), gone).await;
    house.close().await;
}

async fn a_group_where_somebody_pressed_start_is_recorded_and_not_answered(plan: Plan) {
    let house = plan.open().await;
    let ann = house.anybody("Ann", "ann_lee");
    let group = house.sim.create_group(NewGroup::new("Sales").member(ann.user).bot(house.bot.id)).unwrap();
    house.quiet().await;
    let books = house.books().await;
    // As if the bot had been there since before it was connected.
    books.change(&format!("delete from chat where telegram_chat_id = {group}")).await;
    let phone = house.sim.in_group(ann.user, group);
    phone.say("/start@shop_bot").unwrap();
    let listed = |reply: &switchboard_tests::Reply| reply.body.to_string().contains("Sales");
    let owner = owner(&house, "default");
    eventually("that it is listed", || owner.call(Method::GET, CHATS), listed).await;
    house.quiet().await;
    assert_eq!(switchboard_tests::from_bot(&phone), [] as [String; 0]);
    books.close().await;
    house.close().await;
}

async fn others_see_none_of_them(plan: Plan) {
    let house = plan.open().await;
    let ann = house.anybody("Ann", "ann_lee");
    house.start(&ann).await;
    let reply = owner(&house, "acme").call(Method::GET, CHATS).await;
    assert_eq!(*reply.json(200), Value::Array(Vec::new()));
    house.close().await;
}

on_both!(
    it_lists_where_the_bot_was_started_or_added_with_id_type_and_title,
    a_group_where_somebody_pressed_start_is_recorded_and_not_answered,
    others_see_none_of_them,
);
