//! `POST /integration`.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{PATIENCE, Plan, Reply, SupportChat, code_in, on_both, reads};
use telegram_emulator::{Fault, FaultKind, NewUser};

use super::{another_bot, owner, token_of};

const INTEGRATION: &str = "/api/v1/telegram/integration";
const UNKNOWN: &str = "Invalid Telegram bot token: Could not validate token with Telegram";
const ELSEWHERE: &str = "This bot is connected to another integration already.";

async fn a_connected_bot_works_at_once(plan: Plan) {
    let house = plan.open().await;
    let bot = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&bot), "owner_chat_id": -1_001_234_567_890_123_i64, "welcome_message": "Welcome to Acme!"});
    let made = owner(&house, "acme").send_to(Method::POST, INTEGRATION, &body).await;
    let made = made.json(201);
    assert_eq!(made["owner_chat_id"], -1_001_234_567_890_123_i64);
    assert_eq!(made["welcome_message"], "Welcome to Acme!");
    let user = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    let phone = house.sim.private(user, bot.id);
    phone.say("/start").unwrap();
    assert!(reads(&phone, "Welcome to Acme!").await.text.starts_with("Welcome to Acme!"));
    house.close().await;
}

async fn an_integration_without_a_support_chat_relays_nothing(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let phone = house.anybody("Ann", "ann_writes");
    phone.say("Is anybody there?").unwrap();
    house.quiet().await;
    let copied = house
        .sim
        .calls(0)
        .into_iter()
        .filter(|call| call.method == "copyMessage" || call.method == "forwardMessage")
        .count();
    assert_eq!(copied, 0);
    house.close().await;
}

async fn posting_again_replaces_but_keeps_id_birth_and_what_is_left_out(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let first = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&first), "owner_chat_id": 42, "welcome_message": "Hello"});
    let made = acme.send_to(Method::POST, INTEGRATION, &body).await;
    acme.send_to(Method::PATCH, INTEGRATION, &json!({"is_active": false})).await.json(200);
    let second = another_bot(&house, "acme_two_bot", "Acme Two");
    let again = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&second)})).await;
    let (before, after) = (made.json(201), again.json(201));
    for kept in ["id", "tenant_id", "created_at", "owner_chat_id", "welcome_message"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    assert_eq!((&after["bot_username"], &after["is_active"]), (&json!("acme_two_bot"), &json!(false)));
    assert_ne!(after["bot_token_masked"], before["bot_token_masked"]);
    let nulls = json!({"bot_token": token_of(&second), "owner_chat_id": null, "welcome_message": null});
    let cleared = acme.send_to(Method::POST, INTEGRATION, &nulls).await;
    assert_eq!(
        (&cleared.body["owner_chat_id"], &cleared.body["welcome_message"]),
        (&Value::Null, &Value::Null)
    );
    house.close().await;
}

async fn lengths_are_checked(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    house.announce("Unauthorized");
    house.announce("Not Found");
    for (length, fits) in [(0, false), (19, false), (20, true), (255, true), (256, false)] {
        let reply = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": "x".repeat(length)})).await;
        let expected = if fits { UNKNOWN } else { "bot_token must have 20 to 255 characters." };
        assert_eq!(reply.problem(400), expected, "{length}");
    }
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    for (text, fits) in [("x".repeat(4096), true), ("x".repeat(4097), false), ("a\u{0}b".to_owned(), false)] {
        let body = json!({"bot_token": token, "welcome_message": text});
        let reply = acme.send_to(Method::POST, INTEGRATION, &body).await;
        assert_eq!(reply.status == 201, fits);
        if !fits {
            assert!(reply.problem(400).starts_with("welcome_message "), "{reply:?}");
        }
    }
    house.close().await;
}

async fn a_token_that_telegram_does_not_confirm_is_refused_with_this_text(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    house.announce("Unauthorized");
    let stranger = "8299999999:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let refused = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": stranger})).await;
    assert_eq!(refused.problem(400), UNKNOWN);
    let malformed =
        acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": "this is no token at all"})).await;
    assert_eq!(malformed.problem(400), UNKNOWN);
    let bot = another_bot(&house, "acme_bot", "Acme");
    let fault = house.sim.fault(Fault::new(FaultKind::ResetBefore).method("getMe").bot(bot.id));
    let unreachable = acme.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&bot)})).await;
    assert_eq!(unreachable.problem(400), UNKNOWN);
    house.sim.remove_fault(fault);
    assert_eq!(*acme.call(Method::GET, INTEGRATION).await.json(200), Value::Null, "nothing was stored");
    house.close().await;
}

async fn wrong_types_are_refused_with_the_field_and_the_reason(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let token = token_of(&another_bot(&house, "acme_bot", "Acme"));
    for (body, field) in [
        (json!({}), "missing field `bot_token`"),
        (json!({"bot_token": null}), "bot_token"),
        (json!({"bot_token": 7}), "bot_token"),
        (json!({"bot_token": token, "owner_chat_id": "42"}), "owner_chat_id"),
        (json!({"bot_token": token, "owner_chat_id": 4.5}), "owner_chat_id"),
        (json!({"bot_token": token, "owner_chat_id": true}), "owner_chat_id"),
        (json!({"bot_token": token, "owner_chat_id": 9_223_372_036_854_775_808_u64}), "owner_chat_id"),
        (json!({"bot_token": token, "owner_chat_id": 0}), "owner_chat_id"),
        (json!({"bot_token": token, "welcome_message": ["x"]}), "welcome_message"),
        (json!([]), ""),
        (json!("text"), ""),
        (Value::Null, ""),
    ] {
        let reply = acme.send_to(Method::POST, INTEGRATION, &body).await;
        let detail = reply.problem(400);
        assert!(detail.contains(field), "{body} → {detail}");
    }
    for body in ["", "{", "{\"bot_token\"", "\u{feff}{}", "{} {}"] {
        let reply = acme.send_raw(Method::POST, INTEGRATION, body).await;
        assert_eq!(reply.problem(400), "The body is not valid JSON.", "{body:?}");
    }
    let invalid = acme.send_raw(Method::POST, INTEGRATION, b"{\"bot_token\":\"\xff\xfe\"}".to_vec()).await;
    assert_eq!(invalid.problem(400), "The body is not valid JSON.");
    let huge = acme.send_raw(Method::POST, INTEGRATION, "x".repeat(1024 * 1024 + 1)).await;
    assert_eq!(huge.problem(413), "The body is larger than 1 MiB.");
    let unknown = json!({"bot_token": token, "colour": "red"});
    acme.send_to(Method::POST, INTEGRATION, &unknown).await.json(201);
    house.close().await;
}

async fn a_bot_that_is_connected_elsewhere_is_a_conflict_whoever_has_it(plan: Plan) {
    let house = plan.open().await;
    let (acme, other) = (owner(&house, "acme"), owner(&house, "other"));
    let bot = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&bot)});
    acme.send_to(Method::POST, INTEGRATION, &body).await.json(201);
    let conflict = other.send_to(Method::POST, INTEGRATION, &body).await;
    assert_eq!(conflict.problem(409), ELSEWHERE);
    assert_eq!(*other.call(Method::GET, INTEGRATION).await.json(200), Value::Null);
    // By the change of an integration, too.
    let own = another_bot(&house, "other_bot", "Other");
    other.send_to(Method::POST, INTEGRATION, &json!({"bot_token": token_of(&own)})).await.json(201);
    assert_eq!(other.send_to(Method::PATCH, INTEGRATION, &body).await.problem(409), ELSEWHERE);
    let seeded = json!({"bot_token": token_of(&house.bot)});
    assert_eq!(other.send_to(Method::POST, INTEGRATION, &seeded).await.problem(409), ELSEWHERE);
    // Free again, it can come.
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    other.send_to(Method::PATCH, INTEGRATION, &body).await.json(200);
    house.close().await;
}

async fn of_two_tenants_at_once_one_gets_the_bot(plan: Plan) {
    let house = plan.open().await;
    let bot = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&bot)});
    let callers: Vec<_> = (0..6).map(|n| owner(&house, &format!("tenant-{n}"))).collect();
    let calls = callers.iter().map(|caller| caller.send_to(Method::POST, INTEGRATION, &body));
    let replies: Vec<Reply> = futures::future::join_all(calls).await;
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
    house.close().await;
}

async fn a_bot_that_changes_its_tenant_says_nothing_of_the_former(plan: Plan) {
    let house = plan.open().await;
    house.announce("Too Many Requests");
    let (acme, other) = (owner(&house, "acme"), owner(&house, "other"));
    let bot = another_bot(&house, "acme_bot", "Acme");
    let body = json!({"bot_token": token_of(&bot)});
    acme.send_to(Method::POST, INTEGRATION, &body).await.json(201);
    let user = house.sim.create_user(NewUser::new("Ann").username("ann_acme")).unwrap();
    let phone = house.sim.private(user, bot.id);
    // What waits for the bot when it leaves: an answer that Telegram does not take yet.
    let fault = house
        .sim
        .fault(Fault::new(FaultKind::TooManyRequests { retry_after: 2 }).method("sendMessage").bot(bot.id));
    let after = house.sim.last_call();
    phone.say("/start").unwrap();
    house.sim.wait_for_call(after, PATIENCE, |call| call.method == "sendMessage").await.expect("a try");
    acme.call(Method::DELETE, INTEGRATION).await.nothing(204);
    other.send_to(Method::POST, INTEGRATION, &body).await.json(201);
    house.sim.remove_fault(fault);
    phone.say("/help").unwrap();
    let answered =
        phone.wait_for(PATIENCE, |seen| seen.is_from_bot()).await.expect("an answer of the new tenant");
    assert_eq!(code_in(&answered), None, "{answered:?}");
    house.quiet().await;
    let books = house.books().await;
    let moved = books.rows("select state from outbox where reason = 'bot_moved'").await;
    assert_eq!(moved.len(), 1);
    books.close().await;
    house.close().await;
}

on_both!(
    a_connected_bot_works_at_once,
    an_integration_without_a_support_chat_relays_nothing,
    posting_again_replaces_but_keeps_id_birth_and_what_is_left_out,
    lengths_are_checked,
    a_token_that_telegram_does_not_confirm_is_refused_with_this_text,
    wrong_types_are_refused_with_the_field_and_the_reason,
    a_bot_that_is_connected_elsewhere_is_a_conflict_whoever_has_it,
    of_two_tenants_at_once_one_gets_the_bot,
    a_bot_that_changes_its_tenant_says_nothing_of_the_former,
);
