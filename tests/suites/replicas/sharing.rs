//! Two servers share the bots; when one is killed, the other has them all.

use switchboard_tests::{Books, eventually, tell};
use tokio::time::Instant;

use super::branch::{Branch, site};

/// How many workers own a bot, and how many bots have no owner.
async fn owners(books: &Books) -> (i64, i64) {
    (
        books.count("select count(distinct owner) as n from bot where owner is not null").await,
        books.count("select count(*) as n from bot where owner is null").await,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bots_are_shared_and_those_of_a_killed_server_are_taken_over() {
    let site = site().await;
    let acme = Branch::second(&site).await;
    let doomed = site.start().await;
    let (survivor, there) = site.start_another().await;
    let shop = Branch::first(&site).await;
    let acme = acme.settled(&site, &[(21, "dora"), (22, "emil")]).await;
    let books = site.books().await;
    eventually("that each has a bot", || owners(&books), |seen| *seen == (2, 0)).await;

    let loads = [shop.begin(&site, Some(there.address())), acme.begin(&site, Some(there.address()))];
    for load in &loads {
        eventually("some load", || async { load.accepted() }, |accepted| *accepted > 20).await;
    }
    doomed.kill().await;
    let killed = Instant::now();
    eventually("that one has both bots", || owners(&books), |seen| *seen == (1, 0)).await;
    let took = killed.elapsed();
    let accepted = loads[0].accepted();
    eventually("some more load", || async { loads[0].accepted() }, |now| *now > accepted + 20).await;

    let [first, second] = loads;
    let ledgers = [first.rest().await, second.rest().await];
    site.quiet().await;
    for (branch, ledger) in [&shop, &acme].into_iter().zip(&ledgers) {
        let figures = branch.judge(&site, &books, ledger).await;
        tell(format!("one of two servers killed, taken over after {} ms: {figures}", took.as_millis()));
        assert!(figures.doubled <= figures.orphaned, "{figures}");
        assert_eq!(figures.reordered, 0, "{figures}");
    }
    books.close().await;
    survivor.stop().await;
    site.check_logs();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_arrives_at_the_wrong_server_is_handled_by_the_owner() {
    let site = site().await;
    // The bot comes into being here, and stays while nobody has too much.
    let seed = site.start().await;
    seed.stop().await;
    let (owner, _) = site.start_another().await;
    let books = site.books().await;
    eventually("that the first server owns the bot", || owners(&books), |seen| *seen == (1, 0)).await;
    let epoch = books.count("select epoch as n from bot").await;
    // Webhooks and callers come to this one.
    let other = site.start().await;
    site.use_webhook().await;
    let shop = Branch::first(&site).await;
    let load = shop.begin(&site, None);
    eventually("some load", || async { load.accepted() }, |accepted| *accepted > 60).await;
    let ledger = load.rest().await;
    site.quiet().await;
    let figures = shop.judge(&site, &books, &ledger).await;
    tell(format!("webhooks at the wrong server: {figures}"));
    assert_eq!(books.count("select epoch as n from bot").await, epoch, "the bot changed hands");
    assert_eq!(figures.flagged, 0, "{figures}");
    books.close().await;
    owner.stop().await;
    other.stop().await;
}
