//! Wrong tries are counted across codes, whoever makes them and however fast; codes are given out slowly.

use std::time::Instant;

use chrono::Duration;
use futures::future::join_all;
use switchboard_tests::{House, Plan, another_code, code_in, from_bot, on_both, reads};

const WRONG: &str = "That did not work: the username or the code is wrong, or the code has expired. Press /code in the bot's chat to get a new one.";

/// Wrong tries of one caller, all of which are looked at.
async fn wrong_tries(house: &House, caller: i32, username: &str, code: &str, times: usize) {
    for _ in 0..times {
        let answer = house.user(caller).register(username, Some(code)).await;
        assert_eq!(answer.registration(), (false, WRONG));
    }
}

async fn the_sixth_wrong_try_of_a_caller_locks_out_the_right_code_too(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    wrong_tries(&house, 7, "anna", &another_code(&code), 5).await;
    let sixth = house.user(7).register("anna", Some(&code)).await;
    let (success, text) = sixth.registration();
    assert!(!success && text.contains("too many wrong codes") && text.contains("60 min"), "{text}");
    assert!(house.user(8).register("anna", Some(&code)).await.is_linked(), "others are not held up");
    house.advance(Duration::minutes(59));
    let code = house.code(&anna).await;
    assert!(!house.user(7).register("anna", Some(&code)).await.is_linked(), "not before the hour is over");
    house.advance(Duration::minutes(2));
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn tries_are_counted_across_codes_and_usernames(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.anybody("Anna", "anna"), house.anybody("Ben", "ben_has_codes"));
    let first = house.start(&anna).await;
    wrong_tries(&house, 7, "anna", &another_code(&first), 2).await;
    let second = house.code(&anna).await;
    wrong_tries(&house, 7, "anna", &another_code(&second), 1).await;
    let of_ben = house.start(&ben).await;
    wrong_tries(&house, 7, "ben_has_codes", &another_code(&of_ben), 1).await;
    wrong_tries(&house, 7, "nobody_at_all", "123456", 1).await;
    assert!(!house.user(7).register("anna", Some(&second)).await.is_linked(), "the sixth");
    assert!(!house.user(7).register("ben_has_codes", Some(&of_ben)).await.is_linked(), "anybody's");
    house.close().await;
}

async fn of_twenty_tries_at_once_at_most_five_are_looked_at(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let wrong = another_code(&code);
    let caller = house.user(7);
    let answers = join_all((0..20).map(|_| caller.register("anna", Some(&wrong)))).await;
    let looked_at = answers.iter().filter(|answer| answer.registration() == (false, WRONG)).count();
    assert_eq!(looked_at, 5, "{answers:#?}");
    let books = house.books().await;
    assert_eq!(books.count("select count(*) as n from code_attempt where kind = 'wrong_code'").await, 5);
    books.close().await;
    assert!(!house.user(7).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn the_twenty_first_wrong_try_at_a_contact_is_not_looked_at(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let wrong = another_code(&code);
    let callers = 10..14;
    join_all(callers.map(|caller| wrong_tries(&house, caller, "anna", &wrong, 5))).await;
    let refused = house.user(20).register("anna", Some(&code)).await;
    assert_eq!(refused.registration(), (false, WRONG), "and in the same words as a wrong code");
    house.advance(Duration::minutes(61));
    let code = house.code(&anna).await;
    assert!(house.user(20).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn after_nineteen_wrong_tries_at_a_contact_the_right_code_works(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let wrong = another_code(&code);
    join_all((10..13).map(|caller| wrong_tries(&house, caller, "anna", &wrong, 5))).await;
    wrong_tries(&house, 13, "anna", &wrong, 4).await;
    assert!(house.user(20).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn a_contact_gets_three_codes_an_hour(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.anybody("Anna", "anna");
    house.start(&anna).await;
    house.advance(Duration::minutes(10));
    house.code(&anna).await;
    let third = house.code(&anna).await;
    anna.say("/code").unwrap();
    let told = reads(&anna, "three codes within the hour").await;
    assert!(told.text.contains("50 min"), "{told:?}");
    anna.say("/start").unwrap();
    house.quiet().await;
    assert_eq!(anna.messages().iter().filter(|seen| code_in(seen).is_some()).count(), 3);
    assert!(!house.user(7).register("anna", None).await.is_linked());
    house.quiet().await;
    assert_eq!(
        anna.messages().iter().filter(|seen| code_in(seen).is_some()).count(),
        3,
        "asked for elsewhere too"
    );
    assert!(house.user(7).register("anna", Some(&third)).await.is_linked(), "the third still works");
    house.advance(Duration::minutes(51));
    house.code(&anna).await;
    house.close().await;
}

async fn a_caller_asks_for_three_codes_an_hour(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let names = ["anna", "ben_has_codes", "cleo_has_codes"];
    let phones: Vec<_> = names.iter().map(|name| house.anybody("X", name)).collect();
    for phone in &phones {
        house.start(phone).await;
    }
    for asked in [names[0], names[1], "nobody_at_all"] {
        let answer = house.user(7).register(asked, None).await;
        assert!(answer.registration().1.contains("a code has been sent"), "{answer:?}");
    }
    let fourth = house.user(7).register(names[2], None).await;
    assert!(fourth.registration().1.contains("three codes within the hour"), "{fourth:?}");
    house.quiet().await;
    assert_eq!(from_bot(&phones[2]).len(), 1, "only the one of /start");
    assert!(house.user(8).register(names[2], None).await.registration().1.contains("a code has been sent"));
    house.advance(Duration::minutes(61));
    assert!(house.user(7).register(names[2], None).await.registration().1.contains("a code has been sent"));
    house.close().await;
}

async fn a_missing_code_makes_the_bot_send_one(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    house.start(&anna).await;
    let before = anna.last_from_bot().unwrap().message_id;
    let answer = house.user(7).register("@ANNA", None).await;
    assert!(!answer.is_linked());
    let letter = reads(&anna, "The account 7 asks to be linked").await;
    assert!(letter.message_id > before);
    let code = code_in(&letter).expect("a code");
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn neither_words_nor_time_tell_whether_a_username_exists(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.anybody("Anna", "anna"), house.anybody("Ben", "ben_expired"));
    let code = house.start(&anna).await;
    house.start(&ben).await;
    let books = house.books().await;
    books
        .change("update verification_code set used_at = created_at where username_key = 'ben_expired'")
        .await;
    books.close().await;
    let tries = [
        ("anna", another_code(&code)),
        ("ben_expired", "123456".into()),
        ("nobody_at_all", "123456".into()),
        ("не имя", "1".into()),
    ];
    let mut asked = Vec::new();
    for (at, (username, code)) in tries.iter().enumerate() {
        let caller = house.user(10 + i32::try_from(at).unwrap());
        let began = Instant::now();
        let answer = caller.register(username, Some(code)).await;
        // Not how long, but that no refusal comes before the others could.
        assert!(began.elapsed() >= std::time::Duration::from_millis(250), "{username}");
        assert_eq!(answer.registration(), (false, WRONG), "{username}");
        asked.push(caller.register(username, None).await);
    }
    assert!(asked.iter().all(|answer| *answer == asked[0]), "{asked:#?}");
    house.close().await;
}

on_both!(
    the_sixth_wrong_try_of_a_caller_locks_out_the_right_code_too,
    tries_are_counted_across_codes_and_usernames,
    of_twenty_tries_at_once_at_most_five_are_looked_at,
    the_twenty_first_wrong_try_at_a_contact_is_not_looked_at,
    after_nineteen_wrong_tries_at_a_contact_the_right_code_works,
    a_contact_gets_three_codes_an_hour,
    a_caller_asks_for_three_codes_an_hour,
    a_missing_code_makes_the_bot_send_one,
    neither_words_nor_time_tell_whether_a_username_exists,
);
