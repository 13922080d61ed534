//! `updateTelegramInfo` confirms and never links.

use serde_json::json;
use switchboard_tests::{Plan, on_both};
use telegram_emulator::NewUser;

const NOT_YOURS: &str = "This chat is not linked to your account.";

async fn a_strangers_chat_is_not_found_and_stays_the_strangers(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben_is_here").await;
    let started = house.anybody("Cleo", "cleo_starts");
    house.start(&started).await;
    let chats = [ben.phone.user, started.user, 5_555_555_555, house.desk().place.telegram_id()];
    for chat in chats {
        for username in ["anna", "ben_is_here", "cleo_starts"] {
            for caller in [&anna.caller, &house.caller(&switchboard_tests::Claims::of(7).role("admin"))] {
                let answer = caller.update(username, chat).await;
                assert_eq!((answer.code(), answer.error()), ("NOT_FOUND", NOT_YOURS), "{chat} {username}");
            }
        }
    }
    let unlinked = house.user(9).update("ben_is_here", ben.phone.user).await;
    assert_eq!((unlinked.code(), unlinked.error()), ("NOT_FOUND", NOT_YOURS));
    assert!(house.user(9).viewer().await.value()["telegram"].is_null());
    assert_eq!(anna.caller.viewer().await.value()["telegram"]["telegramUsername"], "anna");
    house.close().await;
}

async fn another_username_than_telegram_reported_is_refused(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "Anna").await;
    let chat = anna.phone.user;
    for username in ["ann", "anna2", "", "kim_helps"] {
        assert_eq!(anna.caller.update(username, chat).await.code(), "BAD_USER_INPUT", "{username:?}");
    }
    let same = json!({"telegramUsername": "Anna", "telegramChatId": chat.to_string()});
    for username in ["anna", "@ANNA"] {
        assert_eq!(*anna.caller.update(username, chat).await.value(), same);
    }
    house.close().await;
}

async fn it_refreshes_what_is_stored_to_what_telegram_last_reported(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    house.sim.rename_user(anna.phone.user, Some("anna_new")).unwrap();
    assert_eq!(
        anna.caller.update("anna_new", anna.phone.user).await.code(),
        "BAD_USER_INPUT",
        "not reported yet"
    );
    anna.phone.say("a new name").unwrap();
    house.at_desk("a new name").await;
    let answer = anna.caller.update("anna_new", anna.phone.user).await;
    assert_eq!(answer.value()["telegramUsername"], "anna_new");
    assert_eq!(anna.caller.update("anna", anna.phone.user).await.code(), "BAD_USER_INPUT");
    house.close().await;
}

async fn chat_ids_have_64_bits_and_may_be_negative(plan: Plan) {
    let house = plan.open().await;
    let large = 9_007_199_254_740_993_i64;
    let phone = house.person(NewUser::new("Anna").username("anna").id(large));
    let anna = house.link(7, &phone, "anna").await;
    assert_eq!(anna.caller.update("anna", large).await.value()["telegramChatId"], "9007199254740993");
    assert_eq!(*anna.caller.test(large).await.value(), true);
    for missing in [large - 1, -large, i64::MAX, i64::MIN, -1_001_234_567_890] {
        assert_eq!(anna.caller.update("anna", missing).await.code(), "NOT_FOUND", "{missing}");
        assert_eq!(anna.caller.test(missing).await.code(), "NOT_FOUND", "{missing}");
    }
    house.close().await;
}

async fn what_is_no_number_is_refused(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    for odd in ["", " ", "abc", "1.5", "0x10", "+5", "--5", "9223372036854775808", "1 or 1=1", "@anna", "１"]
    {
        for answer in [
            anna.caller.update("anna", odd).await,
            anna.caller.test(odd).await,
            house.admin().send(odd, "x").await,
        ] {
            assert_eq!(answer.code(), "BAD_USER_INPUT", "{odd:?}");
        }
    }
    house.close().await;
}

on_both!(
    a_strangers_chat_is_not_found_and_stays_the_strangers,
    another_username_than_telegram_reported_is_refused,
    it_refreshes_what_is_stored_to_what_telegram_last_reported,
    chat_ids_have_64_bits_and_may_be_negative,
    what_is_no_number_is_refused,
);
