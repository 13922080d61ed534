//! Create, list, get, update, enable, disable, delete.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, keys, on_both};

use super::{CHANNELS, KEYS, at, channel, group, id_of, owner};

async fn a_channel_is_made_read_changed_and_deleted(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let made = channel(&owner, json!({"name": " On call ", "chat_id": " -1001234567890 "})).await;
    assert_eq!(keys(&made), KEYS);
    assert_eq!((&made["name"], &made["chat_id"]), (&json!("On call"), &json!("-1001234567890")));
    assert_eq!((&made["user_id"], &made["schedule"]), (&Value::Null, &Value::Null));
    assert_eq!((&made["level"], &made["topics"], &made["is_enabled"]), (&json!(1), &json!([]), &json!(true)));
    assert_eq!((&made["bot_username"], &made["has_own_token"]), (&json!("shop_bot"), &json!(false)));
    assert_eq!(*owner.call(Method::GET, &at(&made, "")).await.json(200), made);
    let schedule =
        json!({"days": ["sunday", "monday"], "from": "22:00", "to": "06:00", "time_zone": "Europe/Berlin"});
    let change = json!({
        "name": "Night", "chat_id": "77", "schedule": schedule, "level": 4, "topics": ["Orders.Paid", "stock"],
    });
    let changed = owner.send_to(Method::PATCH, &at(&made, ""), &change).await.json(200).clone();
    assert_eq!(keys(&changed), KEYS);
    let in_order =
        json!({"days": ["monday", "sunday"], "from": "22:00", "to": "06:00", "time_zone": "Europe/Berlin"});
    assert_eq!(changed["schedule"], in_order);
    assert_eq!((&changed["topics"], &changed["level"]), (&json!(["orders.paid", "stock"]), &json!(4)));
    assert_eq!((&changed["id"], &changed["created_at"]), (&made["id"], &made["created_at"]));
    let cleared =
        owner.send_to(Method::PATCH, &at(&made, ""), &json!({"schedule": null})).await.json(200).clone();
    assert_eq!((&cleared["schedule"], &cleared["name"]), (&Value::Null, &json!("Night")));
    owner.call(Method::DELETE, &at(&made, "")).await.nothing(204);
    for (method, rest) in [
        (Method::GET, ""),
        (Method::DELETE, ""),
        (Method::POST, "/enable"),
        (Method::POST, "/disable"),
        (Method::POST, "/test"),
        (Method::GET, "/dispatches"),
    ] {
        let reply = owner.call(method.clone(), &at(&made, rest)).await;
        assert_eq!(reply.problem(404), "There is no such channel.", "{method} {rest}");
    }
    house.close().await;
}

async fn switching_off_and_on_is_idempotent_and_changes_nothing_else(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let made = channel(&owner, json!({"name": "On call", "chat_id": "-100", "is_enabled": false})).await;
    assert_eq!(made["is_enabled"], false);
    for (rest, is_enabled) in [("/enable", true), ("/enable", true), ("/disable", false), ("/disable", false)]
    {
        let mut switched = owner.call(Method::POST, &at(&made, rest)).await.json(200).clone();
        assert_eq!(switched["is_enabled"], is_enabled, "{rest}");
        switched["is_enabled"] = made["is_enabled"].clone();
        switched["updated_at"] = made["updated_at"].clone();
        assert_eq!(switched, made);
    }
    house.close().await;
}

async fn the_list_is_the_newest_first_in_pages(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let list = |query: &'static str| owner.call(Method::GET, query);
    assert_eq!(*list(CHANNELS).await.json(200), json!({"data": [], "page": 0, "size": 20, "total": 0}));
    let mut made = Vec::new();
    for name in ["one", "two", "three"] {
        made.insert(0, channel(&owner, json!({"name": name, "chat_id": "-100"})).await);
    }
    let all = list(CHANNELS).await;
    assert_eq!(*all.json(200), json!({"data": made, "page": 0, "size": 20, "total": 3}));
    let second = list("/api/v1/telegram/channels?page=1&size=2").await;
    assert_eq!(*second.json(200), json!({"data": [made[2]], "page": 1, "size": 2, "total": 3}));
    for query in ["?size=0", "?size=101", "?page=-1", "?page=x", "?page=9223372036854775807"] {
        let reply = owner.call(Method::GET, &format!("{CHANNELS}{query}")).await;
        assert!(!reply.problem(400).is_empty(), "{query}");
    }
    house.close().await;
}

async fn a_group_that_becomes_a_supergroup_takes_its_channels_along(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let watcher = group(&house, "Old", house.bot.id).user;
    let basic = telegram_emulator::NewGroup::new("Ops").kind(telegram_emulator::GroupKind::Group);
    let basic = house.sim.create_group(basic.member(watcher).bot(house.bot.id)).unwrap();
    let phone = house.sim.in_group(watcher, basic);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&phone)})).await;
    house.quiet().await;
    let new = house.sim.upgrade_group(basic).unwrap();
    house.announce("upgraded to a supergroup");
    let dispatched = super::dispatch(&owner, super::to(&made, json!({}))).await;
    assert_eq!(super::end_of(&owner, &dispatched).await["state"], "sent");
    let now = owner.call(Method::GET, &at(&made, "")).await.json(200).clone();
    assert_eq!(now["chat_id"], json!(new.to_string()));
    house.close().await;
}

on_both!(
    a_channel_is_made_read_changed_and_deleted,
    switching_off_and_on_is_idempotent_and_changes_nothing_else,
    the_list_is_the_newest_first_in_pages,
    a_group_that_becomes_a_supergroup_takes_its_channels_along,
);
