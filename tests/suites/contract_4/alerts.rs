//! What an alert looks like in Telegram: to the byte.

use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both, reads};
use telegram_emulator::Call;

use super::{channel, dispatch, end_of, group, id_of, owner, to};

/// What went to a chat, oldest first: method and parameters without the chat.
fn sent(house: &switchboard_tests::House, chat: i64) -> Vec<(String, Value)> {
    let calls = house.sim.calls(0).into_iter().filter(|call| call.chat_id() == Some(chat));
    let bare = |call: &Call| {
        let mut params = call.params.clone();
        params.as_object_mut().unwrap().remove("chat_id");
        (call.method.clone(), params)
    };
    calls.map(|call| bare(&call)).collect()
}

async fn an_alert_is_the_contracts_html_with_escaped_values_and_url_buttons(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let alert = to(
        &made,
        json!({
            "title": "Database <db-1> & co", "link": "https://status.example/?a=1&b=\"x\"",
            "description": "It is \"down\"\r\nsince <noon>",
            "tags": [{"key": "host", "value": "db-1"}, {"key": "a<b", "value": "1 < 2\n&c"}],
            "callbacks": [{"label": "Open", "url": "https://x.example/1"}, {"label": "Mute", "url": "http://x.example/2"}],
            "occurred_at": "2026-01-31T15:30:00+03:00",
        }),
    );
    let dispatched = dispatch(&owner, alert).await;
    assert_eq!(dispatched["occurred_at"], "2026-01-31T12:30:00Z");
    let seen = reads(&ops, "Database").await;
    assert_eq!(end_of(&owner, &dispatched).await["state"], "sent");
    let text = "<b>[ERROR]</b> <a href=\"https://status.example/?a=1&amp;b=&quot;x&quot;\">Database &lt;db-1&gt; &amp; co</a>\n\
        It is &quot;down&quot;\nsince &lt;noon&gt;\n<b>host</b>: <pre>db-1</pre>\n<b>a&lt;b</b>: <pre>1 &lt; 2\n&amp;c</pre>";
    let keyboard = json!({"inline_keyboard": [
        [{"text": "Open", "url": "https://x.example/1"}], [{"text": "Mute", "url": "http://x.example/2"}],
    ]});
    let expected = json!({
        "text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": true}, "reply_markup": keyboard,
    });
    assert_eq!(sent(&house, ops.place.telegram_id()), [("sendMessage".to_owned(), expected)]);
    let shown = "[ERROR] Database <db-1> & co\nIt is \"down\"\nsince <noon>\nhost: db-1\na<b: 1 < 2\n&c";
    assert_eq!(seen.text, shown);
    assert_eq!(seen.button("Mute").unwrap().url.as_deref(), Some("http://x.example/2"));
    house.close().await;
}

async fn every_type_has_its_sign_and_everything_but_the_title_can_be_left_out(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    for kind in ["INFO", "ERROR", "SUCCESS", "WARNING"] {
        let dispatched = dispatch(&owner, to(&made, json!({"type": kind, "title": "x"}))).await;
        assert_eq!(dispatched["type"], kind);
        end_of(&owner, &dispatched).await;
    }
    let texts: Vec<_> =
        sent(&house, ops.place.telegram_id()).into_iter().map(|(_, params)| params["text"].clone()).collect();
    assert_eq!(texts, ["<b>[INFO]</b> x", "<b>[ERROR]</b> x", "<b>[SUCCESS]</b> x", "<b>[WARNING]</b> x"]);
    house.close().await;
}

async fn what_is_too_long_is_cut_without_breaking_a_tag(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let value = "😀<&>".repeat(400);
    let alert = to(
        &made,
        json!({"description": "&".repeat(3000), "tags": [{"key": "dump", "value": value}, {"key": "lost", "value": "x"}]}),
    );
    let dispatched = dispatch(&owner, alert).await;
    assert_eq!(end_of(&owner, &dispatched).await["state"], "sent");
    let seen = reads(&ops, "Database").await;
    let length = seen.text.encode_utf16().count();
    assert!((4095..=4096).contains(&length), "{length}");
    assert!(seen.text.ends_with('…') && seen.text.contains("dump: 😀<&>") && !seen.text.contains("lost"));
    assert_eq!(seen.entities.last().unwrap()["type"], "pre", "the cut value is still marked");
    house.close().await;
}

async fn a_picture_is_fetched_by_telegram_and_has_the_text_under_it(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let image = "https://pictures.example/graph.png";
    let callbacks = json!([{"label": "Open", "url": "https://x.example/1"}]);
    let short = to(&made, json!({"image_url": image, "callbacks": callbacks}));
    end_of(&owner, &dispatch(&owner, short).await).await;
    let keyboard = json!({"inline_keyboard": [[{"text": "Open", "url": "https://x.example/1"}]]});
    let photo = json!({
        "photo": image, "caption": "<b>[ERROR]</b> Database down", "parse_mode": "HTML", "reply_markup": keyboard,
    });
    assert_eq!(sent(&house, ops.place.telegram_id()), [("sendPhoto".to_owned(), photo)]);
    // Too long to stand under a picture: the picture goes ahead.
    let long = to(&made, json!({"image_url": image, "description": "x".repeat(1100)}));
    end_of(&owner, &dispatch(&owner, long).await).await;
    house.quiet().await;
    let later = sent(&house, ops.place.telegram_id()).split_off(1);
    let methods: Vec<_> = later.iter().map(|(method, _)| method.as_str()).collect();
    assert_eq!(methods, ["sendPhoto", "sendMessage"]);
    assert_eq!(later[0].1, json!({"photo": image}));
    house.close().await;
}

async fn a_picture_that_telegram_cannot_fetch_leaves_the_text_alone(plan: Plan) {
    let house = plan.open().await;
    house.announce("failed to get HTTP URL content");
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let made = channel(&owner, json!({"name": "Ops", "chat_id": id_of(&ops)})).await;
    let image = "https://pictures.invalid/graph.png";
    for description in ["short", &"x".repeat(1100)] {
        let alert = to(&made, json!({"image_url": image, "description": description}));
        let dispatched = dispatch(&owner, alert).await;
        let end = end_of(&owner, &dispatched).await;
        assert_eq!((&end["state"], &end["reason"]), (&json!("sent"), &Value::Null), "{description}");
        let seen = reads(&ops, description).await;
        assert_eq!(seen.text, format!("[ERROR] Database down\n{description}"));
        assert_eq!(seen.kind, "text");
    }
    house.close().await;
}

on_both!(
    an_alert_is_the_contracts_html_with_escaped_values_and_url_buttons,
    every_type_has_its_sign_and_everything_but_the_title_can_be_left_out,
    what_is_too_long_is_cut_without_breaking_a_tag,
    a_picture_is_fetched_by_telegram_and_has_the_text_under_it,
    a_picture_that_telegram_cannot_fetch_leaves_the_text_alone,
);
