//! One step of a bot's owner, in one commit: ends what came back, expires what waited too long, starts what goes next,
//! closes lanes that are empty. May be repeated after a failed commit: every change is from the expected state only.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::json;
use switchboard_store::{
    LaneId, OutboxId, channels, chat_migration, dispatch,
    entities::{
        message::MessageStatus,
        message_map,
        outbox::{self, OutboxState},
    },
    integrations, ownership,
    settlement::{self, From},
};

use super::{
    accept::{Class, FailureNotice, Outgoing, accept},
    amend::{is_amendment, why_not},
    ending::{Change, Ending},
    roster::OwnedBot,
    scheduler::Pick,
    verdict::Verdict,
};
use crate::{
    core::Core,
    error::Result,
    failpoint::failpoint,
    texts::{Lang, support},
    work::Work,
};

/// What one step writes.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub(super) endings: Vec<Ending>,
    pub(super) expired: Vec<Pick>,
    pub(super) starts: Vec<Pick>,
    pub(super) closing: Vec<LaneId>,
    pub(super) blocked_chats: Vec<(switchboard_store::ChatId, chrono::DateTime<chrono::Utc>)>,
    pub(super) blocked_bot: Option<chrono::DateTime<chrono::Utc>>,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Another process owns the bot now.
    pub(super) lost: bool,
    /// Which starts are marked; the others were taken back meanwhile.
    pub(super) started: HashSet<OutboxId>,
    /// Those of them that were rewritten after they were read.
    pub(super) rewritten: HashMap<OutboxId, Arc<outbox::Model>>,
    /// Amendments that ended instead, because what they are about did not arrive.
    pub(super) groundless: HashSet<OutboxId>,
    /// Telegram's ids of what the starts answer or change.
    pub(super) targets: HashMap<OutboxId, i64>,
    pub(super) closed: Vec<LaneId>,
}

impl Step {
    pub(super) fn is_empty(&self) -> bool {
        self.endings.is_empty()
            && self.expired.is_empty()
            && self.starts.is_empty()
            && self.closing.is_empty()
    }

    /// Writes all of it or nothing.
    pub(super) async fn write(&self, core: &Core, owned: &OwnedBot) -> Result<Written> {
        let work = Work::begin(core).await?;
        let mut written = Written::default();
        // What happened at Telegram is a fact also when the bot has another owner meanwhile.
        self.write_endings(&work, owned).await?;
        if ownership::hold(work.tx(), owned.owner, owned.bot, owned.epoch).await? {
            self.write_expired(&work).await?;
            self.write_pauses(&work, owned).await?;
            self.write_starts(&work, owned, &mut written).await?;
            written.closed = dispatch::close_empty(work.tx(), &self.closing).await?;
        } else {
            written.lost = true;
        }
        failpoint!("step_before_commit");
        work.commit().await?;
        failpoint!("step_written");
        Ok(written)
    }

    async fn write_starts(&self, work: &Work, owned: &OwnedBot, written: &mut Written) -> Result<()> {
        let targets: Vec<OutboxId> = self.starts.iter().filter_map(|pick| pick.row.target).collect();
        written.targets = dispatch::telegram_ids(work.tx(), &targets).await?;
        self.end_groundless(work, written).await?;
        let rows = self.starts.iter().map(|pick| &pick.row);
        let ids: Vec<OutboxId> =
            rows.map(|row| row.id).filter(|id| !written.groundless.contains(id)).collect();
        let started: HashMap<_, _> =
            dispatch::start(work.tx(), &ids, owned.epoch, work.now).await?.into_iter().collect();
        let is_rewritten = |row: &&Arc<outbox::Model>| {
            started.get(&row.id).is_some_and(|revision| *revision != row.revision)
        };
        let rewritten: Vec<_> =
            self.starts.iter().map(|pick| &pick.row).filter(is_rewritten).map(|row| row.id).collect();
        let fresh = dispatch::sends(work.tx(), &rewritten).await?;
        written.rewritten = fresh.into_iter().map(|row| (row.id, Arc::new(row))).collect();
        written.started = started.into_keys().collect();
        Ok(())
    }

    /// Ends amendments of what never arrived, or may not have.
    async fn end_groundless(&self, work: &Work, written: &mut Written) -> Result<()> {
        let has_no_ground = |row: &&Arc<outbox::Model>| {
            is_amendment(&row.op) && row.target.is_some_and(|target| !written.targets.contains_key(&target))
        };
        let groundless: Vec<_> = self.starts.iter().map(|pick| &pick.row).filter(has_no_ground).collect();
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

    async fn write_endings(&self, work: &Work, owned: &OwnedBot) -> Result<()> {
        let (sent, others): (Vec<_>, Vec<_>) =
            self.endings.iter().partition(|ending| matches!(ending.change, Change::Sent(_)));
        let mut changed = write_sent(work, owned, &sent).await?;
        for ending in others {
            let row = &ending.report.pick.row;
            let is_changed = match &ending.change {
                Change::Over(state, reason) => {
                    write_over(work, row, From::Sending(owned.epoch), *state, reason).await?
                }
                Change::Back(change) => settlement::put_back(work.tx(), row.id, owned.epoch, *change).await?,
                Change::Sent(_) => false,
            };
            if is_changed {
                changed.insert(row.id);
            }
            if let Verdict::Migrated(to) = ending.verdict {
                let from = ending.report.pick.telegram_chat_id;
                chat_migration::follow(work.tx(), owned.tenant, owned.bot, from, to).await?;
                integrations::rename_chat(work.tx(), owned.tenant, owned.bot, from, to).await?;
                channels::rename_chat(work.tx(), owned.tenant, from, to).await?;
            }
        }
        for ending in &self.endings {
            let id = ending.report.pick.row.id;
            if let (true, Some(trace)) = (changed.contains(&id), &ending.trace) {
                settlement::record_attempt(work.tx(), id, trace.clone()).await?;
            }
        }
        let touched: HashSet<_> = self.endings.iter().map(|ending| ending.report.pick.chat).collect();
        let touched: Vec<_> = touched.into_iter().collect();
        Ok(settlement::touch_chats(work.tx(), &touched, work.now).await?)
    }

    async fn write_expired(&self, work: &Work) -> Result<()> {
        for pick in &self.expired {
            write_over(work, &pick.row, From::Pending, OutboxState::Expired, "expired").await?;
        }
        Ok(())
    }

    async fn write_pauses(&self, work: &Work, owned: &OwnedBot) -> Result<()> {
        for (chat, until) in &self.blocked_chats {
            settlement::block_chat(work.tx(), *chat, *until).await?;
        }
        if let Some(until) = self.blocked_bot {
            settlement::block_bot(work.tx(), owned.bot, until).await?;
        }
        Ok(())
    }
}

/// Ends what was sent, all in a few statements; returns what this changed.
async fn write_sent(work: &Work, owned: &OwnedBot, endings: &[&Ending]) -> Result<HashSet<OutboxId>> {
    let ids: Vec<OutboxId> = endings.iter().map(|ending| ending.report.pick.row.id).collect();
    let (tx, now, mut changed) = (work.tx(), work.now, HashSet::new());
    // A late success is still a fact: of what a later owner believed unsent or in doubt.
    for from in [From::Sending(owned.epoch), From::Doubted] {
        let left: Vec<OutboxId> = ids.iter().filter(|id| !changed.contains(*id)).copied().collect();
        changed.extend(settlement::end(tx, &left, from, OutboxState::Sent, None, now).await?);
    }
    let maps = endings.iter().flat_map(|ending| maps_of(owned, ending)).collect();
    settlement::map_messages(work.tx(), maps).await?;
    let rows = endings.iter().map(|ending| &ending.report.pick.row);
    let messages: Vec<_> =
        rows.filter(|row| changed.contains(&row.id)).filter_map(|row| row.message_id).collect();
    settlement::set_message_status(work.tx(), &messages, MessageStatus::Sent, None, work.now).await?;
    Ok(changed)
}

/// Which message Telegram's messages of this send are.
fn maps_of(owned: &OwnedBot, ending: &Ending) -> Vec<message_map::Model> {
    let Change::Sent(ids) = &ending.change else { return Vec::new() };
    let pick = &ending.report.pick;
    let map = |id: &i64| message_map::Model {
        bot_id: owned.bot,
        telegram_chat_id: pick.telegram_chat_id,
        telegram_message_id: *id,
        message_id: pick.row.message_id,
        outbox_id: Some(pick.row.id),
        from_bot: true,
    };
    ids.iter().map(map).collect()
}

/// Ends a send undelivered: in its row, in the message's status, and where the agent works.
pub(super) async fn write_over(
    work: &Work,
    row: &outbox::Model,
    from: From,
    state: OutboxState,
    reason: &str,
) -> Result<bool> {
    if settlement::end(work.tx(), &[row.id], from, state, Some(reason), work.now).await?.is_empty() {
        return Ok(false);
    }
    let status =
        if state == OutboxState::Uncertain { MessageStatus::Uncertain } else { MessageStatus::Failed };
    if let Some(message) = row.message_id {
        settlement::set_message_status(work.tx(), &[message], status, Some(reason), work.now).await?;
    }
    tracing::info!(outbox = row.id, ?state, reason, "send ended undelivered");
    notify_agent(work, row, reason).await?;
    Ok(true)
}

async fn notify_agent(work: &Work, row: &outbox::Model, reason: &str) -> Result<()> {
    let notice = row.on_failure.as_deref().and_then(|text| serde_json::from_str::<FailureNotice>(text).ok());
    let Some(notice) = notice else { return Ok(()) };
    let Some(bot) = dispatch::bot_of_lane(work.tx(), row.lane_id).await? else { return Ok(()) };
    let lang = Lang::from_code(Some(&notice.language));
    let button =
        json!({ "text": support::try_again_button(lang), "callback_data": format!("retry:{}", row.id) });
    let params = json!({
        "text": support::undelivered(lang, reason),
        "reply_parameters": { "message_id": notice.reply_to_message_id, "allow_sending_without_reply": true },
        "reply_markup": { "inline_keyboard": [[button]] },
    });
    let outgoing =
        Outgoing { class: Class::Answer, ..Outgoing::new(bot, notice.chat, "sendMessage", params) };
    accept(work, row.tenant_id, outgoing).await?;
    Ok(())
}
