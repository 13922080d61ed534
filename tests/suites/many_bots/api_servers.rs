//! A bot at a Bot API server of its own: another local Telegram. Everything of that bot goes there and nothing of it to the first,
//! and nobody makes this server call an address that the operator did not list.

use std::net::TcpListener;

use serde_json::{Value, json};
use switchboard_tests::{Answer, Caller, House, PATIENCE, Plan, code_in, on_both, reads};
use telegram_emulator::{BotInfo, Emulator, NewBot, NewUser, Options, Phone};

use super::{connect, default_unit, token};

const CHANGE: &str =
    "mutation ($input: ChangeIntegrationInput!) { changeIntegration(input: $input) { apiUrl webhookUrl } }";

async fn second() -> Emulator {
    Emulator::start(Options::unlimited()).await.expect("another local Telegram")
}

fn allowing(plan: Plan, server: &Emulator) -> Plan {
    plan.variable("TELEGRAM_ALLOWED_API_URLS", format!("http://10.255.255.1:8081, {}", server.url()))
}

fn person(server: &Emulator, bot: &BotInfo) -> Phone {
    let user = server.sim().create_user(NewUser::new("Zoe").username("zoe")).unwrap();
    server.sim().private(user, bot.id)
}

async fn gets_a_code(phone: &Phone, command: &str) {
    let said = phone.say(command).unwrap();
    let code = phone.wait_for(PATIENCE, |seen| seen.message_id > said && code_in(seen).is_some()).await;
    code.unwrap_or_else(|| panic!("no code after {command}"));
}

async fn change(caller: &Caller, input: Value) -> Answer {
    caller.graphql(CHANGE, json!({"input": input})).await
}

/// Every call of the bot that the first server got since then.
fn strays(house: &House, bot: i64, after: u64) -> Vec<String> {
    let calls = house.sim.calls(after).into_iter().filter(|call| call.bot == bot);
    calls.map(|call| call.method.clone()).collect()
}

async fn a_bot_that_exists_only_there_is_connected_and_works(plan: Plan) {
    let server = second().await;
    let house = allowing(plan, &server).open().await;
    house.announce("Unauthorized");
    let bot = server.sim().create_bot(NewBot::new("far_bot", "Far")).unwrap();
    let (admin, unit) = (house.admin(), default_unit(&house.admin()).await);
    let query =
        "mutation ($input: ConnectUnitIntegrationInput!) { connectUnitIntegration(input: $input) { id } }";
    let here = json!({"input": {"unitId": unit, "botToken": token(&bot)}});
    assert_eq!(
        admin.graphql(query, here).await.code(),
        "BAD_USER_INPUT",
        "the first server does not know it"
    );
    connect(&admin, &unit, &bot, json!({"apiUrl": server.url()})).await;
    let shown = admin
        .graphql(
            "query ($unit: ID!) { unitIntegrations(unitId: $unit) { apiUrl botUsername } }",
            json!({"unit": unit}),
        )
        .await;
    let list = shown.list().to_vec();
    assert!(
        list.iter().any(|row| row["botUsername"] == "far_bot"
            && row["apiUrl"].as_str().is_some_and(|url| url.starts_with(&server.url()))),
        "{shown:?}"
    );
    assert!(
        list.iter().any(|row| row["botUsername"] == "shop_bot" && row["apiUrl"] == Value::Null),
        "{shown:?}"
    );

    let zoe = person(&server, &bot);
    gets_a_code(&zoe, "/start").await;
    gets_a_code(&house.anybody("Anna", "anna"), "/start").await;
    assert_eq!(strays(&house, bot.id, 0), [] as [String; 0]);
    house.close().await;
    server.shutdown().await;
}

async fn a_bot_moves_there_with_its_webhook_and_back(plan: Plan) {
    let server = second().await;
    let house = allowing(plan.public_address(), &server).open().await;
    house.announce("terminated by setWebhook");
    let admin = house.admin();
    let anna = house.linked(7, "Anna", "anna").await;
    admin.graphql("mutation { registerWebhook }", json!({})).await;
    anna.phone.say("by the first webhook").unwrap();
    house.at_desk("by the first webhook").await;

    let refused = change(&admin, json!({"apiUrl": server.url()})).await;
    assert_eq!(refused.code(), "BAD_USER_INPUT", "nobody knows it there yet");
    let twin = NewBot::new("shop_bot", "Shop").token(token(&house.bot));
    let bot = server.sim().create_bot(twin).unwrap();
    let moved = change(&admin, json!({"apiUrl": server.url()})).await;
    assert_eq!(moved.value()["webhookUrl"], Value::Null, "{moved:?}");
    let left = house.sim.wait_for_call(0, PATIENCE, |call| call.method == "deleteWebhook" && call.ok()).await;
    assert!(left.is_some(), "its webhook is taken down where it was");
    server.sim().wait_for(PATIENCE, |sim| (sim.polls(bot.id) > 0).then_some(())).await.expect("polls there");
    house.quiet().await;

    let after = house.sim.last_call();
    let zoe = person(&server, &bot);
    gets_a_code(&zoe, "/start").await;
    admin.graphql("mutation { registerWebhook }", json!({})).await;
    let set = server.sim().wait_for_call(0, PATIENCE, |call| call.method == "setWebhook" && call.ok()).await;
    assert!(set.is_some(), "its webhook stands there");
    gets_a_code(&zoe, "/code").await;
    let status = admin.bot_status().await;
    assert_eq!(status.value()["connected"], true, "{status:?}");
    let test = admin
        .graphql(
            "mutation ($chat: String) { testIntegration(chatId: $chat) { success } }",
            json!({"chat": zoe.user.to_string()}),
        )
        .await;
    assert_eq!(test.value()["success"], true, "{test:?}");
    house.quiet().await;
    assert_eq!(strays(&house, bot.id, after), [] as [String; 0], "nothing of it goes to the first");

    let polls = house.sim.polls(bot.id);
    change(&admin, json!({"apiUrl": null})).await;
    house
        .sim
        .wait_for(PATIENCE, |sim| (sim.polls(bot.id) > polls).then_some(()))
        .await
        .expect("polls here again");
    anna.phone.say("home again").unwrap();
    house.at_desk("home again").await;
    house.close().await;
    server.shutdown().await;
}

async fn no_address_but_the_operators_own_is_ever_called(plan: Plan) {
    let server = second().await;
    let house = allowing(plan, &server).open().await;
    let inner = TcpListener::bind("127.0.0.1:0").unwrap();
    inner.set_nonblocking(true).unwrap();
    let inner_address = inner.local_addr().unwrap();
    let (host, port) = (server.addr().ip(), server.addr().port());
    let unit = default_unit(&house.admin()).await;
    let bot = server.sim().create_bot(NewBot::new("far_bot", "Far")).unwrap();
    for url in [
        format!("http://{inner_address}"),
        format!("http://localhost:{}", inner_address.port()),
        format!("http://{host}:{port}@{inner_address}"),
        format!("http://user@{host}:{port}"),
        format!("http://{host}:{port}/?x="),
        format!("http://{host}:{port}/#"),
        format!("http://{host}:{port}/bot"),
        format!("https://{host}:{port}"),
        format!("http://{host}:{}", port ^ 1),
        "http://169.254.169.254/latest".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
    ] {
        let changed = change(&house.admin(), json!({"apiUrl": url})).await;
        assert_eq!(changed.code(), "BAD_USER_INPUT", "{url}");
        assert!(changed.error().contains("that the operator of this server allows"), "{changed:?}");
        let query = "mutation ($input: ConnectUnitIntegrationInput!) { connectUnitIntegration(input: $input) { id } }";
        let input = json!({"unitId": unit, "botToken": token(&bot), "apiUrl": url});
        assert_eq!(
            house.admin().graphql(query, json!({"input": input})).await.code(),
            "BAD_USER_INPUT",
            "{url}"
        );
    }
    let knock = inner.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(knock, Err(std::io::ErrorKind::WouldBlock), "somebody called the inner address");
    assert_eq!(server.sim().last_call(), 0, "the listed server was called under another spelling");
    let user = house.user(7);
    assert_eq!(change(&user, json!({"apiUrl": server.url()})).await.code(), "FORBIDDEN");
    let shown = house.admin().graphql("{ integration { apiUrl } }", json!({})).await;
    assert_eq!(shown.value()["apiUrl"], Value::Null);
    house.close().await;
    server.shutdown().await;
}

async fn at_a_server_that_is_not_allowed_any_more_a_bot_stands_still_and_others_go_on(plan: Plan) {
    let server = second().await;
    let site = plan.site().await;
    let allowed = [("TELEGRAM_ALLOWED_API_URLS", server.url())];
    let process = site.start_with(&allowed).await;
    let bot = server.sim().create_bot(NewBot::new("far_bot", "Far")).unwrap();
    let admin = site.admin();
    connect(&admin, &default_unit(&admin).await, &bot, json!({"apiUrl": server.url()})).await;
    let zoe = person(&server, &bot);
    gets_a_code(&zoe, "/start").await;
    process.stop().await;
    let after = server.sim().last_call();

    let process = site.start().await;
    let anna = site.linked(7, "anna").await;
    site.admin().notify(7, "still here").await;
    reads(&anna, "still here").await;
    assert_eq!(server.sim().last_call(), after, "the server is called all the same");
    process.stop().await;
    let process = site.start_with(&allowed).await;
    gets_a_code(&zoe, "/code").await;
    process.stop().await;
    server.shutdown().await;
}

on_both!(
    a_bot_that_exists_only_there_is_connected_and_works,
    a_bot_moves_there_with_its_webhook_and_back,
    no_address_but_the_operators_own_is_ever_called,
    at_a_server_that_is_not_allowed_any_more_a_bot_stands_still_and_others_go_on,
);
