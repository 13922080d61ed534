//! The code: from the bot only, stored as a keyed hash, ten minutes, once, bound to its chat and username.

use chrono::Duration;
use switchboard_tests::{Plan, another_code, on_both, reads};
use telegram_emulator::NewUser;

async fn a_wrong_code_links_nobody(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let answer = house.user(7).register("anna", Some(&another_code(&code))).await;
    assert!(!answer.is_linked());
    for odd in ["abc", "12345", "1234567", "１２３４５６", "000000000000000000000"] {
        assert!(!house.user(8).register("anna", Some(odd)).await.is_linked(), "{odd:?}");
    }
    let viewer = house.user(7).viewer().await;
    assert!(viewer.value()["telegram"].is_null());
    assert!(
        house.user(7).register("anna", Some(&code)).await.is_linked(),
        "the right one works after a wrong one"
    );
    house.close().await;
}

async fn a_code_is_used_once(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked());
    assert!(!house.user(7).register("anna", Some(&code)).await.is_linked());
    assert!(!house.user(8).register("anna", Some(&code)).await.is_linked());
    house.close().await;
}

async fn a_code_used_by_many_at_once_links_one(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    let callers: Vec<_> = (10..20).map(|id| house.user(id)).collect();
    let answers = futures::future::join_all(callers.iter().map(|it| it.register("anna", Some(&code)))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_linked()).count(), 1, "{answers:#?}");
    house.close().await;
}

async fn a_code_lives_ten_minutes(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.anybody("Anna", "anna");
    let late = house.start(&anna).await;
    house.advance(Duration::minutes(10));
    assert!(!house.user(7).register("anna", Some(&late)).await.is_linked(), "at ten minutes it is over");
    let in_time = house.code(&anna).await;
    house.advance(Duration::minutes(10) - Duration::seconds(1));
    assert!(house.user(7).register("anna", Some(&in_time)).await.is_linked());
    house.close().await;
}

async fn a_newer_code_replaces_the_older_one(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let older = house.start(&anna).await;
    let newer = house.code(&anna).await;
    if older != newer {
        assert!(!house.user(7).register("anna", Some(&older)).await.is_linked());
    }
    assert!(house.user(7).register("anna", Some(&newer)).await.is_linked());
    house.close().await;
}

async fn a_code_dies_when_the_username_changes(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    house.sim.rename_user(anna.user, Some("anna_new")).unwrap();
    anna.say("I have a new name").unwrap();
    house.quiet().await;
    assert!(!house.user(7).register("anna", Some(&code)).await.is_linked(), "the old name is nobody's now");
    assert!(
        !house.user(7).register("anna_new", Some(&code)).await.is_linked(),
        "the code was for the old name"
    );
    let fresh = house.code(&anna).await;
    assert!(house.user(7).register("anna_new", Some(&fresh)).await.is_linked());
    house.close().await;
}

async fn a_username_that_moved_to_somebody_else_leads_only_there(plan: Plan) {
    let house = plan.open().await;
    let anna = house.anybody("Anna", "the_name");
    let code_of_anna = house.start(&anna).await;
    house.sim.rename_user(anna.user, None).unwrap();
    let eve = house.anybody("Eve", "the_name");
    let code_of_eve = house.start(&eve).await;
    if code_of_anna != code_of_eve {
        assert!(!house.user(7).register("the_name", Some(&code_of_anna)).await.is_linked());
    }
    assert!(house.user(7).register("the_name", Some(&code_of_eve)).await.is_linked());
    reads(&eve, "the account 7").await;
    house.close().await;
}

async fn another_persons_code_does_not_work_for_this_username(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.anybody("Anna", "anna"), house.anybody("Ben", "ben_has_codes"));
    let (of_anna, of_ben) = (house.start(&anna).await, house.start(&ben).await);
    if of_anna != of_ben {
        assert!(!house.user(7).register("anna", Some(&of_ben)).await.is_linked());
        assert!(!house.user(7).register("ben_has_codes", Some(&of_anna)).await.is_linked());
    }
    house.close().await;
}

async fn usernames_compare_without_at_sign_and_case(plan: Plan) {
    let house = plan.open().await;
    for (user, written) in [(7, "anna_lee"), (8, "@ANNA_LEE"), (9, "  @Anna_Lee ")] {
        let phone = house.person(NewUser::new("Anna").username("Anna_Lee"));
        let code = house.start(&phone).await;
        let answer = house.user(user).register(written, Some(&format!(" {code} "))).await;
        assert!(answer.is_linked(), "{written}: {answer:?}");
        assert!(answer.registration().1.contains("@Anna_Lee"), "{answer:?}");
        house.sim.rename_user(phone.user, None).unwrap();
    }
    house.close().await;
}

async fn a_code_is_stored_only_as_a_hash(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.anybody("Anna", "anna");
    let code = house.start(&anna).await;
    house.quiet().await;
    let books = house.books().await;
    let rows = books.rows("select payload from outbox where payload like '%Your code%'").await;
    let hashes =
        books.count("select count(*) as n from verification_code where length(code_hash) >= 32").await;
    assert_eq!(hashes, 1);
    for row in rows {
        let payload = row["payload"].as_str().unwrap();
        assert!(!payload.contains(&code), "the sent letter keeps the code: {payload}");
    }
    let inbox = books.count(&format!("select count(*) as n from inbox where raw like '%{code}%'")).await;
    assert_eq!(inbox, 0);
    books.close().await;
    house.close().await;
}

on_both!(
    a_wrong_code_links_nobody,
    a_code_is_used_once,
    a_code_used_by_many_at_once_links_one,
    a_code_lives_ten_minutes,
    a_newer_code_replaces_the_older_one,
    a_code_dies_when_the_username_changes,
    a_username_that_moved_to_somebody_else_leads_only_there,
    another_persons_code_does_not_work_for_this_username,
    usernames_compare_without_at_sign_and_case,
    a_code_is_stored_only_as_a_hash,
);
