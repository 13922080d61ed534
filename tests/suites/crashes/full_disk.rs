//! The disk is full: calls are refused, what was accepted before waits, and once there is room everything goes on by itself.

use switchboard_tests::{Database, Plan, eventually, tell};

use super::street::{Intake, Street};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_before_the_disk_was_full_arrives_when_there_is_room() {
    let street = Street::open(Plan::on(Database::Sqlite), Intake::Polling).await;
    let server = street.site.start().await;
    let load = street.begin();
    street.goes_on(&load).await;
    for _ in 0..2 {
        server.fill_disk().await;
        let refused = load.doubtful();
        eventually("refusals", || async { load.doubtful() }, |now| *now > refused + 6).await;
        server.free_disk().await;
        street.goes_on(&load).await;
    }
    let figures = street.judge(load).await;
    tell(format!("disk full twice: {figures}"));
    assert_eq!(figures.flagged, 0, "the process knows what it sent: {figures}");
    server.stop().await;
}
