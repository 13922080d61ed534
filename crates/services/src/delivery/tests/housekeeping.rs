//! What is over is cleared away; what is not, stays.

use chrono::Duration as Days;
use switchboard_store::{attempts, entities::outbox::OutboxState, inbox, message_map, ownership};

use super::scripted::{ANN, BOT, PostOffice, lost};
use crate::{
    actor::Role,
    audit::{self, Act, Audit, AuditFilter},
    deliveries::{Alert, Deliveries, Span},
    delivery::{Inbox, Outgoing, OwnedBot, Retention, housekeeping::clear_batch},
    error::Error,
    work::Work,
};

#[tokio::test]
async fn ended_sends_lose_their_text_then_go_and_waiting_ones_stay() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([lost()]);
    let message = office.message().await;
    let old = office.accept(Outgoing { message: Some(message), ..office.send("old") }).await;
    office.deliver(&[old]).await;
    let waiting = office.accept(office.send("waiting")).await;
    let core = &office.house.core;
    office.house.clock.advance(Days::days(8));
    assert!(clear_batch(core, Retention::default()).await.unwrap() > 0);
    let rows = office.rows(&[old, waiting]).await;
    assert!(rows[0].payload.is_empty() && !rows[1].payload.is_empty());
    let overdue =
        office.accept(Outgoing { expires_at: Some(office.house.now()), ..office.send("late") }).await;
    office.house.clock.advance(Days::days(30));
    assert!(clear_batch(core, Retention::default()).await.unwrap() > 0);
    assert_eq!(office.rows(&[overdue]).await[0].state, OutboxState::Expired, "nobody picks for a dead bot");
    assert!(attempts::of(core.db.reader(), office.home.tenant, old).await.unwrap().is_empty());
    assert_eq!(office.rows(&[waiting]).await[0].state, OutboxState::Pending);
    let place = message_map::find(core.db.reader(), BOT, ANN, 1002).await.unwrap().unwrap();
    assert!(place.from_bot && place.message_id == Some(message), "agents can still reply to it");
    assert_eq!(clear_batch(core, Retention::default()).await.unwrap(), 0);
}

#[tokio::test]
async fn lines_of_the_audit_log_are_forgotten_when_they_are_old() {
    let office = PostOffice::open().await;
    let (house, home) = (&office.house, &office.home);
    let admin = house.caller(home, "1", Role::Admin).await;
    for _ in 0..2 {
        let work = Work::begin(&house.core).await.unwrap();
        audit::record(&work, &admin, Act::UserErased(admin.user.as_ref().unwrap().id)).await.unwrap();
        work.commit().await.unwrap();
        house.clock.advance(Days::days(400));
    }
    let log = Audit::new(house.core.clone());
    let count = async || log.count(&admin, &AuditFilter::default()).await.unwrap();
    assert_eq!(count().await, 2);
    while clear_batch(&house.core, Retention::default()).await.unwrap() > 0 {}
    assert_eq!(count().await, 1, "the first is older than two years");
}

#[tokio::test]
async fn an_update_of_which_processes_die_is_set_aside_and_told() {
    let office = PostOffice::open().await;
    let (house, home) = (&office.house, &office.home);
    let worker = switchboard_store::WorkerId::new(house.now());
    ownership::register(house.core.db.writer(), worker, "", house.now()).await.unwrap();
    let boxed = Inbox::new(house.core.clone());
    let mut deaths = 0;
    let owned = loop {
        // A process starts, takes the bot over, and takes the update in hand.
        let work = Work::begin(&house.core).await.unwrap();
        let taken = ownership::take(work.tx(), worker, 10).await.unwrap();
        inbox::suspect_first(work.tx(), &[BOT], 1).await.unwrap();
        work.commit().await.unwrap();
        let epoch = taken[0].epoch;
        let owned =
            OwnedBot { bot: BOT, tenant: home.tenant, owner: worker, epoch, token_version: 1, polled: true };
        if deaths == 0 {
            let raw = serde_json::value::RawValue::from_string(r#"{"update_id":7}"#.to_owned()).unwrap();
            boxed.store_polled(&owned, &[raw]).await.unwrap();
        }
        let Some(row) = boxed.waiting(&owned, 10).await.unwrap().pop() else { break owned };
        if let Some(incoming) = boxed.open(&owned, &row).await.unwrap() {
            drop(incoming); // It dies here.
            deaths += 1;
        }
        ownership::give_back(house.core.db.writer(), worker, &[BOT]).await.unwrap();
        assert!(deaths < 10, "it kills for ever");
    };
    assert_eq!(deaths, 3, "one before it was suspected, two with it in hand");
    assert!(boxed.waiting(&owned, 10).await.unwrap().is_empty());
    let admin = house.caller(home, "1", Role::Admin).await;
    let alerts = Deliveries::new(house.core.clone()).alerts(&admin).await.unwrap();
    assert!(matches!(&alerts[..], [Alert::UpdateSetAside { update_id: 7, .. }]));
}

#[tokio::test]
async fn an_operator_sends_again_once_and_takes_back_what_has_not_started() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([super::scripted::refused(403, "Forbidden: bot was blocked by the user")]);
    let message = office.message().await;
    let failed = office.accept(Outgoing { message: Some(message), ..office.send("hello") }).await;
    office.deliver(&[failed]).await;
    let deliveries = Deliveries::new(office.house.core.clone());
    let admin = office.house.caller(&office.home, "1", Role::Admin).await;
    let again = deliveries.replay(&admin, failed).await.unwrap();
    assert!(matches!(deliveries.replay(&admin, failed).await, Err(Error::Conflict(_))));
    let seen = deliveries.get(&admin, failed).await.unwrap();
    assert_eq!(seen.attempts.len(), 1);
    assert_eq!(office.deliver(&[again]).await[0].state, OutboxState::Sent);
    assert_eq!(office.telegram.texts(), ["hello", "hello"]);

    let waiting = office.accept(office.send("not yet")).await;
    deliveries.cancel(&admin, waiting).await.unwrap();
    assert!(matches!(deliveries.cancel(&admin, waiting).await, Err(Error::Conflict(_))));
    let next = office.accept(office.send("next")).await;
    office.deliver(&[next]).await;
    assert_eq!(office.telegram.texts().last().unwrap(), "next");
    assert_eq!(office.rows(&[waiting]).await[0].state, OutboxState::Cancelled);

    let user = office.house.caller(&office.home, "7", Role::User).await;
    let whole = Span { after: None, before: None, take: 100, from_end: false };
    assert!(matches!(deliveries.list(&user, None, &whole).await, Err(Error::Forbidden(_))));
    assert!(matches!(deliveries.count(&user, None).await, Err(Error::Forbidden(_))));
    let other = office.house.home("other", BOT + 1, |_| {}).await;
    let stranger = office.house.caller(&other, "1", Role::Admin).await;
    assert!(matches!(deliveries.get(&stranger, failed).await, Err(Error::NotFound(_))));
    assert!(deliveries.list(&stranger, None, &whole).await.unwrap().rows.is_empty());
    assert_eq!(deliveries.count(&stranger, None).await.unwrap(), 0);
    let sent = Some(OutboxState::Sent);
    assert_eq!(deliveries.list(&admin, sent, &whole).await.unwrap().rows.len(), 2);
    assert_eq!(deliveries.count(&admin, sent).await.unwrap(), 2);
}
