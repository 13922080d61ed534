//! What every answer of section 5 shows and hides: 12 keys in an envelope, a masked token, an id that must be one, and the chats
//! that a bot answers in.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, Reply, from_bot, keys, on_both, reads};
use telegram_emulator::{NewGroup, NewUser};

use super::{KEYS, is_uuid, unit};
use crate::contract_2::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";

/// The only integration in an envelope, all of whose keys are there and none besides.
fn shown(reply: &Reply, status: u16, token: &str) -> Value {
    let body = reply.json(status);
    assert_eq!(keys(body), ["data"]);
    let data = body["data"].as_array().map_or(&body["data"], |list| &list[0]);
    assert_eq!(keys(data), KEYS);
    let masked = format!("••••••••:••••••••{}", &token[token.len() - 4..]);
    assert_eq!((&data["botToken"], &data["isTokenMasked"]), (&json!(masked), &json!(true)));
    assert!(!body.to_string().contains(&token[token.len() - 5..]), "{body}");
    for id in ["id", "botId", "unitId"] {
        assert!(is_uuid(&data[id]), "{id}: {data}");
    }
    for time in ["createdAt", "updatedAt"] {
        let text = data[time].as_str().unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(text).is_ok() && text.ends_with('Z'), "{text}");
    }
    assert_eq!(data["deletedAt"], Value::Null);
    data.clone()
}

async fn every_answer_shows_the_same_object_with_a_masked_token(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    let body = json!({"unitId": shop, "title": "Desk", "scope": "private", "botToken": token});
    let made = shown(&acme.send_to(Method::POST, INTEGRATION, &body).await, 201, &token);
    let address = format!("{INTEGRATION}/{}", made["id"].as_str().unwrap());
    assert_eq!(shown(&acme.call(Method::GET, &address).await, 200, &token), made);
    let list = acme.call(Method::GET, &format!("{INTEGRATION}/unit/{shop}")).await;
    assert_eq!(shown(&list, 200, &token), made);
    let put = acme.send_to(Method::PUT, &address, &json!({"title": "Counter"})).await;
    assert_eq!(shown(&put, 200, &token)["title"], "Counter");
    acme.call(Method::DELETE, &address).await.nothing(204);
    house.close().await;
}

async fn a_malformed_id_is_400_whatever_is_asked_and_without_a_token_401(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    for id in ["1", "default", "0198aaaa-0000-7000-8000-00000000000g"] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let address = format!("{INTEGRATION}/{id}");
            let reply = acme.send_raw(method.clone(), &address, "{}").await;
            assert_eq!(reply.problem(400), "The id in the address is not a UUID.", "{method} {id}");
            assert!(!house.nobody().send_raw(method, &address, "{}").await.problem(401).is_empty());
        }
    }
    house.close().await;
}

async fn the_scope_decides_in_which_chats_the_bot_answers(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    acme.call(Method::GET, INTEGRATION).await.json(200);
    let shop = unit(&house, "acme", "Shop").await;
    let ann = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    for (scope, in_private, in_groups) in
        [("private", true, false), ("group", false, true), ("groups", false, true), ("both", true, true)]
    {
        let bot = another_bot(&house, &format!("{scope}_bot"), scope);
        let body = json!({"unitId": shop, "scope": scope, "botToken": token_of(&bot)});
        acme.send_to(Method::POST, INTEGRATION, &body).await.json(201);
        let group = house.sim.create_group(NewGroup::new(scope).member(ann).admin_bot(bot.id)).unwrap();
        let (private, group) = (house.sim.private(ann, bot.id), house.sim.in_group(ann, group));
        // What is answered comes after what would be: then both were heard.
        let (silent, answering) = if in_private { (&group, &private) } else { (&private, &group) };
        silent.say("/help").unwrap();
        answering.say("/help").unwrap();
        reads(answering, "").await;
        if in_private && in_groups {
            reads(silent, "private chat").await;
        } else {
            house.quiet().await;
            assert_eq!(from_bot(silent), [] as [String; 0], "{scope}");
        }
    }
    house.close().await;
}

on_both!(
    every_answer_shows_the_same_object_with_a_masked_token,
    a_malformed_id_is_400_whatever_is_asked_and_without_a_token_401,
    the_scope_decides_in_which_chats_the_bot_answers,
);
