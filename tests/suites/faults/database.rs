//! PostgreSQL crashes and comes back, again and again, under load.

use switchboard_tests::{Cluster, Database, Plan, dose, tell};

use super::Busy;

/// Crashes, unless `SWITCHBOARD_TEST_DATABASE_CRASHES` says otherwise.
const CRASHES: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_crashes_loses_nothing_and_is_found_again() {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await.expect("a cluster");
    let busy = Busy::open(Plan::on(Database::Postgres).on_server(cluster.url())).await;
    let crashes = dose("SWITCHBOARD_TEST_DATABASE_CRASHES", CRASHES);
    for _ in 0..crashes {
        busy.accept_more(15).await;
        tokio::task::block_in_place(|| {
            cluster.halt();
            cluster.resume();
        });
    }
    busy.accept_more(15).await;
    let figures = busy.judge().await;
    tell(format!("{crashes} crashes of the database: {figures}"));
    assert_eq!(figures.doubled, 0, "the process lives and knows what it sent: {figures}");
}
