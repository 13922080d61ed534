//! `sendTelegramNotification` and `sendTelegramMessage`.

use serde_json::{Value, json};
use switchboard_tests::{Claims, Plan, on_both, reads};

async fn exactly_one_of_user_and_username_is_named(plan: Plan) {
    let house = plan.open().await;
    house.linked(7, "Anna", "anna").await;
    let both = json!({"userId": 7, "username": "anna", "message": "x"});
    let neither = json!({"message": "x"});
    let nulls = json!({"userId": null, "username": null, "message": "x"});
    for variables in [both, neither, nulls] {
        let answer = house.admin().notify_with(variables).await;
        assert_eq!(
            (answer.code(), answer.error()),
            ("BAD_USER_INPUT", "Give exactly one of userId and username.")
        );
    }
    house.close().await;
}

async fn one_who_is_not_linked_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let started = house.anybody("Anna", "anna_starts");
    house.start(&started).await;
    house.user(8).viewer().await;
    let missing = house.admin().notify(99, "x").await;
    assert_eq!((missing.code(), missing.error()), ("NOT_FOUND", "This user is not linked to Telegram."));
    assert_eq!(house.admin().notify(8, "x").await, missing, "known, but not linked");
    for username in ["anna_starts", "nobody_at_all", "", "@", "a\u{0}b"] {
        let answer = house.admin().notify_with(json!({"username": username, "message": "x"})).await;
        assert_eq!(answer, missing, "{username:?}");
    }
    house.close().await;
}

async fn it_goes_by_username_in_any_case(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "Anna_Lee").await;
    for (n, username) in ["anna_lee", "@ANNA_LEE"].iter().enumerate() {
        let text = format!("number {n}");
        let answer = house.admin().notify_with(json!({"username": username, "message": text})).await;
        assert_eq!(*answer.value(), true);
        reads(&anna.phone, &text).await;
    }
    house.close().await;
}

async fn only_an_admin_sends_notifications(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    for claims in [Claims::of(7), Claims::of(7).role("site_owner"), Claims::of(7).role("root")] {
        let caller = house.caller(&claims);
        for answer in
            [caller.notify(7, "x").await, caller.send(anna.phone.user, "x").await, caller.bot_status().await]
        {
            assert_eq!((answer.code(), answer.error()), ("FORBIDDEN", "You are not allowed to do this."));
        }
    }
    house.close().await;
}

async fn the_length_is_4096_counted_as_telegram_counts(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    for longest in ["я".repeat(4096), "😀".repeat(2048), format!("{}ab", "😀".repeat(2047))] {
        assert_eq!(*house.admin().notify(7, &longest).await.value(), true);
        assert_eq!(reads(&anna.phone, &longest).await.text, longest);
    }
    for too_long in ["я".repeat(4097), "a".repeat(4097), format!("{}a", "😀".repeat(2048))] {
        for answer in
            [house.admin().notify(7, &too_long).await, house.admin().send(anna.phone.user, &too_long).await]
        {
            assert_eq!(answer.code(), "BAD_USER_INPUT");
            assert!(answer.error().contains("too long"), "{}", answer.error());
        }
    }
    house.close().await;
}

async fn an_empty_text_is_refused(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    for empty in ["", " ", "\n\t\r\n", "\u{200b}", "\u{202e}\u{2067}", "a\u{0}b"] {
        assert_eq!(house.admin().notify(7, empty).await.code(), "BAD_USER_INPUT", "{empty:?}");
        assert_eq!(house.admin().send(anna.phone.user, empty).await.code(), "BAD_USER_INPUT", "{empty:?}");
    }
    house.close().await;
}

async fn it_is_plain_text_whatever_it_looks_like(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let texts = [
        "<b>not bold</b> & *not* _this_ [nor](https://example.com) `that`",
        "👨‍👩‍👧‍👦 🏳️‍🌈 é ñ",
        "שלום עולם — مرحبا بالعالم ‏1 < 2",
        "line\nanother line",
    ];
    for text in texts {
        assert_eq!(*house.admin().notify(7, text).await.value(), true);
        assert_eq!(reads(&anna.phone, text).await.text, text);
    }
    let call = house.sim.calls(0).into_iter().rfind(|call| call.method == "sendMessage").unwrap();
    assert_eq!(call.params.get("parse_mode"), None);
    assert_eq!(house.history(&anna, "SENT").await[0]["message"], texts[3]);
    house.close().await;
}

async fn true_means_stored_even_while_telegram_is_out_of_order(plan: Plan) {
    use telegram_emulator::{Fault, FaultKind};
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let fault =
        house.sim.fault(Fault::new(FaultKind::TooManyRequests { retry_after: 1 }).method("sendMessage"));
    assert_eq!(*house.admin().notify(7, "comes later").await.value(), true);
    let page = anna.caller.messages(7).await;
    assert_eq!(
        (&page.list()[0]["status"], &page.list()[0]["message"]),
        (&json!("QUEUED"), &json!("comes later"))
    );
    house.sim.remove_fault(fault);
    reads(&anna.phone, "comes later").await;
    house.history(&anna, "SENT").await;
    house.close().await;
}

async fn notifications_arrive_in_the_order_in_which_they_were_accepted(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let wanted: Vec<_> = (0..12).map(|n| format!("notification {n:02}")).collect();
    for text in &wanted {
        assert_eq!(*house.admin().notify(7, text).await.value(), true);
    }
    house.quiet().await;
    let came: Vec<_> = switchboard_tests::from_bot(&anna.phone)
        .into_iter()
        .filter(|text| text.starts_with("notification"))
        .collect();
    assert_eq!(came, wanted);
    house.close().await;
}

async fn a_message_goes_to_any_contact_by_chat_id_and_shows_in_the_history(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let admin = house.caller(&Claims::of(1).role("admin").name("Dora"));
    let answer = admin.send(anna.phone.user, "from the application").await;
    assert_eq!(answer.value()["success"], true);
    reads(&anna.phone, "from the application").await;
    let history = house.history(&anna, "SENT").await;
    assert_eq!(history[0]["id"], answer.value()["messageId"]);
    assert_eq!(
        (&history[0]["direction"], &history[0]["adminUsername"]),
        (&json!("OUTGOING"), &json!("Dora"))
    );
    let unlinked = house.anybody("Ben", "ben_starts");
    house.start(&unlinked).await;
    assert_eq!(admin.send(unlinked.user, "hello").await.value()["success"], true);
    reads(&unlinked, "hello").await;
    house.close().await;
}

async fn a_message_to_an_unknown_chat_is_not_found(plan: Plan) {
    let house = plan.open().await;
    let never_started = house.anybody("Eve", "eve_never_started");
    for chat in [never_started.user, 5, -1_001_234_567_890, house.desk().place.telegram_id()] {
        let answer = house.admin().send(chat, "x").await;
        assert_eq!((answer.code(), answer.error()), ("NOT_FOUND", "No contact has this chat id."), "{chat}");
        assert_eq!(answer.body["data"], Value::Null);
    }
    house.close().await;
}

on_both!(
    exactly_one_of_user_and_username_is_named,
    one_who_is_not_linked_is_not_found,
    it_goes_by_username_in_any_case,
    only_an_admin_sends_notifications,
    the_length_is_4096_counted_as_telegram_counts,
    an_empty_text_is_refused,
    it_is_plain_text_whatever_it_looks_like,
    true_means_stored_even_while_telegram_is_out_of_order,
    notifications_arrive_in_the_order_in_which_they_were_accepted,
    a_message_goes_to_any_contact_by_chat_id_and_shows_in_the_history,
    a_message_to_an_unknown_chat_is_not_found,
);
