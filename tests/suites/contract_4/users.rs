//! A user's own channels: theirs alone to manage, and with the tenant's bot only into their own chats.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both, reads};
use telegram_emulator::NewGroup;

use super::{CHANNELS, DISPATCH, at, bot, channel, dispatch, end_of, group, id_of, owner, to, token_of};

const NOT_OWN: &str = "With the tenant's bot, a user's channel goes to the user's linked chat";

async fn a_user_manages_their_own_channels_and_sees_no_others(plan: Plan) {
    let house = plan.open().await;
    let (owner, anna) = (owner(&house, "default"), house.linked(7, "Anna", "anna").await);
    channel(&owner, json!({"name": "Staff", "chat_id": "-100"})).await;
    let chat = anna.phone.user.to_string();
    let own = channel(&anna.caller, json!({"name": "Me", "chat_id": chat})).await;
    assert_eq!(own["user_id"], "7");
    let list = anna.caller.call(Method::GET, CHANNELS).await;
    assert_eq!((&list.json(200)["data"], &list.body["total"]), (&json!([own]), &json!(1)));
    assert_eq!(anna.caller.call(Method::POST, &at(&own, "/test")).await.json(200)["success"], true);
    let dispatched = dispatch(&anna.caller, to(&own, json!({}))).await;
    assert_eq!(end_of(&anna.caller, &dispatched).await["state"], "sent");
    reads(&anna.phone, "Database down").await;
    // The site owner manages all of the tenant.
    assert_eq!(owner.call(Method::GET, CHANNELS).await.json(200)["total"], 2);
    owner.call(Method::POST, &at(&own, "/disable")).await.json(200);
    let theirs = channel(&owner, json!({"name": "For 7", "chat_id": chat, "user_id": "7"})).await;
    assert_eq!(theirs["user_id"], "7");
    assert_eq!(anna.caller.call(Method::GET, CHANNELS).await.json(200)["total"], 2);
    let nobody = json!({"name": "x", "chat_id": chat, "user_id": "404"});
    let reply = owner.send_to(Method::POST, CHANNELS, &nobody).await;
    assert_eq!(reply.problem(404), "There is no such user.");
    let others = json!({"name": "x", "chat_id": chat, "user_id": "8"});
    assert_eq!(
        anna.caller.send_to(Method::POST, CHANNELS, &others).await.problem(403),
        "You are not allowed to do this."
    );
    house.close().await;
}

async fn with_the_tenants_bot_it_reaches_only_the_users_own_chats(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.linked(7, "Anna", "anna").await, house.linked(8, "Ben", "ben").await);
    let desk = id_of(house.desk());
    for chat in [ben.phone.user.to_string(), desk, "-1009999999999".to_owned(), "5555".to_owned()] {
        let reply = anna.caller.send_to(Method::POST, CHANNELS, &json!({"name": "x", "chat_id": chat})).await;
        assert!(reply.problem(400).starts_with(NOT_OWN), "{chat} {reply:?}");
    }
    // A group that she adds the bot to is hers; one that somebody else adds it to is not.
    let hers =
        house.sim.create_group(NewGroup::new("Hers").member(anna.phone.user).member(ben.phone.user)).unwrap();
    let added = |by: i64, chat: i64, before: &str, after: &str| {
        json!({"my_chat_member": {
            "chat": {"id": chat, "type": "supergroup", "title": "Hers"}, "date": 1,
            "from": {"id": by, "is_bot": false, "first_name": "x"},
            "old_chat_member": {"status": before, "user": {"id": house.bot.id, "is_bot": true, "first_name": "Shop"}},
            "new_chat_member": {"status": after, "user": {"id": house.bot.id, "is_bot": true, "first_name": "Shop"}},
        }})
    };
    house.sim.raw_update(house.bot.id, added(anna.phone.user, hers, "left", "member")).unwrap();
    // Somebody else makes it an administrator: that does not make it theirs.
    house.sim.raw_update(house.bot.id, added(ben.phone.user, hers, "member", "administrator")).unwrap();
    house.quiet().await;
    house.sim.add_bot(hers, house.bot.id, false).unwrap();
    house.quiet().await;
    let body = json!({"name": "Hers", "chat_id": hers.to_string()});
    assert!(ben.caller.send_to(Method::POST, CHANNELS, &body).await.problem(400).starts_with(NOT_OWN));
    let made = channel(&anna.caller, body).await;
    let chats = anna.caller.graphql("{ telegramChats { id type title } }", json!({})).await;
    assert_eq!(
        *chats.value(),
        json!([
            {"id": hers.to_string(), "type": "SUPERGROUP", "title": "Hers"},
            {"id": anna.phone.user.to_string(), "type": "PRIVATE", "title": "Anna"},
        ])
    );
    let end = end_of(&anna.caller, &dispatch(&anna.caller, to(&made, json!({}))).await).await;
    assert_eq!(end["state"], "sent");
    // Moving it is no way around.
    let moved = json!({"chat_id": ben.phone.user.to_string()});
    let reply = anna.caller.send_to(Method::PATCH, &at(&made, ""), &moved).await;
    assert!(reply.problem(400).starts_with(NOT_OWN), "{reply:?}");
    // Nor is waiting until the link is gone.
    let own = channel(&anna.caller, json!({"name": "Me", "chat_id": anna.phone.user.to_string()})).await;
    anna.caller.graphql("mutation { unlinkTelegram }", json!({})).await;
    for made in [&own, &made] {
        let told = dispatch(&anna.caller, to(made, json!({}))).await;
        assert_eq!(told["results"][0]["reason"], "not_own_chat", "{told}");
        let tested = anna.caller.call(Method::POST, &at(made, "/test")).await;
        assert_eq!(tested.json(200)["trouble"], "not_own_chat");
    }
    house.close().await;
}

async fn with_a_token_of_its_own_it_goes_wherever_that_bot_may(plan: Plan) {
    let house = plan.open().await;
    let user = house.user(7);
    let own = bot(&house, "annas_bot");
    let ops = group(&house, "Ops", own.id);
    let body = json!({"name": "Ops", "chat_id": id_of(&ops), "token": token_of(&own)});
    let made = channel(&user, body).await;
    let end = end_of(&user, &dispatch(&user, to(&made, json!({}))).await).await;
    assert_eq!(end["state"], "sent");
    reads(&ops, "Database down").await;
    // Back to the tenant's bot is back to the user's own chats.
    let reply = user.send_to(Method::PATCH, &at(&made, ""), &json!({"token": null})).await;
    assert!(reply.problem(400).starts_with(NOT_OWN), "{reply:?}");
    house.close().await;
}

async fn a_topic_reaches_users_only_where_the_caller_says_so(plan: Plan) {
    let house = plan.open().await;
    let (owner, anna) = (owner(&house, "default"), house.linked(7, "Anna", "anna").await);
    let ops = group(&house, "Ops", house.bot.id);
    let staff = channel(&owner, json!({"name": "Staff", "chat_id": id_of(&ops)})).await;
    let own = channel(&anna.caller, json!({"name": "Me", "chat_id": anna.phone.user.to_string()})).await;
    let about = |more: Value| {
        let mut alert = json!({"topic": "outage", "level": 3, "type": "ERROR", "title": "x"});
        alert.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        alert
    };
    let asked = async |more: Value| {
        let dispatched = dispatch(&owner, about(more)).await;
        let ids = dispatched["results"].as_array().unwrap().iter();
        ids.map(|result| result["channel_id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(asked(json!({})).await, [staff["id"].clone()]);
    assert_eq!(asked(json!({"include_users": true})).await, [staff["id"].clone(), own["id"].clone()]);
    assert_eq!(asked(json!({"user_id": "7"})).await, [own["id"].clone()]);
    let reply = owner.send_to(Method::POST, DISPATCH, &about(json!({"user_id": "404"}))).await;
    assert_eq!(reply.problem(404), "There is no such user.");
    let both = about(json!({"user_id": "7", "include_users": true}));
    assert!(owner.send_to(Method::POST, DISPATCH, &both).await.problem(400).contains("not both"));
    // A user asks their own.
    let dispatched = dispatch(&anna.caller, about(json!({}))).await;
    assert_eq!(dispatched["results"].as_array().unwrap().len(), 1);
    assert_eq!(dispatched["results"][0]["channel_id"], own["id"]);
    for more in [json!({"include_users": true}), json!({"user_id": "8"})] {
        let reply = anna.caller.send_to(Method::POST, DISPATCH, &about(more)).await;
        assert_eq!(reply.problem(403), "You are not allowed to do this.");
    }
    house.close().await;
}

async fn users_have_a_pace_a_number_of_channels_and_keys_of_their_own(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.linked(7, "Anna", "anna").await, house.linked(8, "Ben", "ben").await);
    let own = |phone: &telegram_emulator::Phone| json!({"name": "Me", "chat_id": phone.user.to_string()});
    let mut last = Value::Null;
    for _ in 0..20 {
        last = channel(&anna.caller, own(&anna.phone)).await;
    }
    let reply = anna.caller.send_to(Method::POST, CHANNELS, &own(&anna.phone)).await;
    assert!(reply.problem(409).contains("20 channels"), "{reply:?}");
    // The same key of two users is two keys.
    let bens = channel(&ben.caller, own(&ben.phone)).await;
    let first = dispatch(&anna.caller, to(&last, json!({"idempotency_key": "k"}))).await;
    let other = dispatch(&ben.caller, to(&bens, json!({"idempotency_key": "k"}))).await;
    assert_ne!(first["id"], other["id"]);
    anna.caller.call(Method::POST, &at(&last, "/disable")).await.json(200);
    let alert = json!({"channel_id": last["id"], "type": "INFO", "title": "x"});
    for _ in 0..119 {
        dispatch(&anna.caller, alert.clone()).await;
    }
    let reply = anna.caller.send_to(Method::POST, DISPATCH, &alert).await;
    assert!(!reply.problem(429).is_empty());
    assert_eq!(reply.header("retry-after"), "60");
    let books = house.books().await;
    assert_eq!(books.count("select count(*) as n from channel_dispatch where title = 'x'").await, 119);
    books.close().await;
    house.close().await;
}

async fn a_user_who_is_forgotten_leaves_no_channel_no_words_and_no_token(plan: Plan) {
    let house = plan.open().await;
    let (owner, user) = (owner(&house, "default"), house.user(7));
    let own = bot(&house, "annas_bot");
    let ops = group(&house, "Ops", own.id);
    let body = json!({"name": "Hers alone", "chat_id": id_of(&ops), "token": token_of(&own)});
    let made = channel(&user, body).await;
    let dispatched = dispatch(&user, to(&made, json!({"title": "Her words"}))).await;
    assert_eq!(end_of(&user, &dispatched).await["state"], "sent");
    let erase = "mutation { eraseUser(input: {userId: \"7\"}) { erased errors { message } } }";
    let erased = house.admin().graphql(erase, json!({})).await;
    assert_eq!(*erased.value(), json!({"erased": true, "errors": []}));
    assert_eq!(owner.call(Method::GET, &at(&made, "")).await.problem(404), "There is no such channel.");
    house.quiet().await;
    let books = house.books().await;
    let live = "select count(*) as n from integration where token_ciphertext is not null";
    assert_eq!(books.count(live).await, 1, "only the tenant's bot has a token");
    let said = "select count(*) as n from outbox where payload like '%Her words%'";
    let kept = "select count(*) as n from channel_dispatch where title like '%Her words%'";
    let named = "select count(*) as n from channel where name <> '' or chat_id <> ''";
    for query in [said, kept, named] {
        assert_eq!(books.count(query).await, 0, "{query}");
    }
    books.close().await;
    house.close().await;
}

on_both!(
    a_user_manages_their_own_channels_and_sees_no_others,
    with_the_tenants_bot_it_reaches_only_the_users_own_chats,
    with_a_token_of_its_own_it_goes_wherever_that_bot_may,
    a_topic_reaches_users_only_where_the_caller_says_so,
    a_user_who_is_forgotten_leaves_no_channel_no_words_and_no_token,
    users_have_a_pace_a_number_of_channels_and_keys_of_their_own,
);
