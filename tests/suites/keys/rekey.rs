//! A whole rotation, one that is killed half-way, one that comes too early, and the list of what is sealed.

use std::collections::BTreeSet;

use serde_json::json;
use switchboard_store::sealed::SealedColumn;
use switchboard_tests::{Caller, Database, PATIENCE, Plan, Site, button, on_both, reads};
use telegram_emulator::{Phone, Seen};

use super::{both, new_only, rekey, rewritten};

async fn deep_link(caller: &Caller) -> String {
    let made = caller.graphql("mutation { createTelegramLink { url } }", json!({})).await;
    made.value()["url"].as_str().expect("a link").to_owned()
}

/// The person opens a deep link and is asked.
async fn opens(phone: &Phone, link: &str) {
    let token = link.split_once("start=").expect("a token").1;
    let said = phone.say(format!("/start {token}")).expect("opening");
    let asks = |seen: &Seen| seen.message_id > said && button(seen, "link:").is_some();
    phone.wait_for(PATIENCE, asks).await.expect("a question with buttons");
}

async fn works(site: &Site, user: i32, phone: &Phone, words: &str) {
    site.admin().notify(user, words).await;
    reads(phone, words).await;
    phone.say(format!("{words}, heard")).expect("writing");
    reads(&site.desk, &format!("{words}, heard")).await;
}

async fn a_new_key_takes_the_old_ones_place_while_everything_runs(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let anna = site.linked(7, "anna").await;
    server.stop().await;

    let server = site.start_with(&both()).await;
    let (carla, link) = (site.user(9), deep_link(&site.user(9)).await);
    server.stop().await;
    let server = site.start().await;
    let (ben, code) = site.person(site.bot.id, "ben").await;
    let old_link = deep_link(&site.user(10)).await;
    server.stop().await;
    let server = site.start_with(&both()).await;

    let done = rekey(&site).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(rewritten(&done, "Tokens of bots"), 1);
    assert_eq!(rewritten(&done, "Deep links"), 1, "the other one had the new key");
    assert!(rewritten(&done, "Sends with a code") >= 2, "{done:?}");
    assert!(done.said.contains("still needed: 1 codes depend on it"), "{done:?}");
    works(&site, 7, &anna, "beside the command").await;
    let told = site.user(8).register(&format!("ben_{}", site.port), Some(&code)).await;
    assert!(told.is_linked(), "a code of before the rotation: {told:?}");
    reads(&ben, "linked").await;
    let done = rekey(&site).await;
    assert!(done.code == Some(0) && done.said.contains("is not needed any more"), "{done:?}");
    assert_eq!(rewritten(&done, "Tokens of bots"), 0);
    server.stop().await;

    let server = site.start_with(&new_only()).await;
    works(&site, 7, &anna, "with the new key alone").await;
    assert_eq!(deep_link(&carla).await, link);
    assert_eq!(deep_link(&site.user(10)).await, old_link, "the link that was shown is shown again");
    opens(&anna, &old_link).await;
    site.quiet().await;
    server.stop().await;
    site.check_logs();
}

async fn killed_half_way_it_is_run_again(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let anna = site.linked(7, "anna").await;
    let link = deep_link(&site.user(9)).await;
    server.stop().await;
    let server = site.start_with(&both()).await;

    let killed = [&both()[..], &[("FAILPOINTS", "rekeyed=return".to_owned())]].concat();
    let killed = site.run_with(&["rekey"], &killed, "").await;
    assert_eq!(killed.code, None, "it did not abort after its first batch: {killed:?}");
    let done = rekey(&site).await;
    let counts = ["Tokens of bots", "Deep links"].map(|kind| rewritten(&done, kind));
    assert_eq!((done.code, counts), (Some(0), [0, 1]), "the tokens were done: {done:?}");
    assert!(done.said.contains("is not needed any more"), "{done:?}");
    server.stop().await;

    let server = site.start_with(&new_only()).await;
    works(&site, 7, &anna, "all the same").await;
    assert_eq!(deep_link(&site.user(9)).await, link);
    site.quiet().await;
    server.stop().await;
}

async fn it_writes_nothing_that_a_running_server_could_not_open(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let anna = site.linked(7, "anna").await;
    let refused = rekey(&site).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.complained.contains("A running server does not know the key"), "{refused:?}");
    server.stop().await;
    let server = site.start().await;
    works(&site, 7, &anna, "untouched").await;
    server.kill().await;
    let done = rekey(&site).await;
    assert_eq!((done.code, rewritten(&done, "Tokens of bots")), (Some(0), 1), "a dead server needs nothing");

    let unlisted = site.run_with(&["rekey"], &[], "").await;
    assert_eq!(unlisted.code, Some(1), "{unlisted:?}");
    assert!(unlisted.said.contains("is missing in ENCRYPTION_KEY"), "{unlisted:?}");
    let server = site.start_with(&new_only()).await;
    works(&site, 7, &anna, "with the new one").await;
    site.quiet().await;
    server.stop().await;
}

async fn the_list_of_what_is_sealed_is_complete(plan: Plan) {
    let database = plan.database();
    let site = plan.site().await;
    let server = site.start().await;
    let books = site.books().await;
    let columns = books
        .rows(match database {
            Database::Sqlite => {
                "select m.name || '.' || p.name as name from sqlite_master m join pragma_table_info(m.name) p \
                 where m.type = 'table' and p.name like '%ciphertext'"
            }
            Database::Postgres => {
                "select table_name::text || '.' || column_name::text as name from information_schema.columns \
                 where table_schema = 'public' and column_name like '%ciphertext'"
            }
        })
        .await;
    books.close().await;
    let found: BTreeSet<String> =
        columns.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    let listed = SealedColumn::ALL.map(SealedColumn::name).into_iter();
    assert_eq!(found, listed.filter(|name| name.ends_with("ciphertext")).collect(), "see the store's list");
    server.stop().await;
}

on_both!(
    a_new_key_takes_the_old_ones_place_while_everything_runs,
    killed_half_way_it_is_run_again,
    it_writes_nothing_that_a_running_server_could_not_open,
    the_list_of_what_is_sealed_is_complete,
);
