//! Very many bots in one process: half of them polled, all of one tenant; half by webhook, each of a tenant of its own. Sixty unless
//! `SWITCHBOARD_TEST_BOTS` says otherwise (scripts/test-many-bots takes a thousand). What is measured is told and decides nothing;
//! what decides is that each works, and that the death of one moves no other.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use reqwest::Method;
use serde_json::json;
use switchboard_tests::{Caller, Claims, PATIENCE, Plan, Site, code_in, eventually, on_both, tell};
use telegram_emulator::{BotInfo, NewBot, NewUser, Sim};
use tokio::time::Instant;

use super::{connect, default_unit, token};

/// Bots, unless `SWITCHBOARD_TEST_BOTS` says otherwise.
const BOTS: usize = 60;
/// Of each half so many are spoken to.
const SPOKEN_TO: usize = 10;
/// Calls to the server at the same time.
const AT_ONCE: usize = 8;
/// In which the idle process is watched.
const IDLE: Duration = Duration::from_secs(5);

fn how_many() -> usize {
    #[expect(clippy::disallowed_methods, reason = "says how much to test, and is no setting of the product")]
    let named = std::env::var("SWITCHBOARD_TEST_BOTS").ok();
    named.map_or(BOTS, |text| text.parse().expect("SWITCHBOARD_TEST_BOTS is a number"))
}

/// Everything may take so long with so many.
fn patience() -> Duration {
    PATIENCE + Duration::from_millis(100) * u32::try_from(how_many()).unwrap()
}

/// The bots of a site.
struct Crowd {
    polled: Vec<BotInfo>,
    by_webhook: Vec<BotInfo>,
}

impl Crowd {
    async fn connect(site: &Site) -> Self {
        let half = how_many() / 2;
        let bot = |name: String| site.sim.create_bot(NewBot::new(name.as_str(), name.as_str())).unwrap();
        let polled: Vec<BotInfo> = (0..half).map(|number| bot(format!("polled_{number}_bot"))).collect();
        let by_webhook: Vec<BotInfo> = (0..half).map(|number| bot(format!("hooked_{number}_bot"))).collect();
        let (admin, unit) = (site.admin(), default_unit(&site.admin()).await);
        let connecting = polled.iter().map(|bot| connect(&admin, &unit, bot, json!({})));
        stream::iter(connecting).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
        let hooking = by_webhook.iter().enumerate().map(|(number, bot)| hook(site, number, bot));
        stream::iter(hooking).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
        Self { polled, by_webhook }
    }

    /// Waits until each polled bot was polled again since `before`.
    async fn is_polled(&self, site: &Site, before: &[u64]) {
        let all = |sim: &Sim| {
            let mut each = self.polled.iter().zip(before);
            each.all(|(bot, before)| sim.polls(bot.id) > *before).then_some(())
        };
        assert!(
            site.sim.wait_for(patience(), all).await.is_some(),
            "not all are polled; the log:\n{}",
            site.logs()
        );
    }

    fn polls(&self, site: &Site) -> Vec<u64> {
        self.polled.iter().map(|bot| site.sim.polls(bot.id)).collect()
    }
}

/// A tenant's own bot, by webhook.
async fn hook(site: &Site, number: usize, bot: &BotInfo) {
    let owner = site.caller(Claims::of(1).role("site_owner").tenant(&format!("tenant-{number}")));
    let made = owner.rest(Method::POST, "/integration", Some(json!({"bot_token": token(bot)}))).await;
    assert_eq!(made.status, 201, "{made:?}");
    let hooked = owner.graphql("mutation { registerWebhook }", json!({})).await;
    assert!(hooked.value().is_string(), "{hooked:?}");
}

/// Somebody new starts the bot and is answered.
async fn answers(site: &Site, bot: &BotInfo, name: &str) {
    let user = NewUser::new("Ann").username(format!("{name}_{}", bot.id));
    let phone = site.sim.private(site.sim.create_user(user).unwrap(), bot.id);
    phone.say("/start").unwrap();
    let answered = phone.wait_for(patience(), |seen| code_in(seen).is_some()).await;
    assert!(answered.is_some(), "@{} does not answer; the log:\n{}", bot.username, site.logs());
}

/// Adds one bot and removes it again; tells how long each takes until Telegram sees it.
async fn one_comes_and_goes(site: &Site, admin: &Caller) {
    let unit = default_unit(admin).await;
    let bot = site.sim.create_bot(NewBot::new("guest_bot", "Guest")).unwrap();
    let started = Instant::now();
    let id = connect(admin, &unit, &bot, json!({})).await;
    let connected = started.elapsed();
    answers(site, &bot, "comes").await;
    let answered = started.elapsed();
    let started = Instant::now();
    let query = "mutation ($id: ID!) { deleteUnitIntegration(id: $id) }";
    assert_eq!(*admin.graphql(query, json!({"id": id})).await.value(), true);
    let removed = started.elapsed();
    let left = site.sim.wait_for(patience(), |sim| (sim.waiting_polls(bot.id) == 0).then_some(())).await;
    assert!(left.is_some(), "it is still polled");
    tell(format!(
        "one more: connected in {connected:?}, its first answer after {answered:?}; removed in {removed:?}, not polled any more after {:?}",
        started.elapsed()
    ));
}

async fn each_of_many_bots_works_and_the_death_of_one_moves_no_other(plan: Plan) {
    let kind = plan.database();
    let site = plan.site().await;
    let server = site.start().await;
    let (empty, began) = (server.memory(), Instant::now());
    let crowd = Crowd::connect(&site).await;
    tell(format!("{kind:?}, {} bots, connected in {:?}", how_many(), began.elapsed()));
    crowd.is_polled(&site, &vec![0; crowd.polled.len()]).await;
    server.stop().await;

    let before = crowd.polls(&site);
    let began = Instant::now();
    let server = site.start().await;
    let ready = began.elapsed();
    crowd.is_polled(&site, &before).await;
    tell(format!("started: ready after {ready:?}, all polled after {:?}", began.elapsed()));
    let (spent, watched) = (server.processor_time(), Instant::now());
    tokio::time::sleep(IDLE).await;
    tell(format!(
        "idle: {} KiB resident ({} KiB without bots), {:.1} % of a processor",
        server.memory(),
        empty,
        (server.processor_time() - spent).as_secs_f64() / watched.elapsed().as_secs_f64() * 100.0
    ));
    for half in [&crowd.polled, &crowd.by_webhook] {
        for bot in half.iter().step_by((half.len() / SPOKEN_TO).max(1)).take(SPOKEN_TO) {
            answers(&site, bot, "first").await;
        }
    }
    let admin = site.admin();
    one_comes_and_goes(&site, &admin).await;

    let (victim, others) = crowd.polled.split_first().unwrap();
    let before: Vec<u64> = others.iter().map(|bot| site.sim.polls(bot.id)).collect();
    let (after, began) = (site.sim.last_call(), Instant::now());
    site.sim.revoke_token(victim.id).unwrap();
    let dead = format!("select count(*) as n from bot where id = {} and state = 'dead'", victim.id);
    let books = site.books().await;
    eventually("its death is noted", || books.count(&dead), |count| *count == 1).await;
    assert_eq!(books.count("select count(*) as n from bot where state = 'dead'").await, 1);
    books.close().await;
    tell(format!("a token died: noted after {:?}", began.elapsed()));
    for half in [others, &crowd.by_webhook] {
        for bot in half.iter().step_by((half.len() / SPOKEN_TO).max(1)).take(SPOKEN_TO) {
            answers(&site, bot, "second").await;
        }
    }
    // Counted first: a poll that ends is in the log before the next one begins.
    let now: Vec<u64> = others.iter().map(|bot| site.sim.polls(bot.id)).collect();
    let calls: Vec<_> = site.sim.calls(after).into_iter().filter(|call| call.bot != victim.id).collect();
    let refused: Vec<_> = calls.iter().filter(|call| !call.ok()).collect();
    assert!(refused.is_empty(), "calls of others were refused: {refused:#?}");
    for (bot, begun) in others.iter().zip(before.iter().zip(&now).map(|(before, now)| now - before)) {
        let answered = calls.iter().filter(|call| call.bot == bot.id && call.method == "getUpdates").count();
        assert!(begun <= answered as u64, "a poll of @{} was cut", bot.username);
    }
    let all = |sim: &Sim| others.iter().all(|bot| sim.waiting_polls(bot.id) == 1).then_some(());
    assert!(site.sim.wait_for(patience(), all).await.is_some(), "not all others are polled");
    assert!(site.logs().contains("Telegram refuses the bot's token"), "nobody said so");
    site.quiet().await;
    let began = Instant::now();
    server.stop().await;
    tell(format!("stopped in {:?}", began.elapsed()));
    site.check_logs();
}

on_both!(each_of_many_bots_works_and_the_death_of_one_moves_no_other);
