//! Sections 2 and 5 by GraphQL: the same services, so the same effects.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, SupportChat, on_both, reads};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const SEEN: &str =
    "botUsername botTokenMasked isActive webhookUrl ownerChatId welcomeMessage scope title unitId";

async fn the_default_integration_is_connected_changed_and_deleted(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let acme = owner(&house, "acme");
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    let query = format!("{{ integration {{ {SEEN} }} }}");
    assert_eq!(*acme.graphql(&query, json!({})).await.value(), Value::Null);
    let connect =
        format!("mutation($i: ConnectIntegrationInput!) {{ connectIntegration(input: $i) {{ {SEEN} }} }}");
    let input =
        json!({"i": {"botToken": token, "ownerChatId": "-1001234567890123", "welcomeMessage": "Hello"}});
    let made = acme.graphql(&connect, input).await.value().clone();
    let rest = acme.call(Method::GET, INTEGRATION).await.json(200).clone();
    assert_eq!(made["botTokenMasked"], rest["bot_token_masked"]);
    assert_eq!(
        (&made["ownerChatId"], &rest["owner_chat_id"]),
        (&json!("-1001234567890123"), &json!(-1_001_234_567_890_123_i64))
    );
    assert_eq!((&made["scope"], &made["title"]), (&json!("BOTH"), &json!("Acme")));
    let change = "mutation($i: ChangeIntegrationInput!) { changeIntegration(input: $i) { isActive ownerChatId welcomeMessage } }";
    let changed = acme.graphql(change, json!({"i": {"isActive": false, "ownerChatId": null}})).await;
    assert_eq!(*changed.value(), json!({"isActive": false, "ownerChatId": null, "welcomeMessage": "Hello"}));
    let wrong = acme.graphql(change, json!({"i": {"botToken": "this is no token at all"}})).await;
    assert_eq!(
        (wrong.code(), wrong.error()),
        ("BAD_USER_INPUT", "Invalid Telegram bot token: Could not validate new token")
    );
    let taken = owner(&house, "other").graphql(&connect, json!({"i": {"botToken": token}})).await;
    assert_eq!(taken.code(), "CONFLICT");
    let gone = acme.graphql("mutation { deleteIntegration }", json!({})).await;
    assert_eq!(*gone.value(), true);
    assert_eq!(*acme.call(Method::GET, INTEGRATION).await.json(200), Value::Null);
    house.close().await;
}

async fn a_failed_test_says_what_to_look_at(plan: Plan) {
    let house = plan.open().await;
    house.announce("chat not found");
    house.announce("bot was blocked by the user");
    let owner = owner(&house, "default");
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    let test = "mutation($chat: String) { testIntegration(chatId: $chat) { success chatId fault hint } }";
    let tested = |chat: Option<i64>| owner.graphql(test, json!({"chat": chat.map(|chat| chat.to_string())}));
    let good = tested(Some(ann.user)).await;
    assert_eq!(
        *good.value(),
        json!({"success": true, "chatId": ann.user.to_string(), "fault": null, "hint": null})
    );
    reads(&ann, "Тестовое").await;
    assert_eq!(tested(None).await.value()["fault"], "NO_CHAT");
    assert_eq!(tested(Some(-1_009_999_999_999)).await.value()["fault"], "UNKNOWN_CHAT");
    ann.block().unwrap();
    let blocked = tested(Some(ann.user)).await;
    assert_eq!((&blocked.value()["success"], &blocked.value()["fault"]), (&json!(false), &json!("BLOCKED")));
    assert!(blocked.value()["hint"].as_str().unwrap().contains("unblock"), "{blocked:?}");
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": false})).await.json(200);
    assert_eq!(tested(Some(ann.user)).await.value()["fault"], "INACTIVE");
    owner.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": true})).await.json(200);
    house.close().await;
}

async fn the_webhook_is_registered_and_removed(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let owner = owner(&house, "default");
    let url = owner.graphql("mutation { registerWebhook }", json!({})).await.value().clone();
    let seen = owner.call(Method::GET, INTEGRATION).await.json(200).clone();
    assert_eq!((&seen["webhook_url"], &seen["is_webhook_active"]), (&url, &json!(true)));
    assert_eq!(*owner.graphql("mutation { removeWebhook }", json!({})).await.value(), true);
    assert_eq!(owner.call(Method::GET, INTEGRATION).await.json(200)["webhook_url"], Value::Null);
    house.close().await;
}

async fn the_support_chat_and_its_agents_are_settable(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let change =
        "mutation($i: ChangeIntegrationInput!) { changeIntegration(input: $i) { supportChatId agents } }";
    let set = |input: Value| owner.graphql(change, json!({"i": input}));
    let ann = house.anybody("Ann", "ann_asks");
    house.start(&ann).await;
    let kim = house.desk().user;
    let desk = house.desk().place.telegram_id().to_string();
    assert_eq!(
        *set(json!({"supportChatId": null})).await.value(),
        json!({"supportChatId": null, "agents": null})
    );
    ann.say("nobody reads this").unwrap();
    house.quiet().await;
    let listed = json!({"supportChatId": desk, "agents": ["77"]});
    assert_eq!(*set(listed.clone()).await.value(), listed);
    ann.say("who may answer?").unwrap();
    let shown = house.at_desk("who may answer?").await;
    assert!(!house.desk().messages().iter().any(|seen| seen.text.contains("nobody reads this")));
    house.desk().reply(shown.message_id, "not I").unwrap();
    house.quiet().await;
    assert_eq!(set(json!({"agents": [kim.to_string()]})).await.value()["agents"], json!([kim.to_string()]));
    house.desk().reply(shown.message_id, "I may").unwrap();
    reads(&ann, "I may").await;
    assert!(!switchboard_tests::from_bot(&ann).iter().any(|text| text.contains("not I")));
    for wrong in [json!({"agents": ["-5"]}), json!({"agents": ["x"]}), json!({"supportChatId": "0"})] {
        assert_eq!(set(wrong).await.code(), "BAD_USER_INPUT");
    }
    house.close().await;
}

async fn units_and_their_bots_are_managed(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let make = "mutation($t: String!) { createUnit(title: $t) { id title isDefault } }";
    let unit = acme.graphql(make, json!({"t": "Shop"})).await.value().clone();
    let id = unit["id"].clone();
    let rename = "mutation($id: ID!) { renameUnit(id: $id, title: \"Store\") { title } }";
    assert_eq!(acme.graphql(rename, json!({"id": id})).await.value()["title"], "Store");
    let units = acme.graphql("{ units { title isDefault } }", json!({})).await;
    assert_eq!(
        *units.value(),
        json!([{"title": "Default", "isDefault": true}, {"title": "Store", "isDefault": false}])
    );
    let connect = "mutation($i: ConnectUnitIntegrationInput!) { connectUnitIntegration(input: $i) { id unitId scope } }";
    let token = token_of(&another_bot(&house, "one_bot", "One"));
    let input = json!({"i": {"unitId": id, "botToken": token, "scope": "PRIVATE", "title": "Desk"}});
    let bot = acme.graphql(connect, input).await.value().clone();
    assert_eq!((&bot["unitId"], &bot["scope"]), (&id, &json!("PRIVATE")));
    let rest = acme.call(Method::GET, &format!("{INTEGRATION}/unit/{}", id.as_str().unwrap())).await;
    assert_eq!(rest.json(200)["data"][0]["title"], "Desk");
    let change = "mutation($i: ChangeUnitIntegrationInput!) { changeUnitIntegration(input: $i) { title scope isActive } }";
    let changed =
        acme.graphql(change, json!({"i": {"id": bot["id"], "scope": "GROUP", "isActive": false}})).await;
    assert_eq!(*changed.value(), json!({"title": "Desk", "scope": "GROUP", "isActive": false}));
    let delete = "mutation($id: ID!) { deleteUnit(id: $id) }";
    assert_eq!(acme.graphql(delete, json!({"id": id})).await.code(), "CONFLICT");
    let leave = "mutation($id: ID!) { deleteUnitIntegration(id: $id) }";
    let stranger = owner(&house, "other");
    assert_eq!(stranger.graphql(leave, json!({"id": bot["id"]})).await.code(), "NOT_FOUND");
    assert_eq!(*acme.graphql(leave, json!({"id": bot["id"]})).await.value(), true);
    assert_eq!(*acme.graphql(delete, json!({"id": id})).await.value(), true);
    house.close().await;
}

async fn plain_users_are_forbidden_all_of_it(plan: Plan) {
    let house = plan.open().await;
    let id = "0198aaaa-0000-7000-8000-000000000000";
    for document in [
        "{ integration { id } }".to_owned(),
        "{ units { id } }".to_owned(),
        format!("{{ unitIntegrations(unitId: \"{id}\") {{ id }} }}"),
        "mutation { connectIntegration(input: {botToken: \"x\"}) { id } }".to_owned(),
        "mutation { changeIntegration(input: {isActive: true}) { id } }".to_owned(),
        "mutation { deleteIntegration }".to_owned(),
        "mutation { testIntegration { success } }".to_owned(),
        "mutation { registerWebhook }".to_owned(),
        "mutation { removeWebhook }".to_owned(),
        "mutation { createUnit(title: \"x\") { id } }".to_owned(),
        format!("mutation {{ renameUnit(id: \"{id}\", title: \"x\") {{ id }} }}"),
        format!("mutation {{ deleteUnit(id: \"{id}\") }}"),
        format!(
            "mutation {{ connectUnitIntegration(input: {{unitId: \"{id}\", botToken: \"x\"}}) {{ id }} }}"
        ),
    ] {
        assert_eq!(house.user(7).graphql(&document, json!({})).await.code(), "FORBIDDEN", "{document}");
        assert_eq!(
            house.nobody().graphql(&document, json!({})).await.code(),
            "UNAUTHENTICATED",
            "{document}"
        );
    }
    house.close().await;
}

on_both!(
    the_default_integration_is_connected_changed_and_deleted,
    a_failed_test_says_what_to_look_at,
    the_webhook_is_registered_and_removed,
    the_support_chat_and_its_agents_are_settable,
    units_and_their_bots_are_managed,
    plain_users_are_forbidden_all_of_it,
);
