//! A bot whose token was revoked keeps its backlog and costs the others nothing. With a new token, the backlog goes out in order.

use std::time::Duration;

use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use switchboard_tests::{
    Books, Caller, Claims, House, PATIENCE, Plan, code_in, dose, eventually, on_both, tell,
};
use telegram_emulator::{BotInfo, NewBot, Phone};
use tokio::time::Instant;

/// Waiting sends of the dead bot, unless `SWITCHBOARD_TEST_BACKLOG` says otherwise.
const BACKLOG: u32 = 600;
/// Of them, those that came by a call.
const BY_CALL: i64 = 20;
const ROUNDS: usize = 40;
const WAITING: &str = "select count(*) as n from outbox where state = 'pending'";

struct Acme {
    admin: Caller,
    bot: BotInfo,
    dora: Phone,
}

impl Acme {
    async fn open(house: &House) -> Self {
        let admin = house.caller(&Claims::of(1).role("admin").tenant("acme"));
        let bot = house.sim.create_bot(NewBot::new("acme_bot", "Acme").token(switchboard_tests::token()));
        let acme = Self { admin, bot: bot.expect("a bot"), dora: house.anybody("Dora", "dora") };
        acme.connect(Method::POST, &acme.bot.token).await;
        let dora = house.sim.private(acme.dora.user, acme.bot.id);
        let acme = Self { dora, ..acme };
        acme.dora.say("/start").expect("/start");
        let seen = acme.dora.wait_for(PATIENCE, |seen| seen.is_from_bot() && code_in(seen).is_some()).await;
        let code = seen.as_ref().and_then(code_in).expect("a code");
        let user = house.caller(&Claims::of(31).tenant("acme"));
        assert!(user.register("dora", Some(&code)).await.is_linked());
        acme
    }

    async fn connect(&self, method: Method, token: &SecretString) {
        let body = json!({"bot_token": token.expose_secret()});
        let answer = self.admin.rest(method, "/integration", Some(body)).await;
        assert!([200, 201].contains(&answer.status), "{answer:?}");
    }

    async fn notify(&self, number: i64) {
        assert_eq!(*self.admin.notify(31, &format!("kept {number:02}")).await.value(), true);
    }

    /// Copies the waiting rows until there are enough.
    async fn pile_up(&self, books: &Books, backlog: i64) {
        let columns =
            "tenant_id, lane_id, state, op, payload, policy, epoch, attempts, ambiguous, repairs, created_at";
        while books.count(WAITING).await < backlog {
            let copy = format!(
                "insert into outbox ({columns}) select {columns} from outbox where state = 'pending' order by id"
            );
            books.change(&copy).await;
        }
    }

    /// Takes the youngest copies away again: to send all of a large pile into one chat takes longer than anybody waits.
    async fn thin_out(&self, books: &Books) -> i64 {
        let rest = format!(
            "delete from outbox where state = 'pending' and id not in \
             (select id from outbox where state = 'pending' order by id limit {BACKLOG})"
        );
        books.change(&rest).await;
        books.count(WAITING).await
    }
}

/// One notification after the other, each until it has arrived; returns the median time.
async fn tell_anna(house: &House, anna: &Phone, from: usize) -> Duration {
    let mut times = Vec::new();
    for number in from..from + ROUNDS {
        let (text, begun) = (format!("live {number}"), Instant::now());
        assert_eq!(*house.admin().notify(7, &text).await.value(), true);
        let seen = anna.wait_for(PATIENCE, |seen| seen.text == text).await;
        assert!(seen.is_some(), "{text} did not arrive");
        times.push(begun.elapsed());
    }
    times.sort();
    times[ROUNDS / 2]
}

async fn a_dead_bot_keeps_its_backlog_and_the_others_do_not_notice(plan: Plan) {
    let house = plan.open().await;
    house.announce("Unauthorized");
    let anna = house.linked(7, "Anna", "anna").await.phone;
    let acme = Acme::open(&house).await;
    house.quiet().await;
    let books = house.books().await;
    let alone = tell_anna(&house, &anna, 0).await;

    let revoked = house.sim.last_call();
    let token = house.sim.revoke_token(acme.bot.id).expect("a new token");
    for number in 0..BY_CALL {
        acme.notify(number).await;
    }
    let dead = "select count(*) as n from bot where state = 'dead'";
    eventually("that the bot is dead", || books.count(dead), |dead| *dead == 1).await;
    acme.pile_up(&books, i64::from(dose("SWITCHBOARD_TEST_BACKLOG", BACKLOG))).await;
    let waiting = books.count(WAITING).await;

    let beside = tell_anna(&house, &anna, ROUNDS).await;
    let refused = house.sim.calls(revoked).iter().filter(|call| call.status == 401).count();
    let ratio = beside.as_secs_f64() / alone.as_secs_f64();
    tell(format!(
        "beside a dead bot with {waiting} sends waiting: {ROUNDS} of {ROUNDS} arrived, median {} ms, alone {} ms, ratio {ratio:.2}; \
         {refused} calls of the dead bot",
        beside.as_millis(),
        alone.as_millis()
    ));
    assert_eq!(books.count(WAITING).await, waiting, "its queue is kept");
    assert!(refused <= 6, "a dead bot calls no more: {refused} calls");
    let waiting = acme.thin_out(&books).await;

    acme.connect(Method::PATCH, &token).await;
    house.quiet().await;
    let kept: Vec<String> = acme.dora.messages().into_iter().map(|seen| seen.text).collect();
    let kept: Vec<&String> = kept.iter().filter(|text| text.starts_with("kept ")).collect();
    assert_eq!(i64::try_from(kept.len()).unwrap(), waiting, "everything arrives, once");
    let by_call = usize::try_from(BY_CALL).unwrap();
    assert!(kept[..by_call].is_sorted() && kept[0] == "kept 00", "in order: {:?}", &kept[..by_call]);
    books.close().await;
    house.close().await;
}

on_both!(a_dead_bot_keeps_its_backlog_and_the_others_do_not_notice);
