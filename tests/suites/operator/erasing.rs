//! A user who is to be forgotten: who they were and what was said goes, what waits is taken back, others keep theirs.

use serde_json::json;
use switchboard_tests::{Claims, Plan, on_both, reads};

const ERASE: &str = "mutation($id: ID!) { eraseUser(input: {userId: $id}) { erased errors { code path } } }";

async fn a_forgotten_user_leaves_no_word_behind_and_others_keep_theirs(plan: Plan) {
    let house = plan.open().await;
    let (anna, ben) = (house.linked(7, "Anna", "anna").await, house.linked(8, "Ben", "ben_stays").await);
    for (guest, word) in [(&anna, "annas-secret"), (&ben, "bens-words")] {
        guest.phone.say(word).unwrap();
        house.at_desk(word).await;
    }
    assert_eq!(*house.admin().notify(7, "annas-notice").await.value(), true);
    reads(&anna.phone, "annas-notice").await;
    house.quiet().await;

    for (who, code) in [(house.user(7), "FORBIDDEN"), (house.nobody(), "UNAUTHENTICATED")] {
        assert_eq!(who.graphql(ERASE, json!({"id": "7"})).await.code(), code);
    }
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("other"));
    for (who, id) in [(stranger, "7"), (house.admin(), "99")] {
        let refused = who.graphql(ERASE, json!({"id": id})).await;
        assert_eq!(refused.value()["erased"], false);
        assert_eq!(refused.value()["errors"], json!([{"code": "NOT_FOUND", "path": ["input", "userId"]}]));
    }

    let erased = house.admin().graphql(ERASE, json!({"id": "7"})).await;
    assert_eq!(*erased.value(), json!({"erased": true, "errors": []}));
    let books = house.books().await;
    for said in ["annas-secret", "annas-notice"] {
        let count = format!(
            "select (select count(*) from message where body like '%{said}%') + \
             (select count(*) from outbox where payload like '%{said}%') as n"
        );
        assert_eq!(books.count(&count).await, 0, "{said}");
    }
    let known = "select count(*) as n from contact where username = 'anna' or first_name = 'Anna'";
    assert_eq!(books.count(known).await, 0);
    assert_eq!(books.count("select count(*) as n from app_user where external_id = '7'").await, 0);
    assert_eq!(books.count("select count(*) as n from message where body like '%bens-words%'").await, 1);
    books.close().await;
    assert_eq!(house.admin().notify(7, "again").await.code(), "NOT_FOUND");
    assert!(house.user(7).messages(7).await.list().is_empty(), "the same id is a new user");
    assert_eq!(house.user(8).messages(8).await.list().len(), 1);

    // Who did it is forgotten, too: what was done stays on record, without the id of the application's.
    assert_eq!(house.admin().graphql(ERASE, json!({"id": "1"})).await.value()["erased"], true);
    let books = house.books().await;
    assert_eq!(books.count("select count(*) as n from audit_entry where actor_id = '1'").await, 0);
    assert_eq!(books.count("select count(*) as n from audit_entry where act = 'user.erased'").await, 2);
    books.close().await;
    house.close().await;
}

async fn what_waits_for_a_forgotten_user_never_arrives(plan: Plan) {
    let house = plan.gated().open().await;
    // Sends that are taken back are no surprise here.
    house.announce("erased");
    let anna = house.linked(7, "Anna", "anna").await;
    house.gate().close().await;
    for text in ["on-its-way", "waits"] {
        assert_eq!(*house.admin().notify(7, text).await.value(), true);
    }
    assert_eq!(house.admin().graphql(ERASE, json!({"id": "7"})).await.value()["erased"], true);
    house.gate().open().await;
    house.quiet().await;
    assert!(anna.phone.messages().iter().all(|seen| seen.text != "waits"));
    house.close().await;
}

on_both!(
    a_forgotten_user_leaves_no_word_behind_and_others_keep_theirs,
    what_waits_for_a_forgotten_user_never_arrives,
);
