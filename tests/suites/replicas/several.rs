//! Three and four servers on one PostgreSQL: of the two that own the bots, one is killed and one stands still for longer than it may,
//! at the same time. Those that had nothing to do have everything to do.

use futures::future::join_all;
use serde_json::json;
use switchboard_tests::{Books, Hook, eventually, tell};

use super::branch::{Branch, site};

/// How many workers that live own a bot, and how many of the bots.
async fn owners(books: &Books) -> (i64, i64) {
    let live = "from bot join worker on worker.id = bot.owner and not worker.gone";
    (
        books.count(&format!("select count(distinct bot.owner) as n {live}")).await,
        books.count(&format!("select count(*) as n {live}")).await,
    )
}

async fn live(books: &Books) -> i64 {
    books.count("select count(*) as n from worker where not gone").await
}

async fn one_is_killed_and_one_freezes(servers: i64) {
    let site = site().await;
    let acme = Branch::second(&site).await;
    let doomed = site.start().await;
    let (frozen, _) = site.start_another().await;
    let shop = Branch::first(&site).await;
    let acme = acme.settled(&site, &[(21, "dora"), (22, "emil")]).await;
    let books = site.books().await;
    eventually("that each has a bot", || owners(&books), |seen| *seen == (2, 2)).await;
    let mut others = Vec::new();
    for _ in 2..servers {
        others.push(site.start_another().await);
    }
    eventually("that all live", || live(&books), |live| *live == servers).await;

    let there = others[0].1.address();
    let loads = [shop.begin(&site, Some(there)), acme.begin(&site, Some(there))];
    for load in &loads {
        eventually("some load", || async { load.accepted() }, |accepted| *accepted > 20).await;
    }
    frozen.freeze().await;
    doomed.kill().await;
    let alive = servers - 2;
    eventually("that only those live", || live(&books), |live| *live == alive).await;
    eventually("that they have the bots", || owners(&books), |seen| *seen == (alive.min(2), 2)).await;
    for load in &loads {
        let accepted = load.accepted();
        eventually("some more load", || async { load.accepted() }, |now| *now > accepted + 20).await;
    }
    frozen.thaw().await;
    eventually("that it has started anew", || live(&books), |live| *live == alive + 1).await;

    let [first, second] = loads;
    let ledgers = [first.rest().await, second.rest().await];
    site.quiet().await;
    for (branch, ledger) in [&shop, &acme].into_iter().zip(&ledgers) {
        let figures = branch.judge(&site, &books, ledger).await;
        tell(format!("of {servers} servers one killed, one frozen: {figures}"));
        assert!(figures.doubled <= figures.orphaned, "{figures}");
    }
    assert!(frozen.log().contains("was declared gone"), "it did not notice:\n{}", frozen.log());
    books.close().await;
    for (server, _) in others {
        server.stop().await;
    }
    frozen.stop().await;
    site.check_logs();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_third_of_three_servers_takes_everything() {
    one_is_killed_and_one_freezes(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_two_of_four_servers_take_everything() {
    one_is_killed_and_one_freezes(4).await;
}

const UPDATES: i64 = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_that_comes_five_times_at_once_to_three_servers_is_handled_once() {
    let site = site().await;
    let first = site.start().await;
    site.use_webhook().await;
    let (second, there) = site.start_another().await;
    let (third, elsewhere) = site.start_another().await;
    let anna = site.linked(11, "anna").await;
    site.quiet().await;
    let books = site.books().await;
    let hook = &Hook::take(&site.sim, &books, site.kind).await;
    let here = site.admin();
    let servers = [&here, &there, &elsewhere, &here, &there];
    // Each five times, the last ones first.
    let posts = (0..UPDATES).rev().flat_map(|number| {
        let update = json!({"update_id": 900_000_000 + number, "message": {
            "message_id": 100_000 + number, "date": 1_800_000_000, "text": format!("said once: {number}"),
            "chat": {"id": anna.user, "type": "private", "first_name": "Anna"},
            "from": {"id": anna.user, "is_bot": false, "first_name": "Anna"}}});
        servers.map(|server| {
            let update = update.clone();
            async move { hook.post(server, &update).await }
        })
    });
    assert!(join_all(posts).await.iter().all(|status| *status == 200));
    site.quiet().await;
    let stored = "from message where body like 'said once: %'";
    assert_eq!(books.count(&format!("select count(*) as n {stored}")).await, UPDATES);
    assert_eq!(books.count(&format!("select count(distinct body) as n {stored}")).await, UPDATES);
    let shown = site.desk.messages().into_iter().filter(|seen| seen.text.contains("said once: ")).count();
    assert_eq!(shown, UPDATES as usize);
    books.close().await;
    for server in [first, second, third] {
        server.stop().await;
    }
    site.check_logs();
}
