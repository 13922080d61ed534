//! The way of a send on SQLite, without a network: accepted alone; and accepted until it is at Telegram, while its bot holds
//! other lanes that wait. What the scheduler does for them must not show.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use async_trait::async_trait;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use serde_json::value::RawValue;
use switchboard_measure::{
    house::{BotPlan, House, Person, unlimited},
    place::{Database, Place},
    raw::{Raw, Value},
};
use switchboard_services::{
    Core,
    delivery::Delivery,
    telegram::{BotAccess, CallError, Telegram},
};
use tokio::{runtime::Runtime, sync::Notify};
use tokio_util::sync::CancellationToken;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Takes everything, and says so.
#[derive(Debug, Default)]
struct Here {
    called: Notify,
}

#[async_trait]
impl Telegram for Here {
    async fn call(
        &self,
        _: &BotAccess,
        _: &str,
        _: &serde_json::Value,
        _: Duration,
    ) -> Result<Box<RawValue>, CallError> {
        self.called.notify_one();
        RawValue::from_string(r#"{"message_id":1}"#.to_owned())
            .map_err(|error| CallError::Unreadable(error.to_string()))
    }
}

async fn house() -> anyhow::Result<(House, Person)> {
    let place = Place { database: Database::Sqlite, folder: std::env::temp_dir(), server: None };
    let house = House::open(&place).await?;
    let bots = house.bots(1, BotPlan { webhook: true, ..BotPlan::default() }).await?;
    let person = house.people(&bots, 1).await?.pop().context("nobody")?;
    Ok((house, person))
}

/// Lanes with a send each, in chats that are closed for years.
async fn waiting(raw: &mut Raw, lanes: u64) -> anyhow::Result<()> {
    let until = Value::Time("2100-01-01T00:00:00Z".parse()?);
    let chats = format!(
        "insert into chat (bot_id, tenant_id, telegram_chat_id, kind, is_heard, first_seen_at, last_seen_at) \
         with recursive s(n) as (select 1 union all select n + 1 from s where n < {lanes}) \
         select bot_id, tenant_id, 1000000 + s.n, kind, true, first_seen_at, last_seen_at from chat cross join s"
    );
    raw.plain(&chats).await?;
    raw.run("update chat set blocked_until = ? where telegram_chat_id > 1000000", &[until]).await?;
    raw.plain(
        "insert into lane (bot_id, chat_id, stream, class, open) select bot_id, id, zeroblob(16), 1, true from chat \
         where telegram_chat_id > 1000000",
    )
    .await?;
    let columns =
        raw.texts("select name from pragma_table_info('outbox') where name not in ('id', 'lane_id')").await?;
    let columns = columns.join(", ");
    let sends = format!(
        "insert into outbox (lane_id, {columns}) select l.id, {columns} from lane l \
         cross join (select * from outbox where id = (select min(id) from outbox)) \
         where l.chat_id in (select id from chat where telegram_chat_id > 1000000)"
    );
    raw.plain(&sends).await?;
    Ok(())
}

fn sending(c: &mut Criterion) {
    if let Err(error) = try_sending(c) {
        panic_with(&error);
    }
}

#[allow(clippy::panic, reason = "a bench has no other way to fail")]
fn panic_with(error: &anyhow::Error) {
    panic!("{error:#}");
}

fn try_sending(c: &mut Criterion) -> anyhow::Result<()> {
    let runtime = Runtime::new()?;
    let (alone, person) = runtime.block_on(house())?;
    c.bench_function("accepted", |b| {
        b.to_async(&runtime).iter(|| async { alone.tell(&person, "notification").await.is_ok() });
    });
    runtime.block_on(alone.close())?;
    let mut group = c.benchmark_group("accepted until it is at Telegram, with other lanes waiting");
    for lanes in [1_u64, 1_000, 100_000] {
        let (house, person) = runtime.block_on(house())?;
        let telegram = Arc::new(Here::default());
        let core = Core { telegram: Arc::clone(&telegram) as _, ..house.core().clone() };
        let stop = CancellationToken::new();
        let (delivery, told) = (Delivery::new(core, unlimited()), stop.clone());
        let task = runtime.block_on(async {
            house.tell(&person, "notification").await?;
            waiting(&mut house.raw().await?, lanes).await?;
            let task = tokio::spawn(async move { delivery.run(told).await });
            telegram.called.notified().await;
            tokio::time::sleep(Duration::from_secs(3)).await;
            anyhow::Ok(task)
        })?;
        group.bench_with_input(BenchmarkId::from_parameter(lanes), &lanes, |b, _| {
            b.to_async(&runtime).iter(|| async {
                let accepted = house.tell(&person, "notification").await.is_ok();
                telegram.called.notified().await;
                accepted
            });
        });
        stop.cancel();
        runtime.block_on(task)?;
        runtime.block_on(house.close())?;
    }
    group.finish();
    Ok(())
}

criterion_group!(benches, sending);
criterion_main!(benches);
