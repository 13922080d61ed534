//! A reply that could not be delivered says so where the agent works, with the reason and a button.

use switchboard_tests::{House, Linked, Plan, SupportChat, on_both, reads};
use telegram_emulator::{NewUser, Seen};

const BLOCKED: &str = "Forbidden: bot was blocked by the user";

/// Anna asked, then blocked the bot; the agent answers.
async fn answered_in_vain(house: &House) -> (Linked, Seen) {
    house.announce(BLOCKED);
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Where is it?").unwrap();
    let question = house.at_desk("Where is it?").await;
    anna.phone.block().unwrap();
    let reply = house.desk().reply(question.message_id, "Here it is").unwrap();
    let notice = house.at_desk("Not delivered").await;
    assert_eq!(notice.reply_to, Some(reply), "the notice answers the agent's message");
    (anna, notice)
}

async fn check_try_again(house: House) {
    let (anna, notice) = answered_in_vain(&house).await;
    assert_eq!(notice.text, "Not delivered: the person has blocked the bot.");
    assert_eq!(house.history(&anna, "FAILED").await[0]["message"], "Here it is");

    anna.phone.unblock().unwrap();
    let told = house.pressed(house.desk(), notice.message_id, "Try again").await;
    assert_eq!(told, "It is being sent again.");
    reads(&anna.phone, "Here it is").await;
    let history = house.history(&anna, "SENT").await;
    assert_eq!(history.len(), 2, "it is the same message, not a new one");

    let told = house.pressed(house.desk(), notice.message_id, "Try again").await;
    assert_eq!(told, "It has been sent again already.");
    house.quiet().await;
    let copies = anna.phone.messages().into_iter().filter(|seen| seen.text == "Here it is").count();
    assert_eq!(copies, 1);
    house.close().await;
}

async fn a_blocked_reply_is_reported_and_goes_again_by_its_button(plan: Plan) {
    check_try_again(plan.open().await).await;
}

async fn the_same_in_a_private_support_chat(plan: Plan) {
    check_try_again(plan.support(SupportChat::Private).open().await).await;
}

async fn who_is_no_agent_cannot_press_the_button(plan: Plan) {
    let house = plan.open().await;
    let (anna, notice) = answered_in_vain(&house).await;
    let group = house.desk().place.telegram_id();
    let books = house.books().await;
    books.change(&format!("update integration set agents = '[{}]'", house.desk().user)).await;
    books.close().await;
    let eve = house.sim.create_user(NewUser::new("Eve").username("eve_presses")).unwrap();
    house.sim.add_member(group, eve, false).unwrap();
    anna.phone.unblock().unwrap();
    let told = house.pressed(&house.sim.in_group(eve, group), notice.message_id, "Try again").await;
    assert_eq!(told, "Only the support agents can do this.");
    house.quiet().await;
    assert!(!anna.phone.messages().iter().any(|seen| seen.text == "Here it is"));
    house.close().await;
}

async fn a_failure_twice_is_reported_twice(plan: Plan) {
    let house = plan.open().await;
    let (anna, notice) = answered_in_vain(&house).await;
    house.pressed(house.desk(), notice.message_id, "Try again").await;
    let again = |seen: &Seen| seen.message_id > notice.message_id && seen.text.starts_with("Not delivered");
    let second = house.desk().wait_for(switchboard_tests::PATIENCE, again).await.expect("a second notice");
    anna.phone.unblock().unwrap();
    house.pressed(house.desk(), second.message_id, "Try again").await;
    reads(&anna.phone, "Here it is").await;
    house.close().await;
}

async fn a_deleted_account_is_named_as_the_reason(plan: Plan) {
    let house = plan.open().await;
    house.announce("Forbidden: user is deactivated");
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Where is it?").unwrap();
    let question = house.at_desk("Where is it?").await;
    house.sim.deactivate(anna.phone.user).unwrap();
    house.desk().reply(question.message_id, "Here it is").unwrap();
    let notice = house.at_desk("Not delivered").await;
    assert_eq!(notice.text, "Not delivered: the person's Telegram account has been deleted.");
    house.close().await;
}

async fn the_agent_reads_the_notice_in_their_language(plan: Plan) {
    let house = plan.open().await;
    house.announce(BLOCKED);
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Where is it?").unwrap();
    let question = house.at_desk("Where is it?").await;
    let olga = house.sim.create_user(NewUser::new("Ольга").language("ru-RU")).unwrap();
    let group = house.desk().place.telegram_id();
    house.sim.add_member(group, olga, false).unwrap();
    anna.phone.block().unwrap();
    house.sim.in_group(olga, group).reply(question.message_id, "Вот").unwrap();
    let notice = house.at_desk("Не доставлено").await;
    assert_eq!(notice.text, "Не доставлено: человек заблокировал бота.");
    assert_eq!(notice.buttons[0][0].text, "Отправить ещё раз");
    house.close().await;
}

on_both!(
    a_blocked_reply_is_reported_and_goes_again_by_its_button,
    the_same_in_a_private_support_chat,
    who_is_no_agent_cannot_press_the_button,
    a_failure_twice_is_reported_twice,
    a_deleted_account_is_named_as_the_reason,
    the_agent_reads_the_notice_in_their_language,
);
