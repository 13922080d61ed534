//! "Save and Test": a short message into a channel's chat, ahead of everything else, and what stood in its way.

use std::time::Duration;

use serde_json::json;
use switchboard_store::{
    BotId, ChannelId, OutboxId, TenantId, bots as bot_rows, channels,
    entities::{bot::BotState, channel::Model, integration::DeliveryPolicy, outbox::OutboxState},
    outcomes, settlement, tenants,
};
use tokio::time::{Instant, sleep};

use super::{Channels, Trouble, dispatch::chat_row, reach::Reach, unknown, voice::Voices};
use crate::{
    actor::Actor,
    audit::{self, Act},
    delivery::{Class, Outgoing, accept_with_id},
    error::Result,
    texts::{channels as texts, integrations::language_of},
    work::Work,
};

/// How long the caller waits, and how long the message is worth sending.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the outcome is looked up.
const LOOK: Duration = Duration::from_millis(100);

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Where the message was to go.
    pub chat_id: String,
    /// What stood in the way; `None`: it arrived.
    pub trouble: Option<Trouble>,
}

impl Channels {
    /// Sends a test message to the channel's chat, also of one that is switched off, and waits up to 10 s for the end.
    ///
    /// # Errors
    /// `NotFound` for a channel that is not the caller's to manage.
    pub async fn test(&self, actor: &Actor, id: ChannelId) -> Result<Trial> {
        let whose = Reach::of(actor)?.whose();
        let work = Work::begin(&self.core).await?;
        let channel = channels::by_id(work.tx(), actor.tenant, whose, id).await?.ok_or_else(unknown)?;
        let chat_id = channel.chat_id.clone();
        audit::record(&work, actor, Act::ChannelTested(id.0)).await?;
        let speaker = Voices::default().of(&work, &channel).await?;
        let reason = match speaker {
            Err(reason) => {
                // What was read may be part of the same group (see `Transaction`).
                work.commit().await?;
                Some(reason.to_owned())
            }
            Ok(bot) => self.try_out(work, &channel, bot).await?,
        };
        let trouble = reason.map(|reason| Trouble::of(&reason, &chat_id));
        Ok(Trial { chat_id, trouble })
    }

    /// Why it did not arrive, in a stable word.
    async fn try_out(&self, work: Work, channel: &Model, bot: BotId) -> Result<Option<String>> {
        let Ok(telegram_chat_id) = channel.chat_id.parse() else {
            work.commit().await?;
            return Ok(Some("chat_not_found".to_owned()));
        };
        let tenant = tenants::by_id(work.tx(), channel.tenant_id).await?;
        let lang = language_of(tenant.and_then(|tenant| tenant.language).as_deref());
        let chat = chat_row(&work, channel.tenant_id, bot, telegram_chat_id, work.now).await?;
        let params = json!({"text": texts::test_message(lang, &channel.name)});
        let mut outgoing = Outgoing::new(bot, chat, "sendMessage", params);
        outgoing.class = Class::Probe;
        outgoing.policy = Some(DeliveryPolicy::Park);
        outgoing.expires_at = Some(work.now + PATIENCE);
        let id = accept_with_id(&work, channel.tenant_id, outgoing).await?;
        work.commit().await?;
        self.await_end(channel.tenant_id, bot, id).await
    }

    /// The time is the machine's own: the caller really waits. What is given up is taken back, so that it can't come later.
    async fn await_end(&self, tenant: TenantId, bot: BotId, id: OutboxId) -> Result<Option<String>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let row = outcomes::by_id(self.core.db.reader(), tenant, id).await?;
            match row.map(|row| (row.state, row.reason)) {
                Some((OutboxState::Sent, _)) => return Ok(None),
                Some((OutboxState::Pending | OutboxState::Sending, _)) => {}
                ended => {
                    let reason = ended.and_then(|(_, reason)| reason);
                    return Ok(Some(reason.unwrap_or_else(|| "expired".to_owned())));
                }
            }
            let found = bot_rows::find(self.core.db.reader(), tenant, bot).await?;
            let is_dead = found.is_none_or(|bot| bot.state == BotState::Dead);
            if is_dead || Instant::now() >= deadline {
                let (writer, now) = (self.core.db.writer(), self.core.clock.now());
                let (from, state) = (settlement::From::Pending, OutboxState::Expired);
                let taken_back = settlement::end(writer, &[id], from, state, Some("expired"), now).await?;
                // One that is on its way comes back first: then it is known how it ended, or it can be taken back.
                if !taken_back.is_empty() || Instant::now() >= deadline {
                    let reason = if is_dead { "token_refused" } else { "expired" };
                    return Ok(Some(reason.to_owned()));
                }
            }
            sleep(LOOK).await;
        }
    }
}
