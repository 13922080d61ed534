//! Documents that are wrong, and errors that say what is wrong and nothing else.

use serde_json::{Value, json};
use switchboard_tests::{Plan, documents, on_both};

async fn register_telegram_without_a_selection_set_is_invalid(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let document = "mutation RegisterTelegram($registration: TelegramRegistration!) { registerTelegram(registration: $registration) }";
    let variables = json!({"registration": {"username": "anna", "verificationCode": code}});
    let answer = house.user(7).graphql(document, variables).await;
    assert_eq!((answer.status, answer.code()), (200, "GRAPHQL_VALIDATION_FAILED"));
    assert_eq!(answer.body.get("data"), None, "nothing was executed");
    assert!(answer.error().contains("registerTelegram"), "{}", answer.error());
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked(), "the code was not used");
    house.close().await;
}

async fn arguments_of_the_wrong_kind_are_refused(plan: Plan) {
    let house = plan.open().await;
    let caller = house.admin();
    for (document, variables) in [
        (documents::REGISTER, json!({})),
        (documents::REGISTER, json!({"registration": {"verificationCode": "1"}})),
        (documents::REGISTER, json!({"registration": {"username": "a", "extra": 1}})),
        (documents::TEST, json!({"chatId": null})),
        (documents::NOTIFY, json!({"userId": "seven", "message": "x"})),
        (documents::NOTIFY, json!({"userId": 2_147_483_648_i64, "message": "x"})),
        (documents::NOTIFY, json!({"userId": 7})),
        (documents::MESSAGES, json!({"userId": "1", "page": 1.5})),
    ] {
        let answer = caller.graphql(document, variables.clone()).await;
        assert!(
            ["GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"].contains(&answer.code()),
            "{variables}: {answer:?}"
        );
    }
    house.close().await;
}

async fn a_user_id_may_be_a_number_or_a_text(plan: Plan) {
    let house = plan.open().await;
    for id in [json!(7), json!("7")] {
        let answer = house.user(7).graphql(documents::MESSAGES, json!({"userId": id})).await;
        assert_eq!(*answer.value(), json!([]));
    }
    let document = "{ getTelegramMessages(userId: 7) { id } }";
    assert_eq!(*house.user(7).graphql(document, json!({})).await.value(), json!([]));
    house.close().await;
}

async fn no_error_tells_of_the_database_or_of_telegram(plan: Plan) {
    let house = plan.open().await;
    house.announce("Bad Request");
    house.announce("Forbidden");
    house.announce("Unauthorized");
    let anna = house.linked(7, "Anna", "anna").await;
    let chat = anna.phone.user;
    let nasty = "'; drop table message; -- \u{202e} ÿ";
    let mut answers: Vec<Value> = Vec::new();
    for caller in [house.nobody(), anna.caller.clone(), house.admin()] {
        for text in [nasty, "", "\u{0}"] {
            answers.push(caller.register(text, Some(text)).await.body);
            answers.push(caller.update(text, chat).await.body);
            answers.push(caller.update("anna", text).await.body);
            answers.push(caller.test(text).await.body);
            answers.push(caller.messages(text).await.body);
            answers.push(caller.notify_with(json!({"username": text, "message": "x"})).await.body);
        }
    }
    // Something breaks beneath.
    let books = house.books().await;
    books.rename("message", "message_gone").await;
    let broken = [
        anna.caller.messages(7).await,
        house.admin().notify(7, "x").await,
        house.admin().send(chat, "x").await,
    ];
    books.rename("message_gone", "message").await;
    books.close().await;
    anna.phone.block().unwrap();
    answers.push(anna.caller.test(chat).await.body);
    house.quiet().await;
    house.sim.revoke_token(house.bot.id).unwrap();
    answers.push(house.admin().bot_status().await.body);
    for answer in broken {
        assert_eq!(answer.code(), "INTERNAL", "{answer:?}");
        answers.push(answer.body);
    }
    for answer in answers {
        let mut told = answer.clone();
        for error in told["errors"].as_array_mut().into_iter().flatten() {
            error.as_object_mut().unwrap().remove("locations");
        }
        let text = told.to_string().to_lowercase();
        for leak in [
            "sql",
            "table",
            "column",
            "relation",
            "database",
            "constraint",
            "bad request",
            "forbidden:",
            "unauthorized",
            "panicked",
            "sea_orm",
        ] {
            assert!(!text.contains(leak), "{leak}: {answer}");
        }
    }
    house.close().await;
}

on_both!(
    register_telegram_without_a_selection_set_is_invalid,
    arguments_of_the_wrong_kind_are_refused,
    a_user_id_may_be_a_number_or_a_text,
    no_error_tells_of_the_database_or_of_telegram,
);
