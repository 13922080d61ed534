//! /support and /agents in the chat itself: whoever is there may ask, the bot's owner alone decides, in their own chat.

use serde_json::{Value, json};
use switchboard_tests::{House, PATIENCE, Plan, SupportChat, button, from_bot, on_both, reads};
use telegram_emulator::{NewGroup, NewUser, Phone, Seen};

/// The owner, who has started the bot and is named in its settings.
async fn owner(house: &House) -> Phone {
    let olga = house.anybody("Olga", "olga_owns");
    house.start(&olga).await;
    set_owner(house, olga.user).await;
    olga
}

async fn set_owner(house: &House, chat: i64) {
    let query = "mutation ($chat: String) { changeIntegration(input: {ownerChatId: $chat}) { ownerChatId } }";
    let set = house.admin().graphql(query, json!({"chat": chat.to_string()})).await;
    assert_eq!(set.value()["ownerChatId"], chat.to_string(), "{set:?}");
}

/// A group with the bot and one member in it.
fn group(house: &House, member: NewUser) -> Phone {
    let member = house.sim.create_user(member).unwrap();
    let group = NewGroup::new("Helpdesk").member(member).bot(house.bot.id);
    house.sim.in_group(member, house.sim.create_group(group).unwrap())
}

fn max() -> NewUser {
    NewUser::new("Max").username("max_asks")
}

async fn settings(house: &House) -> Value {
    let shown = house.admin().graphql("{ integration { supportChatId agents } }", json!({})).await;
    shown.value().clone()
}

/// The owner's newest question.
async fn question(owner: &Phone, words: &str) -> Seen {
    let asks = |seen: &Seen| seen.text.contains(words) && button(seen, "support:").is_some();
    owner.wait_for(PATIENCE, asks).await.unwrap_or_else(|| panic!("nobody asked: {:#?}", from_bot(owner)))
}

async fn agree(house: &House, owner: &Phone, question: &Seen) {
    house.pressed(owner, question.message_id, "Yes").await;
    let settled =
        owner.wait_for(PATIENCE, |seen| seen.message_id == question.message_id && seen.buttons.is_empty());
    assert!(settled.await.expect("the buttons go").text.contains("Agreed"));
}

async fn a_group_becomes_the_support_chat_when_the_owner_agrees(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let (olga, desk) = (owner(&house).await, group(&house, max()));
    desk.say("/support").unwrap();
    reads(&desk, "I have asked my owner").await;
    let asked = question(&olga, "Max (@max_asks").await;
    let id = desk.place.telegram_id().to_string();
    assert!(asked.text.contains("“Helpdesk”") && asked.text.contains(&id), "{}", asked.text);
    assert_eq!(settings(&house).await["supportChatId"], Value::Null, "nothing before the owner says so");
    agree(&house, &olga, &asked).await;
    reads(&desk, "Agreed").await;
    assert_eq!(settings(&house).await["supportChatId"], id);

    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Is anybody there?").unwrap();
    let shown = reads(&desk, "Is anybody there?").await;
    desk.reply(shown.message_id, "Yes, Max is").unwrap();
    reads(&anna.phone, "Yes, Max is").await;

    desk.say("/support").unwrap();
    reads(&desk, "how it is already").await;
    desk.say("/support off").unwrap();
    agree(&house, &olga, &question(&olga, "no support chat any more").await).await;
    assert_eq!(settings(&house).await["supportChatId"], Value::Null);
    house.close().await;
}

async fn nobody_but_the_present_owner_decides(plan: Plan) {
    let house = plan.open().await;
    house.announce("query");
    let (olga, desk) = (owner(&house).await, group(&house, max()));
    let before = settings(&house).await;
    desk.say("/support").unwrap();
    let asked = question(&olga, "Helpdesk").await;
    let yes = button(&asked, "support:").unwrap();
    let eve = house.anybody("Eve", "eve_presses");
    house.start(&eve).await;
    let chats = [
        json!({"id": eve.user, "type": "private", "first_name": "Eve"}),
        json!({"id": olga.user, "type": "private", "first_name": "Olga"}),
        json!({"id": desk.place.telegram_id(), "type": "supergroup", "title": "Helpdesk"}),
    ];
    for (from, chat) in [(eve.user, 0), (eve.user, 1), (eve.user, 2), (olga.user, 2), (desk.user, 2)] {
        let message = json!({"message_id": asked.message_id, "date": 1, "chat": chats[chat], "text": "?"});
        let from = json!({"id": from, "is_bot": false, "first_name": "Somebody"});
        let press = json!({"id": format!("forged-{chat}"), "from": from, "message": message, "chat_instance": "1", "data": yes});
        house.sim.raw_update(house.bot.id, json!({"callback_query": press})).unwrap();
    }
    house.quiet().await;
    assert_eq!(settings(&house).await, before, "a forged press counted");
    let refused = house
        .sim
        .calls(0)
        .into_iter()
        .filter(|call| call.text().is_some_and(|text| text.contains("Only the bot's owner")));
    assert_eq!(refused.count(), 5);

    set_owner(&house, eve.user).await;
    let said = house.pressed(&olga, asked.message_id, "Yes").await;
    assert_eq!(said, "Only the bot's owner can do this.", "she is the owner no more");
    assert_eq!(settings(&house).await, before);
    house.close().await;
}

async fn a_no_counts_for_a_day_and_the_owner_is_not_pestered(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let (olga, desk) = (owner(&house).await, group(&house, max()));
    let before = settings(&house).await;
    desk.say("/support").unwrap();
    let asked = question(&olga, "Helpdesk").await;
    desk.say("/support").unwrap();
    reads(&desk, "has not decided yet").await;
    house.pressed(&olga, asked.message_id, "No").await;
    reads(&desk, "Declined").await;
    assert_eq!(settings(&house).await, before);
    desk.say("/support").unwrap();
    reads(&desk, "Ask again tomorrow").await;
    for number in 0..4 {
        let other = group(&house, NewUser::new("Tom").username(format!("tom_{number}")));
        other.say("/support").unwrap();
        reads(&other, "I have asked my owner").await;
    }
    let late = group(&house, NewUser::new("Tim").username("tim_is_late"));
    late.say("/support").unwrap();
    reads(&late, "try again in an hour").await;
    house.advance(chrono::Duration::hours(25));
    desk.say("/support").unwrap();
    let count =
        |phone: &Phone| phone.messages().iter().filter(|seen| button(seen, "support:").is_some()).count();
    olga.wait_for(PATIENCE, |_| count(&olga) == 5).await.expect("she is asked again");
    let stale =
        olga.messages().into_iter().find(|seen| seen.text.contains("tom_0")).expect("the first of them");
    assert_eq!(house.pressed(&olga, stale.message_id, "Yes").await, "This question is not open any more.");
    assert_eq!(settings(&house).await, before);
    house.close().await;
}

async fn without_an_owner_who_can_be_asked_it_says_what_to_do(plan: Plan) {
    let house = plan.open().await;
    let before = settings(&house).await;
    let russian = group(&house, NewUser::new("Иван").language("ru"));
    russian.say("/support").unwrap();
    let told = reads(&russian, "Я не знаю своего владельца").await;
    assert!(told.text.contains(&russian.place.telegram_id().to_string()), "{}", told.text);
    // Named in the settings, but the bot may not write to them first; and a group is nobody.
    let olga = house.anybody("Olga", "olga_owns");
    for chat in [olga.user, russian.place.telegram_id()] {
        set_owner(&house, chat).await;
        let desk = group(&house, NewUser::new("Max"));
        desk.say("/support").unwrap();
        reads(&desk, "I don't know my owner").await;
    }
    assert_eq!(settings(&house).await, before);
    house.close().await;
}

async fn agents_are_listed_and_let_go_by_the_same_way(plan: Plan) {
    let house = plan.open().await;
    let (olga, anna) = (owner(&house).await, house.linked(7, "Anna", "anna").await);
    anna.phone.say("Where is it?").unwrap();
    let asked = house.at_desk("Where is it?").await.message_id;
    house.desk().say("/agents").unwrap();
    house.at_desk("Every member of this chat may answer now").await;
    house.desk().say("/agents 5 me").unwrap();
    let wish = question(&olga, "only these Telegram ids").await;
    assert_eq!(settings(&house).await["agents"], Value::Null);
    agree(&house, &olga, &wish).await;
    let kim = house.desk().user.to_string();
    assert_eq!(settings(&house).await["agents"], json!(["5", kim]));
    let lou = house.sim.create_user(NewUser::new("Lou").username("lou_helps")).unwrap();
    let place = house.desk().place.telegram_id();
    house.sim.add_member(place, lou, false).unwrap();
    house.sim.in_group(lou, place).reply(asked, "from nobody").unwrap();
    house.desk().reply(asked, "from Kim").unwrap();
    reads(&anna.phone, "from Kim").await;
    house.quiet().await;
    assert!(!from_bot(&anna.phone).contains(&"from nobody".to_owned()));
    house.desk().say("/agents all").unwrap();
    agree(&house, &olga, &question(&olga, "every member of the support chat").await).await;
    assert_eq!(settings(&house).await["agents"], Value::Null);
    house.close().await;
}

async fn to_a_person_such_a_word_is_a_message_to_support(plan: Plan) {
    let house = plan.open().await;
    owner(&house).await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("/support").unwrap();
    house.at_desk("/support").await;
    house.close().await;
}

async fn the_owner_may_make_their_own_chat_the_support_chat(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let olga = owner(&house).await;
    olga.say("/support").unwrap();
    agree(&house, &olga, &question(&olga, "this chat").await).await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Hello, owner").unwrap();
    let shown = reads(&olga, "Hello, owner").await;
    olga.reply(shown.message_id, "Hello, Anna").unwrap();
    reads(&anna.phone, "Hello, Anna").await;
    house.close().await;
}

on_both!(
    a_group_becomes_the_support_chat_when_the_owner_agrees,
    nobody_but_the_present_owner_decides,
    a_no_counts_for_a_day_and_the_owner_is_not_pestered,
    without_an_owner_who_can_be_asked_it_says_what_to_do,
    agents_are_listed_and_let_go_by_the_same_way,
    to_a_person_such_a_word_is_a_message_to_support,
    the_owner_may_make_their_own_chat_the_support_chat,
);
