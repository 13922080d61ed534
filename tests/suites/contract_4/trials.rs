//! "Save and Test".

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Plan, eventually, from_bot, keys, on_both, reads, reply};
use telegram_emulator::{Fault, FaultKind};

use super::{at, channel, group, id_of, owner};

async fn test(caller: &Caller, channel: &Value) -> Value {
    let reply = caller.call(Method::POST, &at(channel, "/test")).await;
    assert_eq!(keys(reply.json(200)), ["chat_id", "message", "success", "trouble"]);
    reply.body.clone()
}

/// The Russian answer.
async fn in_russian(caller: &Caller, channel: &Value) -> String {
    let request = caller.request(Method::POST, &at(channel, "/test")).header("Accept-Language", "ru");
    reply(request).await.json(200)["message"].as_str().unwrap().to_owned()
}

async fn it_sends_a_message_that_names_the_channel_also_while_it_is_off(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let body = json!({"name": "On call", "chat_id": id_of(&ops), "is_enabled": false});
    let made = channel(&owner, body).await;
    let expected = json!({
        "success": true, "message": "Test message sent!", "chat_id": id_of(&ops), "trouble": null,
    });
    assert_eq!(test(&owner, &made).await, expected);
    reads(&ops, "On call").await;
    assert_eq!(from_bot(&ops), ["✅ Тестовое сообщение: уведомления канала «On call» приходят в этот чат."]);
    house.close().await;
}

async fn an_unknown_chat_is_told_with_what_to_do_in_both_languages(plan: Plan) {
    let house = plan.open().await;
    house.announce("chat not found");
    let owner = owner(&house, "default");
    for (chat, trouble, english, russian) in [
        ("1009999999999", "lost_minus", "most likely lost its minus", "скорее всего, потерян минус"),
        ("-1009999999999", "unknown_group", "Was the bot added to the group?", "Добавлен ли бот в группу?"),
    ] {
        let made = channel(&owner, json!({"name": "Lost", "chat_id": chat})).await;
        let told = test(&owner, &made).await;
        assert_eq!(
            (&told["success"], &told["trouble"], &told["chat_id"]),
            (&json!(false), &json!(trouble), &json!(chat))
        );
        let message = told["message"].as_str().unwrap();
        assert!(message.contains(english) && message.contains("begins with -"), "{message}");
        let message = in_russian(&owner, &made).await;
        assert!(message.contains(russian) && message.contains("начинается с -"), "{message}");
    }
    let listed = owner.call(Method::GET, "/api/v1/telegram/chats").await;
    assert!(!listed.json(200).to_string().contains("9999999999"), "a chat that nobody saw is not listed");
    house.close().await;
}

async fn a_removed_bot_a_block_and_a_bad_token_are_told_apart(plan: Plan) {
    let house = plan.open().await;
    for words in ["bot was kicked", "bot was blocked", "Unauthorized"] {
        house.announce(words);
    }
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let ann = house.anybody("Ann", "ann_owns");
    house.start(&ann).await;
    let in_group = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let private = channel(&owner, json!({"name": "Ann", "chat_id": ann.user.to_string()})).await;
    house.sim.kick_bot(ops.place.telegram_id(), house.bot.id).unwrap();
    assert_eq!(test(&owner, &in_group).await["trouble"], "not_member");
    ann.block().unwrap();
    assert_eq!(test(&owner, &private).await["trouble"], "blocked");
    ann.unblock().unwrap();
    house.quiet().await;
    house.sim.revoke_token(house.bot.id).unwrap();
    let told = test(&owner, &private).await;
    assert_eq!(told["trouble"], "token");
    assert!(told["message"].as_str().unwrap().contains("@BotFather"), "{told}");
    house.close().await;
}

async fn it_gives_up_after_ten_seconds_and_the_message_does_not_come_later(plan: Plan) {
    let house = plan.open().await;
    house.announce("Too Many Requests");
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    house.quiet().await;
    house
        .sim
        .fault(Fault::new(FaultKind::TooManyRequests { retry_after: 12 }).method("sendMessage").times(1));
    assert_eq!(test(&owner, &made).await["trouble"], "unreachable");
    house.quiet().await;
    assert_eq!(from_bot(&ops), [] as [String; 0]);
    let again = || test(&owner, &made);
    eventually("that it works again", again, |told| told["success"] == true).await;
    house.close().await;
}

on_both!(
    it_sends_a_message_that_names_the_channel_also_while_it_is_off,
    an_unknown_chat_is_told_with_what_to_do_in_both_languages,
    a_removed_bot_a_block_and_a_bad_token_are_told_apart,
    it_gives_up_after_ten_seconds_and_the_message_does_not_come_later,
);
