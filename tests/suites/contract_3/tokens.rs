//! The token: its form, its life, and where it works.

use chrono::Duration;
use reqwest::Method;
use switchboard_tests::{Claims, Plan, on_both};

use super::{STALE, accept, call, link, open, open_in_vain, status, token};

async fn a_token_is_43_characters_and_the_outstanding_link_is_shown_again(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.user(7), house.user(8));
    let url = link(&anna).await;
    let token = token(&url);
    assert_eq!(token.len(), 43);
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    let again = futures::future::join_all((0..5).map(|_| link(&anna))).await;
    assert!(again.iter().all(|other| *other == url), "{again:?}");
    assert_ne!(link(&ben).await, url);
    house.close().await;
}

async fn several_first_calls_at_once_get_the_same_link(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let links = futures::future::join_all((0..8).map(|_| link(&anna))).await;
    assert!(links.iter().all(|url| *url == links[0]), "{links:?}");
    house.close().await;
}

async fn a_token_works_once(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let url = link(&anna).await;
    let phone = house.anybody("Anna", "anna");
    let question = open(&phone, &url).await;
    accept(&house, &phone, &question).await;
    assert_eq!(open_in_vain(&phone, token(&url)).await, STALE);
    assert_eq!(open_in_vain(&house.anybody("Eve", "eve_opens"), token(&url)).await, STALE);
    assert_ne!(link(&anna).await, url, "a new one for the next time");
    assert_eq!(status(&anna).await, 1);
    house.close().await;
}

async fn a_token_lives_for_20_minutes(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let anna = house.user(7);
    let url = link(&anna).await;
    let phone = house.anybody("Anna", "anna");
    house.advance(Duration::minutes(20) - Duration::seconds(1));
    assert_eq!(link(&anna).await, url);
    let question = open(&phone, &url).await;
    assert_eq!(status(&anna).await, 2);
    house.advance(Duration::seconds(1));
    assert_eq!(status(&anna).await, 0);
    assert_eq!(house.pressed(&phone, question.message_id, "Link").await, STALE);
    assert_eq!(open_in_vain(&phone, token(&url)).await, STALE);
    let renewed = link(&anna).await;
    assert_ne!(renewed, url);
    let question = open(&phone, &renewed).await;
    accept(&house, &phone, &question).await;
    house.close().await;
}

async fn an_unknown_payload_gets_one_sentence(plan: Plan) {
    let house = plan.open().await;
    let phone = house.anybody("Anna", "anna");
    for payload in ["promo", &"A".repeat(43), &"a-_".repeat(21), "%00", "' or 1=1 --"] {
        assert_eq!(open_in_vain(&phone, payload).await, STALE, "{payload}");
    }
    house.close().await;
}

async fn a_token_of_another_tenant_is_an_unknown_one(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    call(&house.caller(&Claims::of(7).tenant("elsewhere")), Method::GET, "/check").await;
    let url = link(&anna).await;
    let phone = house.anybody("Anna", "anna");
    let question = open(&phone, &url).await;
    let books = house.books().await;
    books.change("update link_token set tenant_id = (select id from tenant where slug = 'elsewhere')").await;
    books.close().await;
    assert_eq!(house.pressed(&phone, question.message_id, "Link").await, STALE);
    assert_eq!(open_in_vain(&phone, token(&url)).await, STALE);
    assert_eq!(status(&anna).await, 0);
    house.close().await;
}

async fn unlinking_takes_an_outstanding_link_back(plan: Plan) {
    let house = plan.open().await;
    let anna = house.user(7);
    let url = link(&anna).await;
    let phone = house.anybody("Anna", "anna");
    let question = open(&phone, &url).await;
    call(&anna, Method::DELETE, "/unlink").await;
    assert_eq!(status(&anna).await, 0);
    assert_eq!(house.pressed(&phone, question.message_id, "Link").await, STALE);
    assert_ne!(link(&anna).await, url);
    house.close().await;
}

async fn a_token_is_nowhere_in_the_database_in_plain(plan: Plan) {
    let house = plan.open().await;
    let url = link(&house.user(7)).await;
    let books = house.books().await;
    assert_eq!(books.places_of(token(&url)).await, [] as [&str; 0]);
    books.close().await;
    house.close().await;
}

on_both!(
    a_token_is_43_characters_and_the_outstanding_link_is_shown_again,
    several_first_calls_at_once_get_the_same_link,
    a_token_works_once,
    a_token_lives_for_20_minutes,
    an_unknown_payload_gets_one_sentence,
    a_token_of_another_tenant_is_an_unknown_one,
    unlinking_takes_an_outstanding_link_back,
    a_token_is_nowhere_in_the_database_in_plain,
);
