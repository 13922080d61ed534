//! The bot's own commands, in both languages, and what blocking it changes.

use serde_json::json;
use switchboard_tests::{Plan, SupportChat, code_in, eventually, on_both, reads};
use telegram_emulator::NewUser;

async fn start_and_code_send_codes_in_english_and_russian(plan: Plan) {
    let house = plan.open().await;
    let languages = [
        ("en", "anna", "Your code: ", "Tell it to nobody"),
        ("ru-RU", "olga", "Ваш код: ", "Никому его не сообщайте"),
        ("fr", "jean", "Your code: ", "Tell it to nobody"),
    ];
    for (language, username, lead, advice) in languages {
        let phone = house.person(NewUser::new("X").username(username).language(language));
        let first = house.start(&phone).await;
        let welcome = phone.last_from_bot().unwrap();
        assert!(welcome.text.contains(&format!("{lead}{first}")), "{welcome:?}");
        assert!(
            welcome.text.contains(advice) && welcome.text.contains(&format!("@{username}")),
            "{welcome:?}"
        );
        phone.say("/code").unwrap();
        let second = phone
            .wait_for(switchboard_tests::PATIENCE, |seen| {
                seen.message_id > welcome.message_id && code_in(seen).is_some()
            })
            .await
            .expect("a second code");
        assert!(second.text.starts_with(lead), "{second:?}");
    }
    house.close().await;
}

async fn start_greets_with_the_integrations_own_welcome_text(plan: Plan) {
    let house = plan.open().await;
    let books = house.books().await;
    books.change("update integration set welcome_message = 'Welcome to <the> shop 🛒'").await;
    books.close().await;
    let phone = house.anybody("Anna", "anna");
    house.start(&phone).await;
    assert!(phone.last_from_bot().unwrap().text.starts_with("Welcome to <the> shop 🛒\n\n"));
    house.close().await;
}

async fn one_without_a_username_is_told_to_set_one(plan: Plan) {
    let house = plan.open().await;
    for (language, text) in [("en", "you need a username"), ("ru", "нужно имя пользователя")]
    {
        let phone = house.person(NewUser::new("Anna").language(language));
        phone.say("/start").unwrap();
        let told = reads(&phone, text).await;
        assert_eq!(code_in(&told), None);
    }
    house.close().await;
}

async fn help_tells_what_the_bot_can_do(plan: Plan) {
    let house = plan.open().await;
    for (language, text) in [("en", "people will answer you"), ("ru", "вам ответят люди")] {
        let phone = house.person(NewUser::new("Anna").language(language));
        phone.say("/HELP@Shop_Bot").unwrap();
        let help = reads(&phone, text).await;
        for command in ["/code", "/stop", "/start"] {
            assert!(help.text.contains(command), "{help:?}");
        }
    }
    house.close().await;
}

async fn without_a_support_chat_nobody_is_promised_an_answer(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("/help").unwrap();
    let help = reads(&anna.phone, "/stop").await;
    assert!(!help.text.contains("people"), "{help:?}");
    anna.phone.say("Is anybody there?").unwrap();
    house.quiet().await;
    assert_eq!(
        anna.caller.messages(7).await.list()[0]["message"],
        "Is anybody there?",
        "it is stored all the same"
    );
    house.close().await;
}

async fn stop_ends_notifications_until_start(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("/stop").unwrap();
    reads(&anna.phone, "No more notifications come here").await;
    assert_eq!(house.admin().notify(7, "too late").await.code(), "CONFLICT");
    // Support goes on, and writing does not start notifications again.
    anna.phone.say("still here").unwrap();
    house.at_desk("still here").await;
    assert_eq!(house.admin().notify(7, "too late").await.code(), "CONFLICT");
    house.start(&anna.phone).await;
    assert_eq!(*house.admin().notify(7, "welcome back").await.value(), true);
    reads(&anna.phone, "welcome back").await;
    house.close().await;
}

async fn commands_are_registered_in_both_languages(plan: Plan) {
    let house = plan.open().await;
    for (language, about_stop) in
        [(None, "No more notifications"), (Some("ru"), "Больше не присылать уведомления")]
    {
        let call = house
            .sim
            .wait_for_call(0, switchboard_tests::PATIENCE, |call| {
                call.method == "setMyCommands" && call.params["language_code"].as_str() == language
            })
            .await
            .expect("commands are set");
        let commands = call.params["commands"].as_array().unwrap();
        let names: Vec<_> = commands.iter().map(|command| command["command"].as_str().unwrap()).collect();
        assert_eq!(names, ["start", "code", "settings", "help", "stop"]);
        assert_eq!(commands[4]["description"], about_stop);
    }
    house.close().await;
}

async fn blocking_and_unblocking_show_in_the_number_of_subscribers(plan: Plan) {
    let house = plan.open().await;
    let count = |answer: &switchboard_tests::Answer| answer.value()["subscriberCount"].clone();
    let admin = house.admin();
    assert_eq!(count(&admin.bot_status().await), 0);
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.anybody("Ben", "ben_starts");
    house.start(&ben).await;
    assert_eq!(count(&house.admin().bot_status().await), 2);
    anna.phone.block().unwrap();
    eventually("one less", || admin.bot_status(), |answer| count(answer) == 1).await;
    let refused = house.admin().notify(7, "in vain").await;
    assert_eq!((refused.code(), refused.error()), ("CONFLICT", "This user has blocked the bot."));
    anna.phone.unblock().unwrap();
    eventually("one more", || admin.bot_status(), |answer| count(answer) == 2).await;
    assert_eq!(*house.admin().notify(7, "again").await.value(), true);
    house.close().await;
}

async fn start_with_a_dead_deep_link_says_to_ask_for_a_new_one(plan: Plan) {
    let house = plan.open().await;
    for (language, text) in [("en", "ask for a new one"), ("ru", "запросите новую")] {
        let phone = house.person(NewUser::new("Anna").language(language));
        phone.say("/start AbCdEf-_0123").unwrap();
        reads(&phone, text).await;
    }
    house.close().await;
}

async fn the_status_names_the_bot(plan: Plan) {
    let house = plan.open().await;
    let wanted = json!({
        "connected": true, "botUsername": "shop_bot", "botName": "Shop", "subscriberCount": 0, "webhookUrl": null,
    });
    assert_eq!(*house.admin().bot_status().await.value(), wanted);
    // With a revoked token nothing more would be fetched.
    house.quiet().await;
    house.announce("Unauthorized");
    house.sim.revoke_token(house.bot.id).unwrap();
    let answer = house.admin().bot_status().await;
    assert_eq!(
        (&answer.value()["connected"], &answer.value()["botUsername"]),
        (&json!(false), &json!("shop_bot"))
    );
    house.close().await;
}

on_both!(
    start_and_code_send_codes_in_english_and_russian,
    start_greets_with_the_integrations_own_welcome_text,
    one_without_a_username_is_told_to_set_one,
    help_tells_what_the_bot_can_do,
    without_a_support_chat_nobody_is_promised_an_answer,
    stop_ends_notifications_until_start,
    commands_are_registered_in_both_languages,
    blocking_and_unblocking_show_in_the_number_of_subscribers,
    start_with_a_dead_deep_link_says_to_ask_for_a_new_one,
    the_status_names_the_bot,
);
