//! Edits, deletes and reactions of what the bot sends.

use std::time::Duration;

use serde_json::{Map, Value, json};
use switchboard_store::{
    OutboxId,
    entities::outbox::{self, OutboxState},
};

use super::scripted::{PostOffice, fast, is, lost, refused};
use crate::{
    delivery::{Limit, amend},
    error::{Error, Result},
    work::Work,
};

fn params(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

async fn try_amend(
    office: &PostOffice,
    target: OutboxId,
    method: &'static str,
    given: Value,
) -> Result<OutboxId> {
    let work = Work::begin(&office.house.core).await.unwrap();
    let id = amend(&work, office.home.tenant, target, method, params(given)).await?;
    work.commit().await.unwrap();
    Ok(id)
}

async fn edit(office: &PostOffice, target: OutboxId, text: &str) -> OutboxId {
    try_amend(office, target, "editMessageText", json!({"text": text})).await.unwrap()
}

fn ended(row: &outbox::Model) -> (OutboxState, Option<&str>) {
    (row.state, row.reason.as_deref())
}

#[tokio::test]
async fn a_send_that_waits_is_rewritten_in_place() {
    let office = PostOffice::open().await;
    let mut outgoing = office.send("old");
    outgoing.params = json!({"text": "old", "entities": [{"type": "bold", "offset": 0, "length": 3}], "protect_content": true});
    let send = office.accept(outgoing).await;
    assert_eq!(edit(&office, send, "new").await, send);
    office.deliver(&[send]).await;
    let calls = office.telegram.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].params["text"], "new");
    assert_eq!(calls[0].params.get("entities"), None, "an edit replaces the formatting too");
    assert_eq!(calls[0].params["protect_content"], true);
}

#[tokio::test]
async fn a_rewritten_send_goes_out_new_although_its_owner_had_read_it_before() {
    let office = PostOffice::open().await;
    let slow = Limit { limit: 2, window: Duration::from_millis(600), burst: 1 };
    let sends = [office.accept(office.send("first")).await, office.accept(office.send("old")).await];
    let running = office.start(crate::delivery::DeliverySettings { private_chat: slow, ..fast() });
    office.wait_for(&sends[..1], is(OutboxState::Sent)).await;
    edit(&office, sends[1], "new").await;
    office.wait_for(&sends, is(OutboxState::Sent)).await;
    running.stop().await;
    assert_eq!(office.telegram.texts(), ["first", "new"]);
}

#[tokio::test]
async fn a_deleted_send_that_waits_never_goes_out() {
    let office = PostOffice::open().await;
    let (send, next) = (office.accept(office.send("old")).await, office.accept(office.send("next")).await);
    try_amend(&office, send, "deleteMessage", json!({})).await.unwrap();
    let rows = office.deliver(&[send, next]).await;
    assert_eq!(ended(&rows[0]), (OutboxState::Cancelled, Some("deleted")));
    assert_eq!(office.telegram.texts(), ["next"]);
}

#[tokio::test]
async fn an_amendment_of_what_was_sent_names_the_message_at_telegram() {
    let office = PostOffice::open().await;
    let send = office.accept(office.send("old")).await;
    office.deliver(&[send]).await;
    let edited = edit(&office, send, "new").await;
    let reaction = json!({"reaction": [{"type": "emoji", "emoji": "👍"}]});
    let reacted = try_amend(&office, send, "setMessageReaction", reaction).await.unwrap();
    let deleted = try_amend(&office, send, "deleteMessage", json!({})).await.unwrap();
    office.deliver(&[edited, reacted, deleted]).await;
    let calls = office.telegram.calls();
    let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(methods, ["sendMessage", "editMessageText", "setMessageReaction", "deleteMessage"]);
    assert!(calls[1..].iter().all(|call| call.params["message_id"] == 1001), "{calls:?}");
    assert!(calls[1..].iter().all(|call| call.params.get("reply_parameters").is_none()));
}

#[tokio::test]
async fn an_amendment_shares_the_end_of_what_did_not_arrive() {
    let office = PostOffice::open().await;
    let mut parked = office.send("in doubt");
    parked.policy = Some(switchboard_store::entities::integration::DeliveryPolicy::Park);
    let (failed, doubted) = (office.accept(office.send("refused")).await, office.accept(parked).await);
    office.telegram.will_answer([refused(403, "Forbidden: bot was blocked by the user"), lost()]);
    office.deliver(&[failed, doubted]).await;
    let (first, second) = (edit(&office, failed, "new").await, edit(&office, doubted, "new").await);
    let last = office.accept(office.send("last")).await;
    let rows = office.deliver_all(&[first, second, last]).await;
    assert_eq!(ended(&rows[0]), (OutboxState::Failed, Some("target_failed")));
    assert_eq!(ended(&rows[1]), (OutboxState::Failed, Some("target_uncertain")));
    assert_eq!(office.telegram.texts(), ["refused", "in doubt", "last"], "nobody was called for them");
}

#[tokio::test]
async fn what_may_have_arrived_is_not_rewritten_but_changed_after_it() {
    let office = PostOffice::open().await;
    let send = office.accept(office.send("old")).await;
    office.telegram.will_answer([lost()]);
    let running = office.start(fast());
    office.wait_for(&[send], |row| row.ambiguous == 1).await;
    let edited = edit(&office, send, "new").await;
    office.wait_for(&[send, edited], is(OutboxState::Sent)).await;
    running.stop().await;
    assert_eq!(office.telegram.texts(), ["old", "old", "new"]);
}

#[tokio::test]
async fn what_is_no_amendment_and_what_is_foreign_are_refused() {
    let office = PostOffice::open().await;
    let send = office.accept(office.send("mine")).await;
    let other = office.house.home("other", 4_200_000_002, |_| {}).await;
    let work = Work::begin(&office.house.core).await.unwrap();
    let foreign = amend(&work, other.tenant, send, "deleteMessage", Map::new()).await;
    assert!(matches!(foreign, Err(Error::NotFound(_))));
    drop(work);
    let wrong = try_amend(&office, send, "sendMessage", json!({"text": "x"})).await;
    assert!(matches!(wrong, Err(Error::BadInput { .. })));
}
