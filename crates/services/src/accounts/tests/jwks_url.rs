//! Keys from an address: cached, refreshed, never asked for more often than needed, and kept when it is down.

use chrono::TimeDelta;
use jsonwebtoken::Algorithm;
use serde_json::json;

use super::{
    house::{House, SECRET, claims, hs256, secret, signed},
    jwks_endpoint::Endpoint,
    keys::{ed, ed_jwk, jwk, key_set, rsa},
};
use crate::accounts::{AuthSettings, JwksSource};

async fn house(endpoint: &Endpoint) -> House {
    let jwks = Some(JwksSource::Url(endpoint.url()));
    House::with(AuthSettings { jwks, jwt_secret: Some(secret(SECRET)), ..AuthSettings::default() }).await
}

fn token(key_id: &str) -> String {
    signed(Algorithm::EdDSA, &ed(), Some(key_id), &claims(&json!({})))
}

fn set(key_id: &str) -> String {
    key_set(&[ed_jwk(key_id)])
}

#[tokio::test]
async fn keys_are_asked_for_once_in_ten_minutes() {
    let endpoint = Endpoint::start(&set("one")).await;
    let house = house(&endpoint).await;
    assert_eq!(endpoint.asked(), 0);
    for _ in 0..3 {
        house.call(&token("one")).await.unwrap();
    }
    assert_eq!(endpoint.asked(), 1);
    house.clock.advance(TimeDelta::minutes(11));
    house
        .call(&signed(Algorithm::EdDSA, &ed(), Some("one"), &claims(&json!({"exp": 1_900_000_000}))))
        .await
        .unwrap();
    assert_eq!(endpoint.asked(), 2);
}

#[tokio::test]
async fn a_removed_key_is_believed_for_ten_minutes_at_most() {
    let endpoint = Endpoint::start(&set("one")).await;
    let house = house(&endpoint).await;
    house.call(&token("one")).await.unwrap();
    endpoint.answer_with("200 OK", &set("two"));
    house.call(&token("one")).await.unwrap();
    house.clock.advance(TimeDelta::minutes(10));
    house.refuses(&token("one")).await;
    house.call(&token("two")).await.unwrap();
}

#[tokio::test]
async fn an_unknown_key_is_looked_up_at_once_but_not_again_within_30_seconds() {
    let endpoint = Endpoint::start(&set("one")).await;
    let house = house(&endpoint).await;
    house.call(&token("one")).await.unwrap();
    endpoint.answer_with("200 OK", &set("two"));
    house.call(&token("two")).await.unwrap();
    assert_eq!(endpoint.asked(), 2);
    for made_up in ["three", "four", "five"] {
        house.refuses(&token(made_up)).await;
    }
    assert_eq!(endpoint.asked(), 2);
    house.clock.advance(TimeDelta::seconds(30));
    house.refuses(&token("three")).await;
    assert_eq!(endpoint.asked(), 3);
}

#[tokio::test]
async fn callers_that_come_at_once_ask_once() {
    let endpoint = Endpoint::start(&set("one")).await;
    endpoint.hold();
    let house = house(&endpoint).await;
    let token = token("one");
    let calls = futures::future::try_join_all((0..8).map(|_| house.call(&token)));
    let release = async {
        endpoint.arrival().await;
        endpoint.release();
    };
    let (actors, ()) = tokio::join!(calls, release);
    assert_eq!(actors.unwrap().len(), 8);
    assert_eq!(endpoint.asked(), 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_does_not_stop_the_reading() {
    let endpoint = Endpoint::start(&set("one")).await;
    endpoint.hold();
    let house = house(&endpoint).await;
    let one = token("one");
    tokio::select! {
        _ = house.call(&one) => panic!("nothing was answered yet"),
        () = endpoint.arrival() => {}
    }
    endpoint.release();
    house.call(&one).await.unwrap();
    assert_eq!(endpoint.asked(), 1);
}

#[tokio::test]
async fn known_keys_stay_in_use_while_the_address_is_down() {
    let endpoint = Endpoint::start(&set("one")).await;
    let house = house(&endpoint).await;
    let lasting = signed(Algorithm::EdDSA, &ed(), Some("one"), &claims(&json!({"exp": 1_900_000_000})));
    house.call(&lasting).await.unwrap();
    for (status, body) in [("503 Down", "no"), ("200 OK", "no JWKS"), ("302 Found", "elsewhere")] {
        endpoint.answer_with(status, body);
        house.clock.advance(TimeDelta::minutes(11));
        house.call(&lasting).await.unwrap();
    }
    endpoint.answer_with("200 OK", &" ".repeat(300 * 1024));
    house.clock.advance(TimeDelta::minutes(11));
    house.call(&lasting).await.unwrap();
}

#[tokio::test]
async fn an_ailing_address_holds_nobody_up() {
    let endpoint = Endpoint::start(&set("one")).await;
    let house = house(&endpoint).await;
    let lasting = signed(Algorithm::EdDSA, &ed(), Some("one"), &claims(&json!({"exp": 1_900_000_000})));
    house.call(&lasting).await.unwrap();
    endpoint.answer_with("503 Down", "");
    house.clock.advance(TimeDelta::minutes(11));
    house.call(&lasting).await.unwrap();
    assert_eq!(endpoint.asked(), 2);
    // It failed: nobody asks for 30 seconds, and then nobody waits for the answer.
    house.call(&lasting).await.unwrap();
    assert_eq!(endpoint.asked(), 2);
    endpoint.hold();
    endpoint.answer_with("200 OK", &key_set(&[ed_jwk("one"), ed_jwk("two")]));
    house.clock.advance(TimeDelta::seconds(30));
    house.call(&lasting).await.unwrap();
    // Had that call waited, the reading would have timed out by now, and nobody would ask again so soon.
    endpoint.release();
    house.call(&token("two")).await.unwrap();
}

#[tokio::test]
async fn keys_that_could_never_be_read_are_our_failure_and_not_the_tokens() {
    let endpoint = Endpoint::start("").await;
    endpoint.answer_with("503 Down", "");
    let house = house(&endpoint).await;
    assert_eq!(house.call(&token("one")).await.unwrap_err().code(), "INTERNAL");
    // Other keys work, and what they refuse is refused.
    house.call(&hs256(&claims(&json!({})))).await.unwrap();
    house.refuses(&hs256(&claims(&json!({"exp": 0})))).await;
    endpoint.answer_with("200 OK", &set("one"));
    assert_eq!(house.call(&token("one")).await.unwrap_err().code(), "INTERNAL");
    assert_eq!(endpoint.asked(), 1);
    house.clock.advance(TimeDelta::seconds(30));
    house.call(&token("one")).await.unwrap();
}

#[tokio::test]
async fn a_token_with_a_shared_secret_asks_no_address() {
    let endpoint = Endpoint::start(&key_set(&[jwk(&rsa(), Algorithm::RS256, "one")])).await;
    let house = house(&endpoint).await;
    let foreign = jsonwebtoken::EncodingKey::from_secret(b"another secret that is long enough, really");
    house.refuses(&signed(Algorithm::HS256, &foreign, Some("made-up"), &claims(&json!({})))).await;
    assert_eq!(endpoint.asked(), 0);
}
