//! The bare SQL of an update on its way through: stored, handled, its relay started; then teloxide sends it.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Instant,
};

use anyhow::Context as _;
use futures::future::try_join_all;
use uuid::Uuid;

use super::{
    Due, Known, Support, Teloxide,
    drain::{Flight, listed, now, step},
    handling,
    known::OUTBOX,
};
use crate::{
    house::{House, Person},
    plan::Plan,
    raw::{Raw, Value},
    steps, update,
};

/// Updates that one answer of `getUpdates` holds.
pub const POLLED: usize = 100;

/// What the floor of intake needs. Its house has no server.
#[derive(Debug)]
pub struct Intake {
    url: String,
    look: Plan,
    handle: Plan,
    conversations: HashMap<Uuid, Uuid>,
    bot: i64,
    support: Support,
    telegram: Teloxide,
    numbers: AtomicI64,
}

/// One stored update.
type Stored<'a> = (&'a Person, i64, i64);

impl Intake {
    /// Captures the statements in a house whose people have not written yet.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn new(house: &House, people: &[Person], support: i64) -> anyhow::Result<Self> {
        let steps = steps::intake(house, people).await?;
        let mut raw = house.raw().await?;
        let row = raw.numbers(&format!("select id from chat where telegram_chat_id = {support}")).await?;
        let support = Support { row: *row.first().context("no support chat")?, telegram: support };
        let contacts = raw.ids("select contact_id from conversation order by id").await?;
        let conversations =
            contacts.into_iter().zip(raw.ids("select id from conversation order by id").await?);
        // What the capture made is not to be sent.
        raw.plain("update outbox set state = 'sent'").await?;
        Ok(Self {
            url: house.database.url.clone(),
            look: handling(house, &steps.look, support)?,
            handle: handling(house, &steps.handle, support)?,
            conversations: conversations.collect(),
            bot: house.first_bot()?.0,
            support,
            telegram: Teloxide::new(house.api.url()?)?,
            numbers: AtomicI64::new(10_000_000),
        })
    }

    /// How many statements handling takes.
    #[must_use]
    pub fn statements(&self) -> usize {
        self.handle.len()
    }

    /// A connection for it.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn raw(&self) -> anyhow::Result<Raw> {
        Raw::open(&self.url).await
    }

    /// One update, alone: three commits, then the call. Returns when it began and, once the call was answered, ends the send.
    ///
    /// # Errors
    /// When the database or the null Bot API refuses.
    pub async fn one(&self, raw: &mut Raw, person: &Person, text: &str) -> anyhow::Result<Instant> {
        let begun = Instant::now();
        let stored = self.store(raw, &[person]).await?;
        self.look.run(raw, &mut Known::of(person).variables()).await?;
        raw.begin().await?;
        let made = self.handled(raw, &stored).await?;
        raw.commit().await?;
        step(raw, None, Some(&made)).await?;
        let id = self.telegram.send(self.bot, self.support.telegram, text).await?;
        step(raw, Some((made, vec![id])), None).await?;
        Ok(begun)
    }

    /// Many updates, polled by the hundred, handled so many in a commit; their sends start in the same commit on SQLite, and
    /// go out while the next ones are handled.
    ///
    /// # Errors
    /// When the database or the null Bot API refuses.
    pub async fn many(&self, people: &[&Person], at_once: usize) -> anyhow::Result<()> {
        let mut raw = self.raw().await?;
        let mut back = None;
        let mut flying: Option<Flight> = None;
        for batch in people.chunks(POLLED) {
            let stored = self.store(&mut raw, batch).await?;
            for some in stored.chunks(at_once) {
                raw.begin().await?;
                let made = self.handled(&mut raw, some).await?;
                raw.commit().await?;
                step(&mut raw, back.take(), Some(&made)).await?;
                let (telegram, bot, chat, count) =
                    (self.telegram.clone(), self.bot, self.support.telegram, made.len());
                let sending = tokio::spawn(async move {
                    try_join_all((0..count).map(|_| telegram.send(bot, chat, "relayed"))).await
                });
                if let Some((before, sent)) = flying.replace((made, sending)) {
                    back = Some((before, sent.await??));
                }
            }
        }
        step(&mut raw, back.take(), None).await?;
        if let Some((last, sent)) = flying {
            step(&mut raw, Some((last, sent.await??)), None).await?;
        }
        Ok(())
    }

    /// Stores updates in one commit.
    async fn store<'a>(&self, raw: &mut Raw, people: &[&'a Person]) -> anyhow::Result<Vec<Stored<'a>>> {
        let head = "insert into inbox (bot_id, update_id, chat_key, raw, received_at, state, tries, suspect, deaths) values ";
        let (item, tail) =
            ("(#, #, #, #, #, 'pending', 0, false, 0)", " on conflict do nothing returning id");
        let numbers: Vec<i64> = people.iter().map(|_| self.numbers.fetch_add(1, Relaxed)).collect();
        let values = people.iter().zip(&numbers).flat_map(|(person, number)| {
            let raw = update::message(person, *number, *number, "Where is my parcel?");
            let key = Value::Int(person.telegram);
            [Value::Int(self.bot), Value::Int(*number), key, Value::Text(raw), Value::Time(now())]
        });
        let values: Vec<Value> = values.collect();
        raw.begin().await?;
        let ids = raw.run(listed(raw.kind(), head, people.len(), item, tail), &values).await?;
        raw.commit().await?;
        let all = people.iter().zip(numbers).zip(ids);
        Ok(all.filter_map(|((person, number), id)| Some((*person, number, id?))).collect())
    }

    async fn handled(&self, raw: &mut Raw, stored: &[Stored<'_>]) -> anyhow::Result<Arc<Vec<Due>>> {
        let mut made = Vec::with_capacity(stored.len());
        for (person, number, inbox) in stored {
            let conversation = self.conversations.get(&person.contact.0).context("a stranger")?;
            let mut variables = Known::wrote(person, *conversation, *number, *inbox).variables();
            self.handle.run(raw, &mut variables).await?;
            let Some(Value::Int(id)) = variables.get(OUTBOX) else { anyhow::bail!("no send was made") };
            made.push(Due::relayed(*id, self.bot, self.support));
        }
        Ok(Arc::new(made))
    }
}
