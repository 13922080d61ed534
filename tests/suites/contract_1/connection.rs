//! `testTelegramConnection`: whether Telegram takes a short message, ahead of everything else.

use switchboard_tests::{Plan, eventually, from_bot, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

const TESTED: &str = "The connection works";

async fn it_is_true_when_telegram_took_the_message(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    assert_eq!(*anna.caller.test(anna.phone.user).await.value(), true);
    reads(&anna.phone, TESTED).await;
    house.close().await;
}

async fn it_is_false_when_the_bot_is_blocked_or_the_account_deleted(plan: Plan) {
    let house = plan.open().await;
    house.announce("bot was blocked by the user");
    house.announce("user is deactivated");
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.block().unwrap();
    assert_eq!(*anna.caller.test(anna.phone.user).await.value(), false);
    anna.phone.unblock().unwrap();
    eventually("that it is known", || anna.caller.test(anna.phone.user), |answer| *answer.value() == true)
        .await;
    house.sim.deactivate(anna.phone.user).unwrap();
    assert_eq!(*anna.caller.test(anna.phone.user).await.value(), false);
    house.close().await;
}

async fn it_is_false_after_ten_seconds_and_the_message_then_expires(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    // Telegram asks to wait for longer than the test is worth.
    let fault = Fault::new(FaultKind::TooManyRequests { retry_after: 15 })
        .method("sendMessage")
        .chat(anna.phone.user);
    let fault = house.sim.fault(fault);
    assert_eq!(*anna.caller.test(anna.phone.user).await.value(), false);
    house.sim.remove_fault(fault);
    house.announce("Too Many Requests");
    let books = house.books().await;
    let expired = || books.rows("select state from outbox where state = 'expired'");
    eventually("that it expires", expired, |rows| rows.len() == 1).await;
    books.close().await;
    assert!(!anna.phone.messages().iter().any(|seen| seen.text.contains(TESTED)));
    house.close().await;
}

async fn another_persons_chat_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben_is_here").await;
    let missing = anna.caller.test(5_555_555_555_i64).await;
    assert_eq!(missing.code(), "NOT_FOUND");
    assert_eq!(anna.caller.test(ben.phone.user).await, missing, "the same answer for a chat that is there");
    assert_eq!(house.user(9).test(ben.phone.user).await, missing, "also for one who is not linked");
    assert_eq!(anna.caller.test(house.desk().place.telegram_id()).await, missing);
    house.quiet().await;
    assert!(!ben.phone.messages().iter().any(|seen| seen.text.contains(TESTED)));
    house.close().await;
}

async fn an_admin_tests_any_contacts_chat_of_the_tenant(plan: Plan) {
    let house = plan.open().await;
    let ben = house.anybody("Ben", "ben_is_here");
    house.start(&ben).await;
    assert_eq!(*house.admin().test(ben.user).await.value(), true);
    reads(&ben, TESTED).await;
    assert_eq!(house.admin().test(5_555_555_555_i64).await.code(), "NOT_FOUND");
    house.close().await;
}

async fn it_goes_ahead_of_everything_that_waits(plan: Plan) {
    let house = plan.paced().open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let admin = house.admin();
    for n in 0..6 {
        assert_eq!(*admin.notify(7, &format!("notification {n}")).await.value(), true);
    }
    assert_eq!(*anna.caller.test(anna.phone.user).await.value(), true);
    let texts = from_bot(&anna.phone);
    let tested = texts.iter().position(|text| text.contains(TESTED)).unwrap();
    let before = texts[..tested].iter().filter(|text| text.starts_with("notification")).count();
    // One may have been in the air, and one due, when the test was asked for.
    assert!(before < 4, "the test waited behind {before} notifications: {texts:#?}");
    reads(&anna.phone, "notification 5").await;
    house.close().await;
}

on_both!(
    it_is_true_when_telegram_took_the_message,
    it_is_false_when_the_bot_is_blocked_or_the_account_deleted,
    it_is_false_after_ten_seconds_and_the_message_then_expires,
    another_persons_chat_is_not_found,
    an_admin_tests_any_contacts_chat_of_the_tenant,
    it_goes_ahead_of_everything_that_waits,
);
