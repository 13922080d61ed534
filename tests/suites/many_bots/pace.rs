//! A start with many bots at a server that takes new tokens at a pace only: the local Telegram plays that server. What is looked at is
//! who begins within the first minute, not how long anything takes.

use std::collections::BTreeSet;

use serde_json::json;
use switchboard_tests::{PATIENCE, Plan, Site, on_both};
use telegram_emulator::{BotInfo, NewBot};

use super::{connect, default_unit};

/// How often each of some bots was polled until now.
struct Mark(Vec<(i64, u64)>);

impl Mark {
    fn of(site: &Site, bots: &[i64]) -> Self {
        Self(bots.iter().map(|bot| (*bot, site.sim.polls(*bot))).collect())
    }

    /// Those that were polled since.
    fn begun(&self, site: &Site) -> BTreeSet<i64> {
        let since = |(bot, before): &&(i64, u64)| site.sim.polls(*bot) > *before;
        self.0.iter().filter(since).map(|(bot, _)| *bot).collect()
    }

    /// Waits for so many of them.
    async fn wait(&self, site: &Site, many: usize) -> BTreeSet<i64> {
        let look = |_: &telegram_emulator::Sim| Some(self.begun(site)).filter(|begun| begun.len() >= many);
        let begun = site.sim.wait_for(PATIENCE, look).await;
        begun.unwrap_or_else(|| panic!("only {:?} began; the log:\n{}", self.begun(site), site.logs()))
    }
}

async fn bots_begin_at_telegrams_pace_the_most_recently_active_first(plan: Plan) {
    let site =
        plan.settings("[telegram]\npaced_api_url = \"{telegram}\"\nnew_tokens_per_minute = 2\n").site().await;
    let server = site.start().await;
    let (admin, unit) = (site.admin(), default_unit(&site.admin()).await);
    let bots: Vec<BotInfo> = ["one_bot", "two_bot", "three_bot"]
        .map(|name| site.sim.create_bot(NewBot::new(name, name)).unwrap())
        .into_iter()
        .collect();
    for bot in &bots {
        connect(&admin, &unit, bot, json!({})).await;
    }
    for (bot, name) in [(bots[1].id, "ann"), (site.bot.id, "ben"), (bots[0].id, "carl"), (bots[2].id, "dora")]
    {
        site.person(bot, name).await;
    }
    site.quiet().await;
    server.stop().await;

    // As long as Telegram is known to have a token loaded, a restart waits for nobody.
    let all = [site.bot.id, bots[0].id, bots[1].id, bots[2].id];
    let mark = Mark::of(&site, &all);
    let server = site.start().await;
    assert_eq!(mark.wait(&site, 4).await.len(), 4);
    server.stop().await;

    let books = site.books().await;
    books.change("update bot set loaded_at = null").await;
    books.close().await;
    let mark = Mark::of(&site, &all);
    let server = site.start().await;
    let first = mark.wait(&site, 2).await;
    assert_eq!(first, BTreeSet::from([bots[2].id, bots[0].id]), "those who were active last");
    let notice = "bots wait until Telegram takes more tokens";
    assert!(server.log().contains(notice), "{}", server.log());
    site.person(bots[0].id, "eve").await;
    assert_eq!(mark.begun(&site), first, "the others are still in line");
    server.stop().await;
}

async fn at_other_servers_nobody_waits(plan: Plan) {
    let site = plan.settings("[telegram]\nnew_tokens_per_minute = 1\nnew_tokens_per_hour = 1\n").site().await;
    let server = site.start().await;
    let (admin, unit) = (site.admin(), default_unit(&site.admin()).await);
    let mut all = vec![site.bot.id];
    for name in ["one_bot", "two_bot"] {
        let bot = site.sim.create_bot(NewBot::new(name, name)).unwrap();
        connect(&admin, &unit, &bot, json!({})).await;
        all.push(bot.id);
    }
    server.stop().await;
    let books = site.books().await;
    books.change("update bot set loaded_at = null").await;
    books.close().await;
    let mark = Mark::of(&site, &all);
    let server = site.start().await;
    assert_eq!(mark.wait(&site, 3).await.len(), 3);
    server.stop().await;
}

on_both!(bots_begin_at_telegrams_pace_the_most_recently_active_first, at_other_servers_nobody_waits);
