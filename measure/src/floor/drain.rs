//! The bare SQL of a step of sending, in commits as large as a busy owner's: ends of what came back, starts of what goes
//! next; while one batch is on its way, the next one is written.

use std::{collections::BTreeMap, sync::Arc};

use futures::future::try_join_all;
use sqlx::Row as _;
use switchboard_store::DbKind;
use uuid::Uuid;

use super::{Support, Teloxide};
use crate::raw::{Raw, Shape, Value};

/// Sends in one batch: as many as are on their way at the same time.
const BATCH: usize = 64;
/// Connections that the server opens by default.
const CONNECTIONS: usize = 16;

/// A pending send.
#[derive(Clone, Debug)]
pub struct Due {
    id: i64,
    lane: i64,
    bot: i64,
    chat: i64,
    telegram: i64,
    message: Option<Uuid>,
}

impl Due {
    /// The relay of what a person wrote.
    pub(super) fn relayed(id: i64, bot: i64, support: Support) -> Self {
        Self { id, lane: 0, bot, chat: support.row, telegram: support.telegram, message: None }
    }
}

/// A batch on its way, and the task that brings it there.
pub(super) type Flight = (Arc<Vec<Due>>, tokio::task::JoinHandle<anyhow::Result<Vec<i64>>>);

/// What waits, the first of every lane first.
///
/// # Errors
/// When the database refuses.
pub async fn pending(raw: &mut Raw) -> anyhow::Result<Vec<Due>> {
    const SQL: &str = "select o.id, o.lane_id, l.bot_id, l.chat_id, c.telegram_chat_id, o.message_id from outbox o \
         join lane l on l.id = o.lane_id join chat c on c.id = l.chat_id where o.state = 'pending' order by o.id";
    macro_rules! read {
        ($connection:expr) => {{
            let rows = sqlx::query(SQL).fetch_all($connection).await?;
            let read = rows.iter().map(|row| {
                Ok(Due {
                    id: row.try_get(0)?,
                    lane: row.try_get(1)?,
                    bot: row.try_get(2)?,
                    chat: row.try_get(3)?,
                    telegram: row.try_get(4)?,
                    message: row.try_get(5)?,
                })
            });
            read.collect::<sqlx::Result<Vec<Due>>>()?
        }};
    }
    let sends = match raw {
        Raw::Sqlite(connection) => read!(connection),
        Raw::Postgres(connection) => read!(connection),
    };
    let mut places: BTreeMap<i64, usize> = BTreeMap::new();
    let mut placed: Vec<(usize, Due)> = Vec::with_capacity(sends.len());
    for send in sends {
        let place = places.entry(send.lane).or_default();
        placed.push((*place, send));
        *place += 1;
    }
    placed.sort_by_key(|(place, send)| (*place, send.bot, send.id));
    Ok(placed.into_iter().map(|(_, send)| send).collect())
}

/// Drains them all: on SQLite by one writer, whose commits bots share; on PostgreSQL each bot's steps commit alone.
///
/// # Errors
/// When the database or the null Bot API refuses.
pub async fn drain(url: &str, sends: Vec<Due>, telegram: &Teloxide) -> anyhow::Result<()> {
    let mut shares: BTreeMap<usize, Vec<Due>> = BTreeMap::new();
    let is_server = switchboard_store::db::kind_of(url) == Some(DbKind::Postgres);
    for send in sends {
        let share = if is_server { usize::try_from(send.bot).unwrap_or(0) % CONNECTIONS } else { 0 };
        shares.entry(share).or_default().push(send);
    }
    let workers = shares.into_values().map(|share| {
        let (url, telegram) = (url.to_owned(), telegram.clone());
        tokio::spawn(async move { worker(&url, share, is_server, telegram).await })
    });
    for done in try_join_all(workers).await? {
        done?;
    }
    Ok(())
}

async fn worker(url: &str, sends: Vec<Due>, is_server: bool, telegram: Teloxide) -> anyhow::Result<()> {
    let mut raw = Raw::open(url).await?;
    let mut batches: Vec<Vec<Due>> = Vec::new();
    for send in sends {
        let fits = |batch: &Vec<Due>| {
            batch.len() < BATCH
                && (!is_server || batch.first().is_none_or(|first| first.bot == send.bot))
                && batch.iter().all(|other| other.lane != send.lane)
        };
        match batches.last_mut().filter(|batch| fits(batch)) {
            Some(batch) => batch.push(send),
            None => batches.push(vec![send]),
        }
    }
    let mut back: Option<(Arc<Vec<Due>>, Vec<i64>)> = None;
    let mut flying: Option<Flight> = None;
    for batch in batches.into_iter().map(Arc::new) {
        step(&mut raw, back.take(), Some(&batch)).await?;
        let (going, telegram) = (Arc::clone(&batch), telegram.clone());
        let sending = tokio::spawn(async move {
            try_join_all(going.iter().map(|send| telegram.send(send.bot, send.telegram, "notification")))
                .await
        });
        if let Some((before, sent)) = flying.replace((batch, sending)) {
            back = Some((before, sent.await??));
        }
    }
    step(&mut raw, back.take(), None).await?;
    if let Some((last, sent)) = flying {
        step(&mut raw, Some((last, sent.await??)), None).await?;
    }
    Ok(())
}

/// One commit: ends, then starts, bot by bot.
pub(super) async fn step(
    raw: &mut Raw,
    ended: Option<(Arc<Vec<Due>>, Vec<i64>)>,
    started: Option<&Arc<Vec<Due>>>,
) -> anyhow::Result<()> {
    raw.begin().await?;
    if let Some((sends, ids)) = ended {
        let pairs: Vec<(&Due, i64)> = sends.iter().zip(ids).collect();
        for of_bot in pairs.chunk_by(|one, other| one.0.bot == other.0.bot) {
            finish(raw, of_bot).await?;
        }
    }
    if let Some(sends) = started {
        for of_bot in sends.chunk_by(|one, other| one.bot == other.bot) {
            start(raw, of_bot).await?;
        }
    }
    Ok(raw.commit().await?)
}

async fn start(raw: &mut Raw, sends: &[Due]) -> anyhow::Result<()> {
    let Some(bot) = sends.first().map(|send| send.bot) else { return Ok(()) };
    let hold = match raw.kind() {
        DbKind::Sqlite => "select id from bot where id = ? and epoch >= 0",
        DbKind::Postgres => "select id from bot where id = $1 and epoch >= 0 for share",
    };
    raw.run(hold, &[Value::Int(bot)]).await?;
    let ids = sends.iter().map(|send| Value::Int(send.id));
    let values: Vec<Value> = std::iter::once(Value::Time(now())).chain(ids).collect();
    let head = "update outbox set state = 'sending', epoch = 1, started_at = # where id in (";
    let tail = ") and state = 'pending' returning id";
    raw.run(listed(raw.kind(), head, sends.len(), "#", tail), &values).await?;
    Ok(())
}

async fn finish(raw: &mut Raw, sends: &[(&Due, i64)]) -> anyhow::Result<()> {
    let (kind, count, at) = (raw.kind(), sends.len(), Value::Time(now()));
    let with_time = |values: Vec<Value>| std::iter::once(at.clone()).chain(values).collect::<Vec<_>>();
    let ids = with_time(sends.iter().map(|(send, _)| Value::Int(send.id)).collect());
    let head =
        "update outbox set state = 'sent', attempts = attempts + 1, reason = null, done_at = # where id in (";
    let tail = ") and epoch = 1 and state = 'sending' returning id";
    raw.run(listed(kind, head, count, "#", tail), &ids).await?;
    let maps = sends.iter().flat_map(|(send, id)| {
        let message = send.message.map_or(Value::Null(Shape::Id), Value::Id);
        let telegram = [Value::Int(send.bot), Value::Int(send.telegram), Value::Int(*id)];
        telegram.into_iter().chain([message, Value::Int(send.id)])
    });
    let maps: Vec<Value> = maps.collect();
    let head = "insert into message_map (bot_id, telegram_chat_id, telegram_message_id, message_id, outbox_id, from_bot) values ";
    raw.run(listed(kind, head, count, "(#, #, #, #, #, true)", " on conflict do nothing"), &maps).await?;
    let messages = with_time(sends.iter().filter_map(|(send, _)| send.message.map(Value::Id)).collect());
    if messages.len() > 1 {
        let head = "update message set status = 'sent', failure = null, updated_at = # where id in (";
        raw.run(listed(kind, head, messages.len() - 1, "#", ") and direction = 'outgoing'"), &messages)
            .await?;
    }
    let chats = with_time(sends.iter().map(|(send, _)| Value::Int(send.chat)).collect());
    let head = "update chat set last_sent_at = # where id in (";
    raw.run(listed(kind, head, count, "#", ")"), &chats).await?;
    Ok(())
}

pub(super) fn now() -> chrono::DateTime<chrono::Utc> {
    use switchboard_services::Clock as _;
    switchboard_services::SystemClock.now()
}

/// The statement with `item` repeated; `#` is a parameter. Kept for ever: there are few lengths.
pub(super) fn listed(kind: DbKind, head: &str, count: usize, item: &str, tail: &str) -> &'static str {
    use std::{
        collections::HashMap,
        sync::{LazyLock, Mutex, PoisonError},
    };
    static KNOWN: LazyLock<Mutex<HashMap<(String, usize), &'static str>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry((format!("{kind:?}{head}"), count)).or_insert_with(|| {
        let text = format!("{head}{}{tail}", vec![item; count].join(", "));
        let mut number = 0;
        let spelled = text.chars().map(|char| match (char, kind) {
            ('#', DbKind::Sqlite) => "?".to_owned(),
            ('#', DbKind::Postgres) => {
                number += 1;
                format!("${number}")
            }
            (char, _) => char.to_string(),
        });
        Box::leak(spelled.collect::<String>().into_boxed_str())
    })
}
