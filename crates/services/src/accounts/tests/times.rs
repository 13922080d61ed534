//! When a token is good, by the clock that the service is given, and for whom it is meant.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use super::house::{House, NOW, SECRET, claims, hs256, secret};
use crate::accounts::AuthSettings;

#[tokio::test]
async fn a_token_ends_at_its_expiry_plus_the_leeway() {
    let house = House::open().await;
    let token = hs256(&claims(&json!({"exp": NOW + 60})));
    let actor = house.call(&token).await.unwrap();
    assert_eq!(actor.expires_at.unwrap().timestamp(), NOW + 90);
    house.clock.advance(TimeDelta::seconds(89));
    house.call(&token).await.unwrap();
    house.clock.advance(TimeDelta::seconds(1));
    house.refuses(&token).await;
}

#[tokio::test]
async fn an_expiry_is_required_and_must_be_a_number() {
    let house = House::open().await;
    for exp in
        [json!(null), json!("soon"), json!((NOW + 60).to_string()), json!([NOW + 60]), json!(-1), json!(0)]
    {
        house.refuses(&hs256(&claims(&json!({ "exp": exp })))).await;
    }
    for exp in [json!(NOW as f64 + 0.5), json!(u64::MAX), json!(1e300)] {
        house.call(&hs256(&claims(&json!({ "exp": exp })))).await.unwrap();
    }
}

#[tokio::test]
async fn a_token_is_not_good_before_its_time() {
    let house = House::open().await;
    let token = hs256(&claims(&json!({"nbf": NOW + 31})));
    house.refuses(&token).await;
    house.clock.advance(TimeDelta::seconds(1));
    house.call(&token).await.unwrap();
    house.refuses(&hs256(&claims(&json!({"nbf": "soon"})))).await;
}

#[tokio::test]
async fn audience_and_issuer_must_match_once_they_are_set() {
    let open = House::open().await;
    open.call(&hs256(&claims(&json!({"aud": "anybody", "iss": "anybody"})))).await.unwrap();

    let strict = House::with(AuthSettings {
        jwt_secret: Some(secret(SECRET)),
        audience: Some("switchboard".to_owned()),
        issuer: Some("app".to_owned()),
        ..AuthSettings::default()
    })
    .await;
    for aud in [json!("switchboard"), json!(["other", "switchboard"])] {
        strict.call(&hs256(&claims(&json!({"aud": aud, "iss": "app"})))).await.unwrap();
    }
    for aud in [json!(null), json!("other"), json!([]), json!(["other"]), json!({"switchboard": 1}), json!(1)]
    {
        strict.refuses(&hs256(&claims(&json!({"aud": aud, "iss": "app"})))).await;
    }
    for iss in [json!(null), json!("other"), json!(["app"]), json!("App")] {
        strict.refuses(&hs256(&claims(&json!({"aud": "switchboard", "iss": iss})))).await;
    }
}

#[tokio::test]
async fn the_leeway_is_bounded() {
    let house = House::open().await;
    let settings = |seconds| AuthSettings { leeway: Duration::from_secs(seconds), ..AuthSettings::default() };
    assert!(crate::accounts::Accounts::new(house.core.clone(), settings(120)).is_ok());
    assert!(crate::accounts::Accounts::new(house.core.clone(), settings(121)).is_err());
}
