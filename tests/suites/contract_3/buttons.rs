//! What happens in the bot: the question, its buttons, and what they do.

use switchboard_tests::{Claims, Plan, SupportChat, button, from_bot, on_both, reads};
use telegram_emulator::{NewGroup, NewUser};

use super::{STALE, accept, link, open, open_in_vain, status, token};

async fn opening_a_link_only_asks_and_link_links_and_confirms_once(plan: Plan) {
    let house = plan.open().await;
    let anna = house.caller(&Claims::of(7).name("Anna Smith"));
    let phone = house.anybody("Anna", "anna");
    let url = link(&anna).await;
    let question = open(&phone, &url).await;
    assert!(question.text.contains("Anna Smith (7)"), "it names the account: {question:?}");
    let labels: Vec<_> = question.buttons.iter().flatten().map(|button| button.text.as_str()).collect();
    assert_eq!(labels, ["Link", "Cancel"]);
    let data = question.buttons.iter().flatten().filter_map(|button| button.data.as_ref());
    assert!(data.into_iter().all(|data| data.len() <= 64 && !data.contains(token(&url))));
    assert_eq!(status(&anna).await, 2, "nothing is linked yet");
    assert_eq!(from_bot(&phone).len(), 1, "no welcome, no code");

    let confirmation = accept(&house, &phone, &question).await;
    assert!(confirmation.text.starts_with("Done: this chat is linked to the account Anna Smith (7)."));
    assert_eq!(status(&anna).await, 1);
    house.quiet().await;
    assert_eq!(from_bot(&phone).len(), 2, "success is said once");
    let told = house.pressed(&phone, question.message_id, "Link").await;
    assert_eq!(told, "This chat is linked already.");
    house.admin().notify(7, "hello by deep link").await;
    reads(&phone, "hello by deep link").await;
    house.close().await;
}

async fn it_works_for_an_integration_without_a_support_chat_and_in_russian(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let anna = house.user(7);
    let phone = house.person(NewUser::new("Анна").language("ru"));
    let question = open(&phone, &link(&anna).await).await;
    assert!(question.text.starts_with("Привязать этот чат к аккаунту 7?"), "{question:?}");
    house.pressed(&phone, question.message_id, "Привязать").await;
    reads(&phone, "Готово: этот чат привязан к аккаунту 7.").await;
    assert_eq!(status(&anna).await, 1);
    house.close().await;
}

async fn cancel_links_nothing_and_leaves_the_link_to_its_user(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let url = link(&anna).await;
    let eve = house.anybody("Eve", "eve_opens");
    let question = open(&eve, &url).await;
    house.pressed(&eve, question.message_id, "Cancel").await;
    reads(&eve, "Cancelled: nothing was linked.").await;
    assert_eq!(house.pressed(&eve, question.message_id, "Link").await, STALE);
    assert_eq!(house.pressed(&eve, question.message_id, "Cancel").await, STALE);
    assert_eq!(status(&anna).await, 2);
    let phone = house.anybody("Anna", "anna");
    let question = open(&phone, &url).await;
    accept(&house, &phone, &question).await;
    assert_eq!(status(&anna).await, 1);
    house.close().await;
}

/// Else Mallory could send Anna his own link, and read what she writes.
async fn a_person_who_opens_a_strangers_link_is_not_linked_by_that(plan: Plan) {
    let house = plan.open().await;
    let mallory = house.caller(&Claims::of(66).name("Mallory"));
    let url = link(&mallory).await;
    let anna = house.anybody("Anna", "anna");
    let question = open(&anna, &url).await;
    assert!(question.text.contains("Mallory (66)"));
    anna.say("a secret of Anna").unwrap();
    house.at_desk("a secret of Anna").await;
    assert_eq!(status(&mallory).await, 2);
    assert_eq!(mallory.messages(66).await.list().len(), 0);
    house.close().await;
}

async fn the_buttons_work_only_where_the_link_was_opened_last(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let url = link(&anna).await;
    let (first, second) = (house.anybody("Anna", "anna"), house.anybody("Ann", "ann_again"));
    let asked_first = open(&first, &url).await;
    let asked_second = open(&second, &url).await;
    assert_eq!(house.pressed(&first, asked_first.message_id, "Link").await, STALE);
    assert_eq!(status(&anna).await, 2);
    accept(&house, &second, &asked_second).await;
    assert_eq!(open_in_vain(&first, token(&url)).await, STALE);
    house.close().await;
}

async fn linking_by_a_link_replaces_what_was_linked_and_says_so_in_both_chats(plan: Plan) {
    let house = plan.open().await;
    let old = house.linked(7, "Anna", "anna_old").await;
    let ben = house.linked(8, "Ben", "ben_is_here").await;
    let question = open(&ben.phone, &link(&old.caller).await).await;
    let told = accept(&house, &ben.phone, &question).await;
    assert!(told.text.contains("replaces the link to the account 8"), "{told:?}");
    assert!(told.text.contains("replaces the account's link to another chat"), "{told:?}");
    reads(&old.phone, "The account 7 was linked to another chat").await;
    assert_eq!((status(&old.caller).await, status(&ben.caller).await), (1.into(), 0.into()));

    let disown = button(&told, "disown:").unwrap();
    assert!(house.pressed(&ben.phone, told.message_id, &disown).await.starts_with("The link has ended."));
    assert_eq!(status(&old.caller).await, 0);
    house.close().await;
}

async fn unlinking_is_told_to_the_chat_once_and_touches_nobody_else(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben_is_here").await;
    for _ in 0..2 {
        super::call(&anna.caller, reqwest::Method::DELETE, "/link").await;
    }
    reads(&anna.phone, "This chat is not linked to the account 7 any more.").await;
    house.quiet().await;
    let goodbyes = from_bot(&anna.phone).into_iter().filter(|text| text.contains("not linked")).count();
    assert_eq!(goodbyes, 1);
    assert_eq!((status(&anna.caller).await, status(&ben.caller).await), (0.into(), 1.into()));
    house.close().await;
}

async fn in_a_group_nothing_is_said_of_a_link_or_an_account(plan: Plan) {
    let house = plan.open().await;
    let anna = house.caller(&Claims::of(7).name("Anna Smith"));
    let phone = house.anybody("Anna", "anna");
    let group =
        house.sim.create_group(NewGroup::new("Friends").member(phone.user).bot(house.bot.id)).unwrap();
    let url = link(&anna).await;
    let in_group = house.sim.in_group(phone.user, group);
    in_group.say(format!("/start@shop_bot {}", token(&url))).unwrap();
    house.desk().say(format!("/start@shop_bot {}", token(&url))).unwrap();
    house.quiet().await;
    assert_eq!(from_bot(&in_group), [] as [&str; 0]);
    assert!(from_bot(house.desk()).iter().all(|text| !text.contains("Anna")));
    let question = open(&phone, &url).await;
    accept(&house, &phone, &question).await;
    house.close().await;
}

on_both!(
    opening_a_link_only_asks_and_link_links_and_confirms_once,
    it_works_for_an_integration_without_a_support_chat_and_in_russian,
    cancel_links_nothing_and_leaves_the_link_to_its_user,
    a_person_who_opens_a_strangers_link_is_not_linked_by_that,
    the_buttons_work_only_where_the_link_was_opened_last,
    linking_by_a_link_replaces_what_was_linked_and_says_so_in_both_chats,
    unlinking_is_told_to_the_chat_once_and_touches_nobody_else,
    in_a_group_nothing_is_said_of_a_link_or_an_account,
);
