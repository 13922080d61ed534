//! Section 4 by GraphQL: the same services, so the same effects.

use serde_json::{Value, json};
use switchboard_tests::{Plan, eventually, on_both, reads};

use super::{bot, group, id_of, owner, token_of};

const SEEN: &str = "id userId name chatId botUsername hasOwnToken level topics isEnabled \
    schedule { days from to timeZone }";

fn mutation(name: &str, input: &str, fields: &str) -> String {
    format!("mutation($i: {input}!) {{ {name}(input: $i) {{ {fields} errors {{ code message path }} }} }}")
}

async fn a_channel_is_made_found_changed_switched_and_deleted(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let create = mutation("createChannel", "CreateChannelInput", &format!("channel {{ {SEEN} }}"));
    let schedule = json!({"days": ["MONDAY"], "from": "09:00", "to": "18:00", "timeZone": "UTC"});
    let input =
        json!({"i": {"name": "Ops", "chatId": " -1001234567890 ", "schedule": schedule, "topics": ["a"]}});
    let made = owner.graphql(&create, input).await.value()["channel"].clone();
    let mut expected = json!({
        "userId": null, "name": "Ops", "chatId": "-1001234567890", "botUsername": "shop_bot", "hasOwnToken": false,
        "level": 1, "topics": ["a"], "isEnabled": true, "schedule": schedule,
    });
    expected["id"] = made["id"].clone();
    assert_eq!(made, expected);
    let found = owner
        .graphql(&format!("query($id: ID!) {{ channel(id: $id) {{ {SEEN} }} }}"), json!({"id": made["id"]}))
        .await;
    assert_eq!(*found.value(), made);
    let node = format!("query($id: ID!) {{ node(id: $id) {{ id ... on Channel {{ {SEEN} }} }} }}");
    assert_eq!(*owner.graphql(&node, json!({"id": made["id"]})).await.value(), made);
    let update = mutation("updateChannel", "UpdateChannelInput", &format!("channel {{ {SEEN} }}"));
    let input = json!({"i": {"id": made["id"], "level": 5, "schedule": null, "name": "Night"}});
    let changed = owner.graphql(&update, input).await.value()["channel"].clone();
    assert_eq!(
        (&changed["level"], &changed["schedule"], &changed["name"]),
        (&json!(5), &Value::Null, &json!("Night"))
    );
    for (name, is_enabled) in [("disableChannel", false), ("enableChannel", true)] {
        let document = mutation(name, "ChannelInput", "channel { isEnabled }");
        let switched = owner.graphql(&document, json!({"i": {"id": made["id"]}})).await;
        assert_eq!(*switched.value(), json!({"channel": {"isEnabled": is_enabled}, "errors": []}));
    }
    let delete = mutation("deleteChannel", "ChannelInput", "deletedId");
    let gone = owner.graphql(&delete, json!({"i": {"id": made["id"]}})).await;
    assert_eq!(*gone.value(), json!({"deletedId": made["id"], "errors": []}));
    let again = owner.graphql(&delete, json!({"i": {"id": made["id"]}})).await;
    let error = json!({"code": "NOT_FOUND", "message": "There is no such channel.", "path": ["input", "id"]});
    assert_eq!(*again.value(), json!({"deletedId": null, "errors": [error]}));
    assert_eq!(*owner.graphql(&node, json!({"id": made["id"]})).await.value(), Value::Null);
    house.close().await;
}

async fn failures_are_part_of_the_answer(plan: Plan) {
    let house = plan.open().await;
    let (owner, acme) = (owner(&house, "default"), owner(&house, "acme"));
    let create = mutation("createChannel", "CreateChannelInput", "channel { id }");
    let bad = owner.graphql(&create, json!({"i": {"name": "x", "chatId": "@ops"}})).await;
    let error = &bad.value()["errors"][0];
    assert_eq!((&error["code"], &error["path"]), (&json!("BAD_USER_INPUT"), &json!(["input", "chatId"])));
    assert!(error["message"].as_str().unwrap().contains("-1001234567890"), "{error}");
    let alerts = bot(&house, "alerts_bot");
    let input = json!({"i": {"name": "x", "chatId": "-100", "token": token_of(&alerts)}});
    assert_eq!(owner.graphql(&create, input.clone()).await.value()["errors"], json!([]));
    assert_eq!(acme.graphql(&create, input).await.value()["errors"][0]["code"], "CONFLICT");
    house.close().await;
}

async fn failures_name_the_field_that_is_at_fault(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let create = mutation("createChannel", "CreateChannelInput", "channel { id }");
    let schedule = |change: Value| {
        let mut schedule = json!({"timeZone": "UTC"});
        schedule.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        json!({"schedule": schedule})
    };
    let token = format!("{}:{}", i64::MAX, "A".repeat(35));
    house.announce("Unauthorized");
    for (change, path) in [
        (json!({"name": " "}), json!(["input", "name"])),
        (json!({"level": 6}), json!(["input", "level"])),
        (json!({"topics": ["a", "b c"]}), json!(["input", "topics", "1"])),
        (json!({"topics": vec!["x"; 51]}), json!(["input", "topics"])),
        (json!({"token": "x"}), json!(["input", "token"])),
        (json!({"token": token}), json!(["input", "token"])),
        (json!({"userId": "404"}), json!(["input", "userId"])),
        (schedule(json!({"days": []})), json!(["input", "schedule", "days"])),
        (schedule(json!({"timeZone": "Mars"})), json!(["input", "schedule", "timeZone"])),
        (schedule(json!({"from": "9:00", "to": "10:00"})), json!(["input", "schedule", "from"])),
        (schedule(json!({"from": "09:00"})), json!(["input", "schedule", "to"])),
    ] {
        let mut input = json!({"name": "x", "chatId": "-100"});
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let told = owner.graphql(&create, json!({"i": input})).await;
        assert_eq!(told.value()["errors"][0]["path"], path, "{input}: {:?}", told.body);
    }
    let dispatch = mutation("dispatchToChannels", "DispatchToChannelsInput", "dispatch { id }");
    let subject = |topic: &str, level: i32| json!({"target": {"subject": {"topic": topic, "level": level}}});
    let missing = json!({"topic": "a", "level": 1, "audience": {"userId": "404"}});
    for (change, path) in [
        (json!({"title": ""}), json!(["input", "title"])),
        (json!({"imageUrl": "x"}), json!(["input", "imageUrl"])),
        (
            json!({"tags": [{"key": "a", "value": ""}, {"key": "", "value": ""}]}),
            json!(["input", "tags", "1", "key"]),
        ),
        (
            json!({"callbacks": [{"label": "a", "url": "http://x/"}]}),
            json!(["input", "callbacks", "0", "url"]),
        ),
        (json!({"idempotencyKey": ""}), json!(["input", "idempotencyKey"])),
        (subject("a b", 1), json!(["input", "target", "subject", "topic"])),
        (subject("a", 0), json!(["input", "target", "subject", "level"])),
        (
            json!({"target": {"subject": missing}}),
            json!(["input", "target", "subject", "audience", "userId"]),
        ),
        (json!({"target": {"channelId": "x"}}), json!(["input", "target", "channelId"])),
    ] {
        let mut input =
            json!({"target": {"subject": {"topic": "a", "level": 1}}, "type": "INFO", "title": "x"});
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let told = owner.graphql(&dispatch, json!({"i": input})).await;
        assert_eq!(told.value()["errors"][0]["path"], path, "{input}: {:?}", told.body);
    }
    house.close().await;
}

async fn the_connection_has_pages_and_a_total(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    for name in ["one", "two", "three"] {
        super::channel(&owner, json!({"name": name, "chat_id": "-100"})).await;
    }
    let query = "query($after: String) { channels(first: 2, after: $after) { totalCount nodes { name } \
        pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let first = owner.graphql(query, json!({})).await.value().clone();
    assert_eq!(first["nodes"], json!([{"name": "three"}, {"name": "two"}]));
    assert_eq!((&first["totalCount"], &first["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
    let second = owner.graphql(query, json!({"after": first["pageInfo"]["endCursor"]})).await.value().clone();
    assert_eq!(
        (&second["nodes"], &second["pageInfo"]["hasNextPage"]),
        (&json!([{"name": "one"}]), &json!(false))
    );
    let user = house.user(7).graphql(query, json!({})).await;
    assert_eq!((&user.value()["totalCount"], &user.value()["nodes"]), (&json!(0), &json!([])));
    house.close().await;
}

async fn a_test_and_a_dispatch_tell_what_went_wrong_in_the_language_that_is_asked_for(plan: Plan) {
    let house = plan.open().await;
    house.announce("chat not found");
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let good = super::channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    super::channel(&owner, json!({"name": "Lost", "chat_id": "1009999999999"})).await;
    let list = owner.graphql("{ channels { nodes { id name } } }", json!({})).await.value().clone();
    let (lost, ops_id) = (list["nodes"][0]["id"].clone(), list["nodes"][1]["id"].clone());
    assert_eq!(good["name"], list["nodes"][1]["name"]);
    let test = mutation(
        "testChannel",
        "ChannelInput",
        "result { success chatId trouble hint ru: hint(language: RU) }",
    );
    let told = owner.graphql(&test, json!({"i": {"id": ops_id}})).await;
    let fine = json!({"success": true, "chatId": id_of(&ops), "trouble": null, "hint": null, "ru": null});
    assert_eq!(told.value()["result"], fine);
    let told = owner.graphql(&test, json!({"i": {"id": lost}})).await.value()["result"].clone();
    assert_eq!((&told["success"], &told["trouble"]), (&json!(false), &json!("LOST_MINUS")));
    assert!(told["hint"].as_str().unwrap().contains("lost its minus"), "{told}");
    assert!(told["ru"].as_str().unwrap().contains("потерян минус"), "{told}");
    let dispatch = mutation(
        "dispatchToChannels",
        "DispatchToChannelsInput",
        "dispatch { id type title topic level occurredAt results { channelId chatId state reason } }",
    );
    let input = json!({"i": {
        "target": {"subject": {"topic": "Orders", "level": 2, "audience": {"group": "TENANT"}}},
        "type": "SUCCESS", "title": "Paid", "occurredAt": "2026-01-31T12:30:00Z",
        "tags": [{"key": "sum", "value": "7 €"}], "callbacks": [{"label": "Open", "url": "https://x.example/o"}],
        "idempotencyKey": "k",
    }});
    let dispatched = owner.graphql(&dispatch, input.clone()).await.value()["dispatch"].clone();
    assert_eq!(
        (&dispatched["type"], &dispatched["topic"], &dispatched["level"], &dispatched["occurredAt"]),
        (&json!("SUCCESS"), &json!("orders"), &json!(2), &json!("2026-01-31T12:30:00Z"))
    );
    assert_eq!(reads(&ops, "Paid").await.text, "[SUCCESS] Paid\nsum: 7 €");
    let again = owner.graphql(&dispatch, input).await.value()["dispatch"].clone();
    assert_eq!(again["id"], dispatched["id"]);
    let query = "query($id: ID!) { channelDispatch(id: $id) { results { channelId state reason trouble hint(language: RU) } } }";
    let over = |answer: &switchboard_tests::Answer| !answer.body.to_string().contains("QUEUED");
    let told = eventually("an end", || owner.graphql(query, json!({"id": dispatched["id"]})), over).await;
    let results = told.value()["results"].as_array().unwrap().clone();
    let of = |id: &Value| results.iter().find(|result| result["channelId"] == *id).unwrap().clone();
    assert_eq!(of(&ops_id)["state"], "SENT");
    assert_eq!((&of(&lost)["state"], &of(&lost)["trouble"]), (&json!("FAILED"), &json!("LOST_MINUS")));
    assert!(of(&lost)["hint"].as_str().unwrap().contains("минус"));
    let results = "query($id: ID!) { channel(id: $id) { results { totalCount nodes { title state } } } }";
    let recorded = owner.graphql(results, json!({"id": lost})).await;
    assert_eq!(
        recorded.value()["results"],
        json!({"totalCount": 1, "nodes": [{"title": "Paid", "state": "FAILED"}]})
    );
    let subject = json!({"topic": "a", "level": 1});
    for target in [
        json!(null),
        json!({}),
        json!({"channelId": lost, "subject": subject}),
        json!({"channelId": null}),
        json!({"subject": {"topic": "a"}}),
        json!({"subject": {"topic": "a", "level": 1, "audience": {"group": "TENANT", "userId": "7"}}}),
    ] {
        let input = json!({"i": {"target": target, "type": "INFO", "title": "x"}});
        assert_eq!(owner.graphql(&dispatch, input).await.code(), "BAD_USER_INPUT", "{target}");
    }
    house.close().await;
}

on_both!(
    a_channel_is_made_found_changed_switched_and_deleted,
    failures_are_part_of_the_answer,
    failures_name_the_field_that_is_at_fault,
    the_connection_has_pages_and_a_total,
    a_test_and_a_dispatch_tell_what_went_wrong_in_the_language_that_is_asked_for,
);
