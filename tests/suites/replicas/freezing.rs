//! A server stands still for longer than it may, loses its bot, and goes on as if nothing had been: it notices, starts anew, and what
//! it sends late is marked.

use switchboard_tests::{Books, eventually, tell};

use super::branch::{Branch, site};

async fn live(books: &Books) -> i64 {
    books.count("select count(*) as n from worker where not gone").await
}

async fn epoch(books: &Books) -> i64 {
    books.count("select epoch as n from bot").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_finds_out_that_it_was_replaced_and_starts_anew() {
    let site = site().await;
    let frozen = site.start().await;
    let shop = Branch::first(&site).await;
    let (peer, there) = site.start_another().await;
    let books = site.books().await;
    eventually("that both live", || live(&books), |live| *live == 2).await;
    let load = shop.begin(&site, Some(there.address()));
    eventually("some load", || async { load.accepted() }, |now| *now > 40).await;

    let before = epoch(&books).await;
    frozen.freeze().await;
    eventually("that the peer has the bot", || epoch(&books), |now| *now > before).await;
    let accepted = load.accepted();
    eventually("some more load", || async { load.accepted() }, |now| *now > accepted + 40).await;
    frozen.thaw().await;
    eventually("that it has started anew", || live(&books), |live| *live == 2).await;
    let accepted = load.accepted();
    eventually("some more load", || async { load.accepted() }, |now| *now > accepted + 20).await;

    let ledger = load.rest().await;
    site.quiet().await;
    let figures = shop.judge(&site, &books, &ledger).await;
    tell(format!("frozen and thawed: {figures}"));
    assert!(frozen.log().contains("was declared gone"), "it did not notice:\n{}", frozen.log());
    books.close().await;
    frozen.stop().await;
    peer.stop().await;
    site.check_logs();
}
