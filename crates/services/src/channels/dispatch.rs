//! An alert goes to its channels: what becomes of it in each is decided, accepted and recorded in one transaction.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use switchboard_store::{
    BotId, ChatId, DispatchId, DispatchResultId, OutboxId, TenantId, channel_dispatches, chats,
    entities::{
        channel::Model,
        channel_dispatch,
        channel_dispatch_result::{self, DispatchOutcome},
    },
};

use super::{
    Alert, Channels, Dispatch, letter,
    reach::Reach,
    targets::{asked, pace},
    voice::Voices,
    wants,
};
use crate::{
    actor::Actor,
    delivery::{Class, Outgoing, accept_with_id},
    error::Result,
    idempotency::RequestKey,
    sealing::digest,
    work::Work,
};

/// Where an accepted alert goes.
struct Address {
    /// Which of the results.
    result: usize,
    bot: BotId,
    telegram_chat_id: i64,
}

impl Channels {
    /// Tells what happened in the channels that want it: durably accepted, or recorded with the reason why not.
    ///
    /// # Errors
    /// `BadInput` for what is no alert; `NotFound` for a channel that is not the caller's to manage; `Forbidden` where a plain
    /// user asks for others' channels; `Conflict` for a key that was used for something else; `RateLimited` for a plain user's
    /// 121st dispatch within an hour. Never because of Telegram.
    pub async fn dispatch(&self, actor: &Actor, alert: Alert) -> Result<Dispatch> {
        let reach = Reach::of(actor)?;
        let alert = alert.checked()?;
        let key = request_key(reach, &alert)?;
        let work = Work::begin(&self.core).await?;
        if let Some(key) = &key
            && let Some(known) = key.claim::<DispatchId>(&work, actor.tenant).await?
        {
            // What was read may be part of the same group (see `Transaction`).
            work.commit().await?;
            return self.dispatched(actor, known).await;
        }
        pace(&work, actor, reach).await?;
        let channels = asked(&work, actor, reach, &alert.target).await?;
        let id = store(&work, actor, reach, &alert).await?;
        let (mut results, addresses) = decide(&work, &alert, id, &channels).await?;
        send(&work, actor.tenant, &letter::sends(&alert), addresses, &mut results).await?;
        channel_dispatches::insert_results(work.tx(), results).await?;
        if let Some(key) = &key {
            key.answer(&work, actor.tenant, &id).await?;
        }
        work.commit().await?;
        self.dispatched(actor, id).await
    }
}

/// A plain user's keys are their own, so that nobody meets another's.
fn request_key(reach: Reach, alert: &Alert) -> Result<Option<RequestKey>> {
    let Some(given) = &alert.idempotency_key else { return Ok(None) };
    let key = RequestKey::new(given, "dispatchToChannels", alert)?;
    let Some(user) = reach.user() else { return Ok(Some(key)) };
    let hash: String = digest(given.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    RequestKey::new(&format!("user/{user}/{hash}"), "dispatchToChannels", alert).map(Some)
}

async fn store(work: &Work, actor: &Actor, reach: Reach, alert: &Alert) -> Result<DispatchId> {
    let id = DispatchId::new(work.now);
    let subject = alert.target.subject();
    let dispatch = channel_dispatch::Model {
        id,
        tenant_id: actor.tenant,
        user_id: reach.user(),
        kind: alert.kind,
        title: alert.title.clone(),
        topic: subject.map(|subject| subject.topic.clone()),
        level: subject.map(|subject| subject.level),
        occurred_at: alert.occurred_at,
        created_at: work.now,
    };
    channel_dispatches::insert(work.tx(), dispatch).await?;
    Ok(id)
}

/// What becomes of it in each channel; the addresses are of those that are accepted.
async fn decide(
    work: &Work,
    alert: &Alert,
    dispatch: DispatchId,
    channels: &[Model],
) -> Result<(Vec<channel_dispatch_result::Model>, Vec<Address>)> {
    let (mut results, mut addresses) = (Vec::with_capacity(channels.len()), Vec::new());
    let mut voices = Voices::default();
    for channel in channels {
        let (outcome, reason) = match wants::objection(channel, alert.target.subject(), work.now) {
            Some(reason) => (DispatchOutcome::Skipped, Some(reason)),
            None => match (voices.of(work, channel).await?, channel.chat_id.parse()) {
                (Ok(bot), Ok(telegram_chat_id)) => {
                    addresses.push(Address { result: results.len(), bot, telegram_chat_id });
                    (DispatchOutcome::Accepted, None)
                }
                (Err(reason), _) => (DispatchOutcome::Failed, Some(reason)),
                (_, Err(_)) => (DispatchOutcome::Failed, Some("chat_not_found")),
            },
        };
        results.push(channel_dispatch_result::Model {
            id: DispatchResultId::new(work.now),
            tenant_id: channel.tenant_id,
            dispatch_id: dispatch,
            channel_id: channel.id,
            chat_id: channel.chat_id.clone(),
            outcome,
            reason: reason.map(str::to_owned),
            outbox_id: None,
            picture_id: None,
        });
    }
    Ok((results, addresses))
}

/// Accepts the sends, lanes in the order of their keys.
async fn send(
    work: &Work,
    tenant: TenantId,
    sends: &[letter::Send],
    mut addresses: Vec<Address>,
    results: &mut [channel_dispatch_result::Model],
) -> Result<()> {
    addresses.sort_by_key(|address| (address.bot, address.telegram_chat_id));
    let mut rows: HashMap<(BotId, i64), ChatId> = HashMap::new();
    let mut ready = Vec::with_capacity(addresses.len());
    for Address { result, bot, telegram_chat_id } in addresses {
        let chat = match rows.get(&(bot, telegram_chat_id)) {
            Some(chat) => *chat,
            None => chat_row(work, tenant, bot, telegram_chat_id, work.now).await?,
        };
        rows.insert((bot, telegram_chat_id), chat);
        ready.push((chat, bot, result));
    }
    ready.sort_unstable();
    for (chat, bot, at) in ready {
        let mut accepted = Vec::with_capacity(sends.len());
        for (method, params) in sends {
            accepted.push(accept_one(work, tenant, (bot, chat), method, params.clone()).await?);
        }
        if let Some(result) = results.get_mut(at) {
            result.outbox_id = accepted.pop();
            result.picture_id = accepted.pop();
        }
    }
    Ok(())
}

async fn accept_one(
    work: &Work,
    tenant: TenantId,
    (bot, chat): (BotId, ChatId),
    method: &'static str,
    params: Value,
) -> Result<OutboxId> {
    let outgoing = Outgoing { class: Class::Notice, ..Outgoing::new(bot, chat, method, params) };
    accept_with_id(work, tenant, outgoing).await
}

/// A chat that no update showed is not listed among those that the bot knows.
pub(super) async fn chat_row(
    work: &Work,
    tenant: TenantId,
    bot: BotId,
    telegram_chat_id: i64,
    now: DateTime<Utc>,
) -> Result<ChatId> {
    if let Some(known) = chats::by_telegram_id(work.tx(), tenant, bot, telegram_chat_id).await? {
        return Ok(known.id);
    }
    Ok(chats::ensure_target(work.tx(), tenant, bot, telegram_chat_id, now).await?.id)
}
