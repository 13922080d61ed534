//! PostgreSQL crashes and comes back, again and again, under load.

use switchboard_tests::{Cluster, Database, Plan, tell};

use super::Busy;

const CRASHES: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_crashes_loses_nothing_and_is_found_again() {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await.expect("a cluster");
    let busy = Busy::open(Plan::on(Database::Postgres).on_server(cluster.url())).await;
    for _ in 0..CRASHES {
        busy.accept_more(15).await;
        tokio::task::block_in_place(|| {
            cluster.halt();
            cluster.resume();
        });
    }
    busy.accept_more(15).await;
    let figures = busy.judge().await;
    tell(format!("{CRASHES} crashes of the database: {figures}"));
    assert_eq!(figures.doubled, 0, "the process lives and knows what it sent: {figures}");
}
