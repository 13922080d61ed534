//! /settings: the same wishes as buttons in the bot, in English and Russian.

use serde_json::{Value, json};
use switchboard_tests::{PATIENCE, Plan, button, from_bot, on_both, reads};
use telegram_emulator::{NewGroup, NewUser, Phone, Seen};

use super::{held, read, update};

async fn menu(phone: &Phone) -> Seen {
    let asked = phone.say("/settings").unwrap();
    let menu = phone.wait_for(PATIENCE, |seen| seen.message_id > asked && button(seen, "set:").is_some());
    menu.await.expect("a menu")
}

fn labels(seen: &Seen) -> Vec<&str> {
    seen.buttons.iter().flatten().map(|button| button.text.as_str()).collect()
}

/// The menu once it has this button.
async fn with(phone: &Phone, menu: &Seen, label: &str) -> Seen {
    let changed = |seen: &Seen| seen.message_id == menu.message_id && seen.button(label).is_some();
    phone
        .wait_for(PATIENCE, changed)
        .await
        .unwrap_or_else(|| panic!("no button {label}: {:?}", phone.messages()))
}

async fn wishes_are_changed_by_buttons(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let shown = menu(&anna.phone).await;
    let all = [
        "✅ Subscription",
        "✅ Security",
        "✅ Payments",
        "✅ Support",
        "Nothing for 8 hours",
        "Quiet hours 22:00–08:00",
    ];
    assert_eq!(labels(&shown), all);
    assert!(
        shown
            .buttons
            .iter()
            .flatten()
            .all(|button| button.data.as_ref().is_some_and(|data| data.len() <= 64))
    );

    assert_eq!(house.pressed(&anna.phone, shown.message_id, "✅ Payments").await, "");
    with(&anna.phone, &shown, "🔕 Payments").await;
    assert_eq!(held(&house, "an invoice", "payment").await, "CATEGORY");
    house.pressed(&anna.phone, shown.message_id, "🔕 Payments").await;
    with(&anna.phone, &shown, "✅ Payments").await;
    assert_eq!(held(&house, "an invoice", "payment").await, Value::Null);

    house.pressed(&anna.phone, shown.message_id, "Nothing for 8 hours").await;
    let muted = with(&anna.phone, &shown, "Notifications again").await;
    assert!(muted.text.contains("Nothing comes until "), "{muted:?}");
    assert_eq!(held(&house, "muted", "payment").await, "MUTED");
    house.pressed(&anna.phone, shown.message_id, "Notifications again").await;
    with(&anna.phone, &shown, "Nothing for 8 hours").await;

    house.pressed(&anna.phone, shown.message_id, "Quiet hours 22:00–08:00").await;
    let quiet = with(&anna.phone, &shown, "No quiet hours").await;
    assert!(quiet.text.contains("Quiet hours: 22:00–08:00 (UTC)."), "{quiet:?}");
    let hours = json!({"from": "22:00", "to": "08:00", "timeZone": "UTC"});
    assert_eq!(read(&anna.caller).await["quietHours"], hours);
    house.pressed(&anna.phone, shown.message_id, "No quiet hours").await;
    let last = with(&anna.phone, &shown, "Quiet hours 22:00–08:00").await;
    assert_eq!((labels(&last).as_slice(), &last.text), (all.as_slice(), &shown.text));
    house.close().await;
}

async fn it_speaks_russian_and_shows_what_the_application_set(plan: Plan) {
    let house = plan.open().await;
    let phone = house.person(NewUser::new("Анна").username("anna").language("ru"));
    let code = house.start(&phone).await;
    assert!(house.user(7).register("anna", Some(&code)).await.is_linked());
    let hours = json!({"from": "23:15", "to": "07:00", "timeZone": "Asia/Tokyo"});
    update(&house.user(7), json!({"mutedCategories": ["payment"], "quietHours": hours})).await;
    let shown = menu(&phone).await;
    let expected = [
        "✅ Подписка",
        "✅ Безопасность",
        "🔕 Платежи",
        "✅ Поддержка",
        "Ничего в течение 8 часов",
        "Без тихих часов",
    ];
    assert_eq!(labels(&shown), expected);
    assert!(shown.text.contains("Тихие часы: 23:15–07:00 (Asia/Tokyo)."), "{shown:?}");
    house.close().await;
}

async fn without_a_link_there_is_nothing_to_set(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let shown = menu(&anna.phone).await;
    anna.caller.graphql("mutation { unlinkTelegram }", json!({})).await;
    let told = house.pressed(&anna.phone, shown.message_id, "✅ Payments").await;
    assert_eq!(told, "Please link your account to this chat first: press /code.");
    anna.phone.say("/settings").unwrap();
    reads(&anna.phone, "Please link your account to this chat first").await;
    assert_eq!(read(&anna.caller).await["categories"][2]["isWanted"], true);
    house.close().await;
}

async fn in_a_group_nothing_is_said_of_settings(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let group =
        house.sim.create_group(NewGroup::new("Friends").member(anna.phone.user).bot(house.bot.id)).unwrap();
    let in_group = house.sim.in_group(anna.phone.user, group);
    in_group.say("/settings@shop_bot").unwrap();
    house.quiet().await;
    assert_eq!(from_bot(&in_group), [] as [&str; 0]);
    house.close().await;
}

on_both!(
    wishes_are_changed_by_buttons,
    it_speaks_russian_and_shows_what_the_application_set,
    without_a_link_there_is_nothing_to_set,
    in_a_group_nothing_is_said_of_settings,
);
