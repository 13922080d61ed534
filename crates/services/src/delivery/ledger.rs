//! How steps are written: those of several bots in one commit, each kind of change in one statement for all of them. May be
//! repeated after a failed commit: every change is from the expected state only.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use switchboard_store::{
    OutboxId, channels, chat_migration, dispatch,
    entities::{message::MessageStatus, message_map, outbox, outbox::OutboxState},
    integrations, ownership,
    settlement::{self, From},
};

use super::{
    amend::{is_amendment, why_not},
    ending::{Change, Ending},
    roster::OwnedBot,
    scheduler::Pick,
    step::{Step, Written},
    undelivered::write_over,
    verdict::Verdict,
};
use crate::{core::Core, error::Result, failpoint::failpoint, work::Work};

/// A step to be written, and for which bot.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) owned: OwnedBot,
    pub(super) step: Arc<Step>,
}

/// Writes all of it or nothing; says for each entry what came of it.
pub(super) async fn write(core: &Core, entries: &[Entry]) -> Result<Vec<Written>> {
    let work = Work::begin(core).await?;
    // First of all: who takes a bot holds its row before it touches its sends.
    let claims: Vec<_> = entries.iter().map(|entry| entry.owned.claim()).collect();
    let held = ownership::hold_all(work.tx(), &claims).await?;
    let is_held = |entry: &Entry| held.contains(&entry.owned.claim());
    // What happened at Telegram is a fact also when the bot has another owner meanwhile.
    write_endings(&work, entries).await?;
    let mut written: Vec<Written> =
        entries.iter().map(|entry| Written { lost: !is_held(entry), ..Written::default() }).collect();
    let mut open = Vec::new();
    for (entry, written) in entries.iter().zip(&mut written).filter(|(_, written)| !written.lost) {
        write_expired(&work, entry).await?;
        write_pauses(&work, entry).await?;
        open.push((entry, written));
    }
    write_starts(&work, &mut open).await?;
    close(&work, &mut open).await?;
    failpoint!("step_before_commit");
    work.commit_in_task().await?;
    failpoint!("step_written");
    Ok(written)
}

/// What came back, of all of them.
fn endings_of(entries: &[Entry]) -> Vec<(&OwnedBot, &Ending)> {
    let mut all = Vec::new();
    for entry in entries {
        all.extend(entry.step.endings.iter().map(|ending| (&entry.owned, ending)));
    }
    all
}

async fn write_endings(work: &Work, entries: &[Entry]) -> Result<()> {
    let endings = endings_of(entries);
    let mut changed = write_sent(work, &endings).await?;
    for (owned, ending) in &endings {
        if write_other(work, owned, ending).await? {
            changed.insert(ending.report.pick.row.id);
        }
    }
    let mut touched = HashSet::new();
    for (_, ending) in &endings {
        let pick = &ending.report.pick;
        touched.insert(pick.chat);
        if let (true, Some(trace)) = (changed.contains(&pick.row.id), &ending.trace) {
            settlement::record_attempt(work.tx(), pick.row.id, trace.clone()).await?;
        }
    }
    let touched: Vec<_> = touched.into_iter().collect();
    Ok(settlement::touch_chats(work.tx(), &touched, work.now).await?)
}

/// Ends what was sent; returns what this changed.
async fn write_sent(work: &Work, endings: &[(&OwnedBot, &Ending)]) -> Result<HashSet<OutboxId>> {
    let (mut sent, mut maps, mut messages) = (Vec::new(), Vec::new(), HashMap::new());
    for (owned, ending) in endings {
        if let Change::Sent(ids) = &ending.change {
            let row = &ending.report.pick.row;
            sent.push((owned.epoch, row.id));
            maps.extend(ids.iter().map(|id| place(owned, &ending.report.pick, *id)));
            messages.extend(row.message_id.map(|message| (row.id, message)));
        }
    }
    let (tx, now, mut changed) = (work.tx(), work.now, HashSet::new());
    for (epoch, ids) in by_epoch(&sent) {
        changed.extend(settlement::end(tx, &ids, From::Sending(epoch), OutboxState::Sent, None, now).await?);
    }
    // A late success is still a fact: of what a later owner believed unsent or in doubt.
    let left: Vec<OutboxId> = sent.iter().map(|(_, id)| *id).filter(|id| !changed.contains(id)).collect();
    changed.extend(settlement::end(tx, &left, From::Doubted, OutboxState::Sent, None, now).await?);
    settlement::map_messages(tx, &maps).await?;
    let messages: Vec<_> = changed.iter().filter_map(|id| messages.get(id).copied()).collect();
    settlement::set_message_status(tx, &messages, MessageStatus::Sent, None, now).await?;
    Ok(changed)
}

/// Ends what was not sent, or puts it back; whether this changed it.
async fn write_other(work: &Work, owned: &OwnedBot, ending: &Ending) -> Result<bool> {
    let row = &ending.report.pick.row;
    let is_changed = match &ending.change {
        Change::Over(state, reason) => {
            write_over(work, row, From::Sending(owned.epoch), *state, reason).await?
        }
        Change::Back(change) => settlement::put_back(work.tx(), row.id, owned.epoch, *change).await?,
        Change::Sent(_) => false,
    };
    if let Verdict::Migrated(to) = ending.verdict {
        let from = ending.report.pick.telegram_chat_id;
        chat_migration::follow(work.tx(), owned.tenant, owned.bot, from, to).await?;
        integrations::rename_chat(work.tx(), owned.tenant, owned.bot, from, to).await?;
        channels::rename_chat(work.tx(), owned.tenant, from, to).await?;
    }
    Ok(is_changed)
}

/// Which message of ours Telegram's message is.
fn place(owned: &OwnedBot, pick: &Pick, telegram_message_id: i64) -> message_map::Model {
    message_map::Model {
        bot_id: owned.bot,
        telegram_chat_id: pick.telegram_chat_id,
        telegram_message_id,
        message_id: pick.row.message_id,
        outbox_id: Some(pick.row.id),
        from_bot: true,
    }
}

async fn write_expired(work: &Work, entry: &Entry) -> Result<()> {
    for pick in &entry.step.expired {
        write_over(work, &pick.row, From::Pending, OutboxState::Expired, "expired").await?;
    }
    Ok(())
}

async fn write_pauses(work: &Work, entry: &Entry) -> Result<()> {
    for (chat, until) in &entry.step.blocked_chats {
        settlement::block_chat(work.tx(), *chat, *until).await?;
    }
    if let Some(until) = entry.step.blocked_bot {
        settlement::block_bot(work.tx(), entry.owned.bot, until).await?;
    }
    Ok(())
}

async fn write_starts(work: &Work, open: &mut [(&Entry, &mut Written)]) -> Result<()> {
    let mut targets: Vec<OutboxId> = Vec::new();
    for (entry, _) in open.iter() {
        targets.extend(entry.step.starts.iter().filter_map(|pick| pick.row.target));
    }
    let known = dispatch::telegram_ids(work.tx(), &targets).await?;
    let (mut goes, mut revisions) = (Vec::new(), HashMap::new());
    for (entry, written) in open.iter_mut() {
        let starts = &entry.step.starts;
        let targets = starts.iter().filter_map(|pick| pick.row.target);
        written.targets = targets.filter_map(|target| Some((target, *known.get(&target)?))).collect();
        end_groundless(work, starts, written).await?;
        for pick in starts.iter().filter(|pick| !written.groundless.contains(&pick.row.id)) {
            goes.push((entry.owned.epoch, pick.row.id));
            revisions.insert(pick.row.id, pick.row.revision);
        }
    }
    let mut started: HashMap<OutboxId, i32> = HashMap::new();
    for (epoch, ids) in by_epoch(&goes) {
        started.extend(dispatch::start(work.tx(), &ids, epoch, work.now).await?);
    }
    let is_rewritten = |(id, revision): &(&OutboxId, &i32)| revisions.get(*id) != Some(*revision);
    let rewritten: Vec<OutboxId> = started.iter().filter(is_rewritten).map(|(id, _)| *id).collect();
    let mut fresh = HashMap::new();
    for row in dispatch::sends(work.tx(), &rewritten).await? {
        fresh.insert(row.id, Arc::new(row));
    }
    for (entry, written) in open.iter_mut() {
        for id in entry.step.starts.iter().map(|pick| pick.row.id).filter(|id| started.contains_key(id)) {
            written.started.insert(id);
            written.rewritten.extend(fresh.remove(&id).map(|row| (id, row)));
        }
    }
    Ok(())
}

/// Ends amendments of what never arrived, or may not have.
async fn end_groundless(work: &Work, starts: &[Pick], written: &mut Written) -> Result<()> {
    let has_no_ground = |row: &&Arc<outbox::Model>| {
        is_amendment(&row.op) && row.target.is_some_and(|target| !written.targets.contains_key(&target))
    };
    let groundless: Vec<_> = starts.iter().map(|pick| &pick.row).filter(has_no_ground).collect();
    let targets: Vec<OutboxId> = groundless.iter().filter_map(|row| row.target).collect();
    let states: HashMap<_, _> = dispatch::sends(work.tx(), &targets)
        .await?
        .into_iter()
        .map(|target| (target.id, target.state))
        .collect();
    for row in groundless {
        let state = row.target.and_then(|target| states.get(&target).copied());
        write_over(work, row, From::Pending, OutboxState::Failed, why_not(state)).await?;
        written.groundless.insert(row.id);
    }
    Ok(())
}

async fn close(work: &Work, open: &mut [(&Entry, &mut Written)]) -> Result<()> {
    let mut lanes = Vec::new();
    for (entry, _) in open.iter() {
        lanes.extend(&entry.step.closing);
    }
    let closed: HashSet<_> = dispatch::close_empty(work.tx(), &lanes).await?.into_iter().collect();
    for (entry, written) in open {
        written.closed = entry.step.closing.iter().copied().filter(|lane| closed.contains(lane)).collect();
    }
    Ok(())
}

/// Most bots were taken equally often: a few statements do for all.
fn by_epoch(sends: &[(i64, OutboxId)]) -> BTreeMap<i64, Vec<OutboxId>> {
    let mut groups: BTreeMap<i64, Vec<OutboxId>> = BTreeMap::new();
    for (epoch, id) in sends {
        groups.entry(*epoch).or_default().push(*id);
    }
    groups
}
