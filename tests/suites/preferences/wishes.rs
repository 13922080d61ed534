//! Reading and changing one's own wishes.

use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both};

use super::{held, read, update};

fn categories(wanted: [bool; 4]) -> Value {
    let names = ["subscription", "security", "payment", "support"];
    names.iter().zip(wanted).map(|(name, wanted)| json!({"name": name, "isWanted": wanted})).collect()
}

async fn everything_is_wanted_until_something_is_not(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let all = json!({"categories": categories([true; 4]), "mutedUntil": null, "quietHours": null});
    assert_eq!(read(&anna).await, all);
    let hours = json!({"from": "22:00", "to": "08:30", "timeZone": "Europe/Berlin"});
    let changed =
        update(&anna, json!({"mutedCategories": ["payment", "Payment"], "quietHours": hours})).await;
    let expected =
        json!({"categories": categories([true, true, false, true]), "mutedUntil": null, "quietHours": hours});
    assert_eq!(*changed.value(), expected);
    assert_eq!(read(&anna).await, expected);
    let until = (house.now() + chrono::Duration::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let muted = update(&anna, json!({"mutedUntil": until})).await;
    assert_eq!(
        (&muted.value()["mutedUntil"], &muted.value()["quietHours"]),
        (&json!(until), &hours),
        "the rest stays"
    );
    update(&anna, json!({"mutedCategories": [], "mutedUntil": null, "quietHours": null})).await;
    assert_eq!(read(&anna).await, all);
    assert_eq!(read(&house.user(8)).await, all, "nobody else's");
    house.close().await;
}

async fn wishes_that_cannot_be_are_refused(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let hours =
        |from: &str, to: &str, zone: &str| json!({"quietHours": {"from": from, "to": to, "timeZone": zone}});
    for wish in [
        json!({"mutedCategories": ["nothing-of-ours"]}),
        json!({"mutedCategories": ["a b"]}),
        json!({"mutedUntil": "2020-01-01T00:00:00Z"}),
        hours("22:00", "22:00", "UTC"),
        hours("24:00", "08:00", "UTC"),
        hours("8:00", "09:00", "UTC"),
        hours("22:00", "08:00", "Mars/Olympus"),
    ] {
        assert_eq!(update(&anna, wish.clone()).await.code(), "BAD_USER_INPUT", "{wish}");
    }
    assert_eq!(read(&anna).await["quietHours"], Value::Null);
    house.close().await;
}

async fn a_category_of_the_tenants_own_is_known_once_it_was_used(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    assert_eq!(held(&house, "a new parcel", "Parcels").await, Value::Null);
    assert_eq!(read(&anna.caller).await["categories"][4], json!({"name": "parcels", "isWanted": true}));
    update(&anna.caller, json!({"mutedCategories": ["parcels"]})).await;
    assert_eq!(held(&house, "another parcel", "parcels").await, "CATEGORY");
    let elsewhere = house.caller(&switchboard_tests::Claims::of(7).tenant("elsewhere"));
    assert_eq!(read(&elsewhere).await["categories"], categories([true; 4]));
    house.close().await;
}

on_both!(
    everything_is_wanted_until_something_is_not,
    wishes_that_cannot_be_are_refused,
    a_category_of_the_tenants_own_is_known_once_it_was_used,
);
