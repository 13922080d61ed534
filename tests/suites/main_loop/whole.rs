//! The whole loop, however updates come in and whatever chat people are answered in.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{House, PATIENCE, Plan, SupportChat, button, eventually, on_both, reads};
use telegram_emulator::NewUser;

/// The flow of CONTRACTS.md, section 1.
async fn play(house: &House) {
    let phone = house.person(NewUser::new("Anna").last_name("Lee").username("Anna_Lee"));
    let anna = house.link(7, &phone, "@anna_lee").await;
    assert!(anna.confirmation.text.contains("the account 7"), "{:?}", anna.confirmation);
    assert!(button(&anna.confirmation, "disown:").is_some());
    let chat = phone.place.telegram_id();
    let info = anna.caller.update("anna_lee", chat).await;
    assert_eq!(*info.value(), json!({"telegramUsername": "Anna_Lee", "telegramChatId": chat.to_string()}));
    assert_eq!(*anna.caller.test(chat).await.value(), true);

    assert_eq!(*house.admin().notify(7, "Your order is packed").await.value(), true);
    assert_eq!(reads(&phone, "Your order is packed").await.text, "Your order is packed");

    phone.say("My parcel has not come").unwrap();
    let shown = house.at_desk("My parcel has not come").await;
    assert_eq!(shown.text, "Anna Lee (@Anna_Lee) · user 7\nMy parcel has not come");

    house.desk().reply(shown.message_id, "It is on its way").unwrap();
    assert_eq!(reads(&phone, "It is on its way").await.text, "It is on its way");

    let history = house.history(&anna, "SENT").await;
    let told: Vec<_> = history
        .iter()
        .map(|m| json!([m["direction"], m["status"], m["message"], m["adminUsername"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["OUTGOING", "SENT", "It is on its way", "kim_helps"]),
            json!(["INCOMING", "RECEIVED", "My parcel has not come", null]),
            json!(["OUTGOING", "SENT", "Your order is packed", null]),
        ]
    );
}

async fn it_runs_by_polling(plan: Plan) {
    let house = plan.open().await;
    play(&house).await;
    assert_eq!(house.admin().bot_status().await.value()["webhookUrl"], Value::Null);
    house.close().await;
}

async fn it_runs_by_webhook(plan: Plan) {
    let house = plan.public_address().open().await;
    let owner = house.admin();
    let told = owner.rest(Method::GET, "/integration/webhook-url", None).await.body;
    assert_eq!(told["is_configured"], true);
    // The poll that is under way is cut short by Telegram, as the real one does.
    house.announce("Conflict: ");
    let body = json!({"webhook_url": told["webhook_url"]});
    let registered = owner.rest(Method::POST, "/integration/webhook", Some(body)).await;
    assert_eq!(registered.status, 200);
    assert_eq!(registered.body, json!({"success": true, "message": "Webhook registered successfully"}));
    assert_eq!(owner.bot_status().await.value()["webhookUrl"], told["webhook_url"]);

    play(&house).await;
    assert_eq!(house.sim.webhook_failures(house.bot.id), 0);
    house.quiet().await;
    let polls = house.sim.polls(house.bot.id);
    let written = house.anybody("Ben", "ben_writes");
    written.say("Is anybody there?").unwrap();
    house.at_desk("Is anybody there?").await;
    assert_eq!(house.sim.polls(house.bot.id), polls, "a bot with a webhook is not polled");

    let removed = owner.rest(Method::DELETE, "/integration/webhook", None).await;
    assert_eq!(removed.body, json!({"success": true, "message": "Webhook removed"}));
    let bot = house.bot.id;
    let polled = house.sim.wait_for(PATIENCE, |sim| (sim.polls(bot) > polls).then_some(())).await;
    polled.expect("without a webhook the bot is polled again");
    house.close().await;
}

async fn it_runs_with_a_support_chat_that_is_one_agents_private_chat(plan: Plan) {
    let house = plan.support(SupportChat::Private).open().await;
    play(&house).await;
    house.close().await;
}

async fn nobody_but_telegram_can_bring_an_update_by_webhook(plan: Plan) {
    let house = plan.public_address().open().await;
    house.announce("Conflict: ");
    let told = house.admin().rest(Method::GET, "/integration/webhook-url", None).await.body;
    let url = told["webhook_url"].as_str().unwrap();
    house.admin().rest(Method::POST, "/integration/webhook", Some(json!({"webhook_url": url}))).await;
    let key = url.rsplit_once('/').unwrap().1;
    let mut refusals = Vec::new();
    for (key, secret) in [(key, None), (key, Some("wrong")), ("unknown", Some("wrong")), ("unknown", None)] {
        let path = format!("/api/v1/telegram/webhook/{key}");
        let mut request = house.nobody().request(Method::POST, &path);
        if let Some(secret) = secret {
            request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
        }
        let response = request.json(&json!({"update_id": 1})).send().await.unwrap();
        refusals.push((response.status().as_u16(), response.text().await.unwrap()));
    }
    assert_eq!(refusals[0].0, 401);
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:#?}");
    house.close().await;
}

async fn an_update_that_comes_twice_is_handled_once(plan: Plan) {
    let house = plan.open().await;
    let phone = house.anybody("Anna", "anna");
    let mut update = json!({"message": {
        "message_id": phone.say("/help").unwrap() + 1, "date": 1_800_000_000, "text": "only once",
        "chat": {"id": phone.user, "type": "private", "first_name": "Anna", "username": "anna"},
        "from": {"id": phone.user, "is_bot": false, "first_name": "Anna", "username": "anna"}}});
    update["update_id"] = house.sim.raw_update(house.bot.id, update.clone()).unwrap().into();
    house.at_desk("only once").await;
    // The next poll waits by now, so that the same comes in again.
    house.quiet().await;
    house.sim.raw_update(house.bot.id, update).unwrap();
    house.quiet().await;
    let shown = house.desk().messages().into_iter().filter(|seen| seen.text.contains("only once")).count();
    assert_eq!(shown, 1);
    house.close().await;
}

async fn no_token_is_in_any_log_debug_output_or_cell(plan: Plan) {
    let house = plan.open().await;
    // Also where things go wrong.
    house.announce("bot was blocked by the user");
    play(&house).await;
    let ben = house.linked(8, "Ben", "ben_was_here").await;
    ben.phone.block().unwrap();
    let admin = house.admin();
    eventually("that the block is known", || admin.notify(8, "x"), |a| a.code() == "CONFLICT").await;
    house.admin().test(ben.phone.user).await;
    house.quiet().await;
    assert!(!house.debug_output().contains(switchboard_tests::MARK), "Debug shows a secret");
    let books = house.books().await;
    assert!(!books.places_of("My parcel has not come").await.is_empty(), "the search finds nothing at all");
    assert_eq!(books.places_of(switchboard_tests::MARK).await, [] as [String; 0]);
    books.close().await;
    // And the lines of the log.
    house.close().await;
}

on_both!(
    it_runs_by_polling,
    it_runs_by_webhook,
    it_runs_with_a_support_chat_that_is_one_agents_private_chat,
    nobody_but_telegram_can_bring_an_update_by_webhook,
    an_update_that_comes_twice_is_handled_once,
    no_token_is_in_any_log_debug_output_or_cell,
);
