//! One active link each way; replacing and ending one is told where it matters; messages stay with whom they were written by.

use serde_json::json;
use switchboard_tests::{Linked, Plan, button, from_bot, on_both, reads};
use telegram_emulator::NewUser;

fn chat_of(linked: &Linked) -> String {
    linked.phone.place.telegram_id().to_string()
}

async fn the_confirmation_names_the_account(plan: Plan) {
    let house = plan.open().await;
    let phone = house.person(NewUser::new("Анна").username("anna").language("ru"));
    let code = house.start(&phone).await;
    let claims = switchboard_tests::Claims::of("u-7").name("Анна Петрова\n\u{202e}");
    assert!(house.caller(&claims).register("anna", Some(&code)).await.is_linked());
    let told = reads(&phone, "привязан к аккаунту").await;
    assert!(told.text.contains("Анна Петрова (u-7)"), "{told:?}");
    assert_eq!(told.buttons[0][0].text, "Это не я");
    house.close().await;
}

async fn linking_a_linked_user_again_replaces_the_link_and_says_so_in_both_chats(plan: Plan) {
    let house = plan.open().await;
    let old = house.linked(7, "Anna", "anna_old").await;
    let new = house.linked(7, "Anna", "anna_new").await;
    assert!(
        new.confirmation.text.contains("replaces the account's link to another chat"),
        "{:?}",
        new.confirmation
    );
    reads(&old.phone, "The account 7 was linked to another chat").await;
    let viewer = new.caller.viewer().await;
    assert_eq!(viewer.value()["telegram"]["telegramUsername"], "anna_new");
    house.admin().notify(7, "only to the new chat").await;
    reads(&new.phone, "only to the new chat").await;
    house.quiet().await;
    assert!(!from_bot(&old.phone).contains(&"only to the new chat".to_owned()));
    house.close().await;
}

async fn linking_a_linked_contact_to_another_user_replaces_the_link_and_says_so(plan: Plan) {
    let house = plan.open().await;
    let first = house.linked(7, "Anna", "anna").await;
    let second = house.link(8, &first.phone, "anna").await;
    assert!(second.confirmation.text.contains("account 8"), "{:?}", second.confirmation);
    assert!(
        second.confirmation.text.contains("replaces the link to the account 7"),
        "{:?}",
        second.confirmation
    );
    assert!(first.caller.viewer().await.value()["telegram"].is_null());
    assert_eq!(house.admin().notify(7, "to nobody").await.code(), "NOT_FOUND");
    house.close().await;
}

async fn linking_both_away_tells_all_three_chats_what_they_need(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben_is_here").await;
    // Ben's account moves to Anna's chat.
    let moved = house.link(8, &anna.phone, "anna").await;
    assert!(
        moved.confirmation.text.contains("replaces the link to the account 7"),
        "{:?}",
        moved.confirmation
    );
    assert!(
        moved.confirmation.text.contains("replaces the account's link to another chat"),
        "{:?}",
        moved.confirmation
    );
    reads(&ben.phone, "The account 8 was linked to another chat").await;
    assert!(anna.caller.viewer().await.value()["telegram"].is_null());
    house.close().await;
}

async fn this_was_not_me_unlinks_at_once(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let id = anna.confirmation.message_id;
    let told = house.pressed(&anna.phone, id, "This was not me").await;
    assert_eq!(told, "The link has ended. Nothing from that account comes here any more.");
    assert!(anna.caller.viewer().await.value()["telegram"].is_null());
    assert_eq!(house.admin().notify(7, "to nobody").await.code(), "NOT_FOUND");
    assert_eq!(house.pressed(&anna.phone, id, "This was not me").await, "This link has ended already.");
    house.close().await;
}

async fn this_was_not_me_works_only_from_the_linked_chat(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let eve = house.linked(8, "Eve", "eve_presses").await;
    let stolen = button(&anna.confirmation, "disown:").unwrap();
    let chat =
        json!({"id": eve.phone.user, "type": "private", "first_name": "Eve", "username": "eve_presses"});
    let from = json!({"id": eve.phone.user, "is_bot": false, "first_name": "Eve", "username": "eve_presses"});
    let press = json!({"callback_query": {"id": "12345", "from": from, "chat_instance": "1", "data": stolen,
        "message": {"message_id": 1, "date": 1, "chat": chat, "text": "x"}}});
    // The press is made up, so Telegram knows nothing of it.
    house.announce("query is too old");
    house.sim.raw_update(house.bot.id, press).unwrap();
    house.quiet().await;
    assert_eq!(anna.caller.viewer().await.value()["telegram"]["telegramChatId"], chat_of(&anna));
    assert_eq!(eve.caller.viewer().await.value()["telegram"]["telegramChatId"], chat_of(&eve));
    house.close().await;
}

async fn an_older_confirmations_button_does_not_end_a_newer_link(plan: Plan) {
    let house = plan.open().await;
    let first = house.linked(7, "Anna", "anna").await;
    let second = house.link(8, &first.phone, "anna").await;
    let told = house.pressed(&first.phone, first.confirmation.message_id, "This was not me").await;
    assert_eq!(told, "This link has ended already.");
    assert_eq!(second.caller.viewer().await.value()["telegram"]["telegramChatId"], chat_of(&second));
    house.close().await;
}

async fn linking_the_same_again_is_only_confirmed(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let again = house.link(7, &anna.phone, "anna").await;
    assert!(again.confirmation.text.contains("as before"), "{:?}", again.confirmation);
    house.close().await;
}

async fn a_message_belongs_to_the_user_who_was_linked_when_it_was_written(plan: Plan) {
    let house = plan.open().await;
    let first = house.linked(7, "Anna", "anna").await;
    first.phone.say("a secret of user 7").unwrap();
    let shown = house.at_desk("a secret of user 7").await;
    house.desk().reply(shown.message_id, "an answer to user 7").unwrap();
    house.admin().notify(7, "a notification of user 7").await;
    reads(&first.phone, "a notification of user 7").await;
    house.quiet().await;

    let second = house.link(8, &first.phone, "anna").await;
    assert_eq!(second.caller.messages(8).await.list(), [] as [serde_json::Value; 0], "no later user sees it");
    second.phone.say("a word of user 8").unwrap();
    house.at_desk("a word of user 8").await;
    let of_first = house.admin().messages(7).await;
    assert_eq!(of_first.list().len(), 3);
    let of_second = second.caller.messages(8).await;
    assert_eq!(of_second.list().len(), 1);
    assert_eq!(of_second.list()[0]["message"], "a word of user 8");
    house.close().await;
}

async fn what_was_written_before_linking_belongs_to_nobody(plan: Plan) {
    let house = plan.open().await;
    let phone = house.anybody("Anna", "anna");
    house.start(&phone).await;
    phone.say("before I had an account").unwrap();
    house.at_desk("before I had an account").await;
    let anna = house.link(7, &phone, "anna").await;
    assert_eq!(anna.caller.messages(7).await.list(), [] as [serde_json::Value; 0]);
    house.close().await;
}

on_both!(
    the_confirmation_names_the_account,
    linking_a_linked_user_again_replaces_the_link_and_says_so_in_both_chats,
    linking_a_linked_contact_to_another_user_replaces_the_link_and_says_so,
    linking_both_away_tells_all_three_chats_what_they_need,
    this_was_not_me_unlinks_at_once,
    this_was_not_me_works_only_from_the_linked_chat,
    an_older_confirmations_button_does_not_end_a_newer_link,
    linking_the_same_again_is_only_confirmed,
    a_message_belongs_to_the_user_who_was_linked_when_it_was_written,
    what_was_written_before_linking_belongs_to_nobody,
);
