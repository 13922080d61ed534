//! What a channel wants: level, topics, schedule; what it does not want is skipped, with the reason.

use chrono::{DateTime, Duration, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Plan, keys, on_both};

use super::{at, channel, dispatch, group, id_of, owner, to};

fn about(topic: &str, level: i32) -> Value {
    json!({"topic": topic, "level": level, "type": "INFO", "title": format!("{topic} {level}")})
}

/// State and reason for each of the channels.
async fn outcomes(caller: &Caller, alert: Value, channels: &[Value]) -> Vec<(String, Value)> {
    let dispatched = dispatch(caller, alert).await;
    let results = dispatched["results"].as_array().unwrap();
    assert_eq!(results.len(), channels.len(), "{dispatched}");
    let of = |channel: &Value| results.iter().find(|result| result["channel_id"] == channel["id"]).unwrap();
    let outcome = |result: &Value| (result["state"].as_str().unwrap().to_owned(), result["reason"].clone());
    channels.iter().map(|channel| outcome(of(channel))).map(queued_is_sent).collect()
}

/// An accepted one may be sent by the time of the answer.
fn queued_is_sent((state, reason): (String, Value)) -> (String, Value) {
    (if state == "queued" { "sent".to_owned() } else { state }, reason)
}

fn sent() -> (String, Value) {
    ("sent".to_owned(), Value::Null)
}

fn skipped(reason: &str) -> (String, Value) {
    ("skipped".to_owned(), json!(reason))
}

async fn topics_and_levels_choose_the_channels_and_the_others_are_recorded_as_skipped(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let chat = id_of(&ops);
    let all = channel(&owner, json!({"name": "all", "chat_id": chat})).await;
    let orders =
        channel(&owner, json!({"name": "orders", "chat_id": chat, "topics": ["orders"], "level": 3})).await;
    let off = channel(&owner, json!({"name": "off", "chat_id": chat, "is_enabled": false})).await;
    let channels = [all, orders.clone(), off];
    let told = outcomes(&owner, about("orders", 3), &channels).await;
    assert_eq!(told, [sent(), sent(), skipped("disabled")]);
    let told = outcomes(&owner, about("ORDERS", 2), &channels).await;
    assert_eq!(told, [sent(), skipped("level"), skipped("disabled")]);
    let told = outcomes(&owner, about("stock", 5), &channels).await;
    assert_eq!(told, [sent(), skipped("topic"), skipped("disabled")]);
    // One that is named is not asked for topic and level.
    assert_eq!(outcomes(&owner, to(&orders, json!({})), std::slice::from_ref(&orders)).await, [sent()]);
    house.quiet().await;
    let reply = owner.call(Method::GET, &at(&orders, "/dispatches")).await;
    let recorded = reply.json(200)["data"].as_array().unwrap();
    assert_eq!(
        keys(&recorded[0]),
        [
            "channel_id",
            "chat_id",
            "created_at",
            "dispatch_id",
            "hint",
            "id",
            "reason",
            "state",
            "title",
            "trouble",
            "type"
        ]
    );
    let told: Vec<_> =
        recorded.iter().map(|result| (&result["title"], &result["state"], &result["reason"])).collect();
    let null = Value::Null;
    assert_eq!(
        told,
        [
            (&json!("Database down"), &json!("sent"), &null),
            (&json!("stock 5"), &json!("skipped"), &json!("topic")),
            (&json!("ORDERS 2"), &json!("skipped"), &json!("level")),
            (&json!("orders 3"), &json!("sent"), &null),
        ]
    );
    assert_eq!(recorded[1]["hint"], null, "a wish is no trouble");
    let texts = switchboard_tests::from_bot(&ops);
    assert_eq!(texts.iter().filter(|text| *text == "[INFO] orders 3").count(), 2, "{texts:?}");
    house.close().await;
}

async fn a_schedule_is_kept_in_the_channels_own_time_zone(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let owner = owner(&house, "default");
    let ops = group(&house, "Ops", house.bot.id);
    let schedule = json!({"days": ["friday"], "from": "22:00", "to": "06:00", "time_zone": "Europe/Berlin"});
    let body = json!({"name": "night", "chat_id": id_of(&ops), "schedule": schedule});
    let night = channel(&owner, body).await;
    // The next Friday, 21:59 in Berlin.
    let to_friday = |now: DateTime<Utc>| {
        use chrono::{Datelike as _, NaiveTime};
        let days = (4 + 7 - i64::from(now.weekday().num_days_from_monday())) % 7 + 7;
        let friday = (now.date_naive() + Duration::days(days)).and_time(NaiveTime::MIN).and_utc();
        // Winter and summer differ by an hour: move to the hour before the later one, then look.
        friday + Duration::hours(19) + Duration::minutes(59)
    };
    house.advance(to_friday(house.now()) - house.now());
    let caller = || super::owner(&house, "default");
    let mut seen = Vec::new();
    for _ in 0..14 {
        seen.push(outcomes(&caller(), to(&night, json!({})), std::slice::from_ref(&night)).await.remove(0));
        house.advance(Duration::hours(1));
    }
    // 19:59 UTC is 20:59 or 21:59 there: one or two looks before it opens, eight while it is open.
    let opens = seen.iter().position(|outcome| *outcome == sent()).unwrap();
    assert!((1..=2).contains(&opens), "{seen:?}");
    for (at, outcome) in seen.iter().enumerate() {
        let expected = if (opens..opens + 8).contains(&at) { sent() } else { skipped("schedule") };
        assert_eq!(*outcome, expected, "{at} of {seen:?}");
    }
    house.close().await;
}

on_both!(
    topics_and_levels_choose_the_channels_and_the_others_are_recorded_as_skipped,
    a_schedule_is_kept_in_the_channels_own_time_zone,
);
