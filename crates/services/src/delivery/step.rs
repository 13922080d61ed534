//! One step of a bot's owner, in one commit: ends what came back, expires what waited too long, starts what goes next,
//! closes lanes that are empty. May be repeated after a failed commit: every change is from the expected state only.

use std::collections::{HashMap, HashSet};

use serde_json::json;
use switchboard_store::{
    LaneId, MessageId, OutboxId, chat_migration, dispatch,
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
    /// Telegram's ids of what the starts answer.
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
        let ids: Vec<OutboxId> = self.starts.iter().map(|pick| pick.row.id).collect();
        written.started =
            dispatch::start(work.tx(), &ids, owned.epoch, work.now).await?.into_iter().collect();
        let targets: Vec<OutboxId> = self.starts.iter().filter_map(|pick| pick.row.target).collect();
        written.targets = dispatch::telegram_ids(work.tx(), &targets).await?;
        Ok(())
    }

    async fn write_endings(&self, work: &Work, owned: &OwnedBot) -> Result<()> {
        let mut touched = HashSet::new();
        for ending in &self.endings {
            touched.insert(ending.report.pick.chat);
            let changed = match &ending.change {
                Change::Sent(ids) => write_sent(work, owned, ending, ids).await?,
                Change::Over(state, reason) => {
                    let row = &ending.report.pick.row;
                    write_over(work, row, From::Sending(owned.epoch), *state, reason).await?
                }
                Change::Back(change) => {
                    let id = ending.report.pick.row.id;
                    settlement::put_back(work.tx(), id, owned.epoch, *change).await?
                }
            };
            if let (true, Some(trace)) = (changed, &ending.trace) {
                settlement::record_attempt(work.tx(), ending.report.pick.row.id, trace.clone()).await?;
            }
            if let Verdict::Migrated(to) = ending.verdict {
                let from = ending.report.pick.telegram_chat_id;
                chat_migration::follow(work.tx(), owned.tenant, owned.bot, from, to).await?;
                integrations::rename_chat(work.tx(), owned.tenant, owned.bot, from, to).await?;
            }
        }
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

async fn write_sent(work: &Work, owned: &OwnedBot, ending: &Ending, ids: &[i64]) -> Result<bool> {
    let row = &ending.report.pick.row;
    let sent = |from| {
        settlement::end(work.tx(), std::slice::from_ref(&row.id), from, OutboxState::Sent, None, work.now)
    };
    let mut changed = !sent(From::Sending(owned.epoch)).await?.is_empty();
    if !changed {
        changed = !sent(From::Doubted).await?.is_empty();
    }
    let maps = ids.iter().map(|id| message_map::Model {
        bot_id: owned.bot,
        telegram_chat_id: ending.report.pick.telegram_chat_id,
        telegram_message_id: *id,
        message_id: row.message_id,
        outbox_id: Some(row.id),
        from_bot: true,
    });
    settlement::map_messages(work.tx(), maps.collect()).await?;
    if let (true, Some(message)) = (changed, row.message_id) {
        set_status(work, message, MessageStatus::Sent, None).await?;
    }
    Ok(changed)
}

async fn set_status(
    work: &Work,
    message: MessageId,
    status: MessageStatus,
    failure: Option<&str>,
) -> Result<()> {
    Ok(settlement::set_message_status(work.tx(), &[message], status, failure, work.now).await?)
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
        set_status(work, message, status, Some(reason)).await?;
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
