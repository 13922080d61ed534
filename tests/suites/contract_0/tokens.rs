//! Tokens that are believed, and all the others.

use chrono::Duration;
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use switchboard_tests::{Answer, Caller, Claims, House, Plan, Signer, on_both};

/// Nothing of this house is open to the caller.
pub(crate) async fn refused(caller: &Caller, what: &str) {
    let answers: [Answer; 8] = [
        caller.viewer().await,
        caller.register("anna", None).await,
        caller.test(5).await,
        caller.update("anna", 5).await,
        caller.notify(7, "x").await,
        caller.messages(7).await,
        caller.bot_status().await,
        caller.send(5, "x").await,
    ];
    for answer in answers {
        assert_eq!(
            (answer.code(), &answer.body["data"]),
            ("UNAUTHENTICATED", &Value::Null),
            "{what}: {answer:?}"
        );
    }
    let rest = caller.rest(reqwest::Method::GET, "/integration/webhook-url", None).await;
    assert_eq!((rest.status, &rest.body["status"]), (401, &json!(401)), "{what}");
}

async fn accepted(caller: &Caller, what: &str) {
    let answer = caller.viewer().await;
    assert!(answer.code().is_empty(), "{what}: {answer:?}");
}

fn signed(house: &House, claims: &Claims) -> String {
    house.token(claims)
}

async fn without_a_token_nothing_is_answered(plan: Plan) {
    let house = plan.open().await;
    refused(&house.nobody(), "no token").await;
    house.close().await;
}

async fn what_is_no_token_of_the_application_is_refused(plan: Plan) {
    let house = plan.open().await;
    let good = signed(&house, &Claims::of(7).role("admin"));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = message.split_once('.').unwrap();
    let forged = signed(&house, &Claims::of(1).role("admin"));
    let (forged, _) = forged.rsplit_once('.').unwrap();
    for garbage in [
        "",
        "x",
        "a.b.c",
        "....",
        "sb_",
        "sb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        message,
        header,
        &format!("{message}."),
        &format!("{message}.{}", &signature[1..]),
        &format!("{forged}.{signature}"),
        &format!("{good}.{good}"),
        &format!("{good} {good}"),
        &"x".repeat(20_000),
    ] {
        refused(&house.bearer(garbage), garbage.get(..40).unwrap_or(garbage)).await;
    }
    accepted(&house.bearer(&good), "the good one").await;
    house.close().await;
}

async fn an_unsigned_token_is_refused(plan: Plan) {
    let house = plan.open().await;
    let claims = Claims::of(7).role("admin").at(house.now());
    let secret = house.secret().to_owned();
    for signer in [Signer::None, Signer::NoneSigned(&secret)] {
        refused(&house.bearer(&signer.sign(&claims)), "alg none").await;
    }
    house.close().await;
}

async fn a_foreign_key_and_a_foreign_algorithm_are_refused(plan: Plan) {
    let house = plan.open().await;
    let claims = Claims::of(7).role("admin").at(house.now());
    let secret = house.secret().to_owned();
    let foreign = format!("{secret}x");
    for (what, signer) in [
        ("another secret", Signer::Secret(&foreign)),
        ("an empty secret", Signer::Secret("")),
        ("HS384 with our secret", Signer::Hmac(Algorithm::HS384, &secret)),
        ("HS512 with our secret", Signer::Hmac(Algorithm::HS512, &secret)),
        ("somebody's RSA key", Signer::Rsa(include_str!("keys/foreign.private.pem"))),
    ] {
        refused(&house.bearer(&signer.sign(&claims)), what).await;
    }
    accepted(&house.bearer(&Signer::Secret(&secret).sign(&claims)), "the right one").await;
    house.close().await;
}

async fn a_token_counts_from_nbf_to_exp_with_a_bounded_skew(plan: Plan) {
    let house = plan.manual_clock().open().await;
    let now = house.now();
    let at = |seconds: i64| json!((now + Duration::seconds(seconds)).timestamp());
    for (what, claims) in [
        ("no exp", Claims::of(7).without("exp")),
        ("exp null", Claims::of(7).with("exp", Value::Null)),
        ("exp as text", Claims::of(7).with("exp", at(60).to_string())),
        ("expired", Claims::of(7).with("exp", at(-121))),
        ("expired at the edge of the skew", Claims::of(7).with("exp", at(-31))),
        ("not yet", Claims::of(7).with("nbf", at(121))),
        ("not yet, at the edge of the skew", Claims::of(7).with("nbf", at(32))),
    ] {
        refused(&house.caller(&claims), what).await;
    }
    let caller = house.caller(&Claims::of(7).with("exp", at(60)).with("nbf", at(-60)));
    accepted(&caller, "in time").await;
    accepted(&house.caller(&Claims::of(7).with("exp", at(-20))), "within the skew").await;
    house.advance(Duration::seconds(95));
    refused(&caller, "the same token later").await;
    house.close().await;
}

async fn seven_and_the_text_7_are_the_same_user(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    house.admin().notify(7, "for both spellings").await;
    let as_text = house.caller(&Claims::of("7"));
    assert_eq!(as_text.viewer().await.value()["telegram"]["telegramUsername"], "anna");
    assert_eq!(as_text.messages("7").await.list().len(), 1);
    assert_eq!(anna.caller.viewer().await.value()["userId"], "7");
    let books = house.books().await;
    assert_eq!(books.count("select count(*) as n from app_user where external_id = '7'").await, 1);
    books.close().await;
    house.close().await;
}

async fn a_missing_tenant_is_the_default_one_and_a_missing_or_unknown_role_a_user(plan: Plan) {
    let house = plan.open().await;
    for claims in [
        Claims::of(7),
        Claims::of(7).tenant("default"),
        Claims::of(7).role("root"),
        Claims::of(7).with("role", 1),
    ] {
        let viewer = house.caller(&claims).viewer().await;
        assert_eq!((&viewer.value()["tenant"], &viewer.value()["role"]), (&json!("default"), &json!("USER")));
        assert_eq!(house.caller(&claims).bot_status().await.code(), "FORBIDDEN");
    }
    for (role, shown) in [("site_owner", "SITE_OWNER"), ("admin", "ADMIN"), ("user", "USER")] {
        assert_eq!(house.caller(&Claims::of(7).role(role)).viewer().await.value()["role"], shown);
    }
    for odd in ["", "Default", "a b", "../default", "default\u{0}"] {
        refused(&house.caller(&Claims::of(7).tenant(odd)), odd).await;
    }
    house.close().await;
}

async fn the_first_token_makes_the_user_once(plan: Plan) {
    let house = plan.open().await;
    let caller = house.caller(&Claims::of("new-one").tenant("new-tenant").name("Нина"));
    let answers = futures::future::join_all((0..8).map(|_| caller.viewer())).await;
    for answer in answers {
        assert_eq!(answer.value()["name"], "Нина", "{answer:?}");
    }
    let books = house.books().await;
    assert_eq!(books.count("select count(*) as n from app_user where external_id = 'new-one'").await, 1);
    assert_eq!(books.count("select count(*) as n from tenant where slug = 'new-tenant'").await, 1);
    books.close().await;
    house.close().await;
}

async fn a_token_without_a_user_is_refused(plan: Plan) {
    let house = plan.open().await;
    for (what, sub) in [
        ("empty", json!("")),
        ("null", Value::Null),
        ("a list", json!([7])),
        ("7.5", json!(7.5)),
        ("NUL", json!("7\u{0}")),
    ] {
        refused(&house.caller(&Claims::of(sub)), what).await;
    }
    refused(&house.caller(&Claims::of(7).without("sub")), "no sub").await;
    house.close().await;
}

on_both!(
    without_a_token_nothing_is_answered,
    what_is_no_token_of_the_application_is_refused,
    an_unsigned_token_is_refused,
    a_foreign_key_and_a_foreign_algorithm_are_refused,
    a_token_counts_from_nbf_to_exp_with_a_bounded_skew,
    seven_and_the_text_7_are_the_same_user,
    a_missing_tenant_is_the_default_one_and_a_missing_or_unknown_role_a_user,
    the_first_token_makes_the_user_once,
    a_token_without_a_user_is_refused,
);
