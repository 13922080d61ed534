//! Who is heard in the support chat, and whom an answer goes to: by stored ids only, and to nobody where they do not say.

use switchboard_tests::{House, Linked, Plan, SupportChat, from_bot, on_both, reads};
use telegram_emulator::{NewGroup, NewUser, Phone};

async fn asked(house: &House, anna: &Linked) -> i64 {
    anna.phone.say("Where is it?").unwrap();
    house.at_desk("Where is it?").await.message_id
}

/// Another member of the support group.
fn colleague(house: &House, username: &str) -> Phone {
    let user = house.sim.create_user(NewUser::new("Lou").username(username)).unwrap();
    let group = house.desk().place.telegram_id();
    house.sim.add_member(group, user, false).unwrap();
    house.sim.in_group(user, group)
}

async fn list_agents(house: &House, ids: &str) {
    let books = house.books().await;
    books.change(&format!("update integration set agents = '{ids}'")).await;
    books.close().await;
}

async fn only_listed_agents_answer_where_a_list_is_set(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let question = asked(&house, &anna).await;
    let lou = colleague(&house, "lou_helps");
    list_agents(&house, &format!("[{}]", lou.user)).await;
    house.desk().reply(question, "from somebody else").unwrap();
    lou.reply(question, "from an agent").unwrap();
    reads(&anna.phone, "from an agent").await;
    house.quiet().await;
    assert!(!from_bot(&anna.phone).contains(&"from somebody else".to_owned()));
    let page = anna.caller.messages(7).await;
    assert_eq!(page.list()[0]["adminUsername"], "lou_helps");
    assert_eq!(page.list().len(), 2, "the stranger's reply is not in the history");
    house.close().await;
}

async fn every_member_of_the_support_chat_may_answer_without_a_list(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let question = asked(&house, &anna).await;
    let nameless = house.sim.create_user(NewUser::new("Max").last_name("Berg")).unwrap();
    let group = house.desk().place.telegram_id();
    house.sim.add_member(group, nameless, false).unwrap();
    house.sim.in_group(nameless, group).reply(question, "hello from Max").unwrap();
    reads(&anna.phone, "hello from Max").await;
    let page = anna.caller.messages(7).await;
    assert_eq!(page.list()[0]["adminUsername"], "Max Berg", "the name, where there is no username");
    house.close().await;
}

async fn a_reply_outside_the_support_chat_goes_nowhere(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    asked(&house, &anna).await;
    let stranger = house.sim.create_user(NewUser::new("Eve").username("eve_replies")).unwrap();
    let group = NewGroup::new("Elsewhere").member(stranger).admin_bot(house.bot.id);
    let elsewhere = house.sim.in_group(stranger, house.sim.create_group(group).unwrap());
    elsewhere.say("/help").unwrap();
    let help = reads(&elsewhere, "private chat").await;
    let before = from_bot(&anna.phone).len();
    // The same message ids as in the support chat, so that a wrong lookup would find somebody.
    for id in 1..=help.message_id {
        if elsewhere.messages().iter().any(|seen| seen.message_id == id) {
            elsewhere.reply(id, "from a stranger").unwrap();
        }
    }
    house.quiet().await;
    assert_eq!(from_bot(&anna.phone).len(), before);
    assert_eq!(anna.caller.messages(7).await.list().len(), 1);
    house.close().await;
}

async fn a_reply_that_leads_to_nobody_is_asked_about_and_reaches_nobody(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    asked(&house, &anna).await;
    house.desk().say("/help").unwrap();
    let help = house.at_desk("private chat").await;
    let reply = house.desk().reply(help.message_id, "whose is this?").unwrap();
    let asked_back = house.at_desk("I can't tell whom this is for").await;
    assert_eq!(asked_back.reply_to, Some(reply));
    house.quiet().await;
    assert!(!from_bot(&anna.phone).contains(&"whose is this?".to_owned()));
    house.close().await;
}

async fn what_agents_say_among_themselves_goes_nowhere(plan: Plan) {
    let house = plan.open().await;
    house.sim.add_bot(house.desk().place.telegram_id(), house.bot.id, true).unwrap();
    let anna = house.linked(7, "Anna", "anna").await;
    let question = asked(&house, &anna).await;
    let answer = house.desk().reply(question, "I take this one").unwrap();
    reads(&anna.phone, "I take this one").await;
    let lou = colleague(&house, "lou_talks");
    lou.say("fine with me").unwrap();
    lou.reply(answer, "thank you, Kim").unwrap();
    house.quiet().await;
    assert_eq!(from_bot(&anna.phone).last().unwrap(), "I take this one");
    assert!(!from_bot(house.desk()).iter().any(|text| text.contains("can't tell")), "agents are left alone");
    house.close().await;
}

async fn in_a_private_support_chat_the_agent_is_told_to_reply(plan: Plan) {
    let house = plan.support(SupportChat::Private).open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    asked(&house, &anna).await;
    house.desk().say("coming").unwrap();
    reads(house.desk(), "please reply to their message").await;
    house.quiet().await;
    assert!(!from_bot(&anna.phone).contains(&"coming".to_owned()));
    house.close().await;
}

async fn answers_find_their_person_among_several(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben_asks").await;
    anna.phone.say("question of Anna").unwrap();
    ben.phone.say("question of Ben").unwrap();
    let of_anna = house.at_desk("question of Anna").await;
    let of_ben = house.at_desk("question of Ben").await;
    house.desk().reply(of_ben.message_id, "answer for Ben").unwrap();
    house.desk().reply(of_anna.message_id, "answer for Anna").unwrap();
    reads(&anna.phone, "answer for Anna").await;
    reads(&ben.phone, "answer for Ben").await;
    house.quiet().await;
    assert!(!from_bot(&anna.phone).iter().any(|text| text.contains("Ben")));
    assert!(!from_bot(&ben.phone).iter().any(|text| text.contains("Anna")));
    house.close().await;
}

async fn one_who_is_not_linked_is_answered_all_the_same(plan: Plan) {
    let house = plan.open().await;
    let phone = house.person(NewUser::new("Nobody"));
    phone.say("I have no account").unwrap();
    let shown = house.at_desk("I have no account").await;
    assert_eq!(shown.text, "Nobody\nI have no account", "no username and no account are shown");
    house.desk().reply(shown.message_id, "that is fine").unwrap();
    reads(&phone, "that is fine").await;
    house.close().await;
}

async fn a_persons_reply_is_shown_as_a_reply(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let question = asked(&house, &anna).await;
    let agents = house.desk().reply(question, "Which one?").unwrap();
    let came = reads(&anna.phone, "Which one?").await;
    // Which message it became is written down a moment after it arrived.
    house.quiet().await;
    anna.phone.reply(came.message_id, "the second").unwrap();
    assert_eq!(house.at_desk("the second").await.reply_to, Some(agents));
    house.close().await;
}

on_both!(
    only_listed_agents_answer_where_a_list_is_set,
    every_member_of_the_support_chat_may_answer_without_a_list,
    a_reply_outside_the_support_chat_goes_nowhere,
    a_reply_that_leads_to_nobody_is_asked_about_and_reaches_nobody,
    what_agents_say_among_themselves_goes_nowhere,
    in_a_private_support_chat_the_agent_is_told_to_reply,
    answers_find_their_person_among_several,
    one_who_is_not_linked_is_answered_all_the_same,
    a_persons_reply_is_shown_as_a_reply,
);
