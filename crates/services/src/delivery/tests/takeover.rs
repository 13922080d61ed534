//! What a dead owner left started.

use switchboard_store::{
    entities::{integration::DeliveryPolicy, outbox::OutboxState},
    settlement::{self, From},
};

use super::scripted::PostOffice;
use crate::{delivery::Outgoing, work::Work};

#[tokio::test]
async fn a_started_send_of_a_dead_owner_goes_again_first_and_flagged() {
    let office = PostOffice::open().await;
    let sends = [office.accept(office.send("first")).await, office.accept(office.send("second")).await];
    office.leave_started(sends[0]).await;
    let rows = office.deliver(&sends).await;
    assert_eq!((rows[0].state, rows[0].ambiguous), (OutboxState::Sent, 1));
    assert_eq!((rows[1].state, rows[1].ambiguous), (OutboxState::Sent, 0));
    assert_eq!(office.telegram.texts(), ["first", "second"]);
}

#[tokio::test]
async fn under_park_it_stays_uncertain_and_is_not_sent_again() {
    let office = PostOffice::open().await;
    let parked = Outgoing { policy: Some(DeliveryPolicy::Park), ..office.send("first") };
    let sends = [office.accept(parked).await, office.accept(office.send("second")).await];
    office.leave_started(sends[0]).await;
    let rows = office.deliver(&sends).await;
    assert_eq!(rows[0].state, OutboxState::Uncertain);
    assert_eq!(office.telegram.texts(), ["second"]);
}

#[tokio::test]
async fn a_late_success_is_recorded_and_stays_flagged() {
    let office = PostOffice::open().await;
    let parked = Outgoing { policy: Some(DeliveryPolicy::Park), ..office.send("first") };
    let sends = [office.accept(parked).await, office.accept(office.send("second")).await];
    office.leave_started(sends[0]).await;
    office.deliver(&sends).await;
    // The owner only seemed dead, and its call arrives behind the second send.
    let work = Work::begin(&office.house.core).await.unwrap();
    let sent = OutboxState::Sent;
    settlement::end(work.tx(), &sends[..1], From::Doubted, sent, None, work.now).await.unwrap();
    work.commit().await.unwrap();
    let rows = office.rows(&sends).await;
    assert_eq!((rows[0].state, rows[0].ambiguous), (OutboxState::Sent, 1));
    assert_eq!((rows[1].state, rows[1].ambiguous), (OutboxState::Sent, 0));
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight_and_the_next_start_sends_the_rest_once() {
    let office = PostOffice::open().await;
    let mut sends = Vec::new();
    for n in 0..50 {
        sends.push(office.accept(office.send(&n.to_string())).await);
    }
    let running = office.start(super::scripted::fast());
    office.wait_for(&sends[..5], |row| row.done_at.is_some()).await;
    running.stop().await;
    assert!(office.rows(&sends).await.iter().all(|row| row.state != OutboxState::Sending));
    office.deliver(&sends).await;
    let wanted: Vec<String> = (0..50).map(|n| n.to_string()).collect();
    assert_eq!(office.telegram.texts(), wanted);
}
