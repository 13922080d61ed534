//! `testTelegramConnection`: a short message ahead of everything else, and whether Telegram took it.

use std::time::Duration;

use serde_json::json;
use switchboard_store::{
    OutboxId, TenantId, chats, contacts,
    entities::{contact, integration::DeliveryPolicy, outbox::OutboxState},
    links, outcomes, settlement,
};
use tokio::time::{Instant, sleep};

use super::Notifications;
use crate::{
    actor::{Actor, Scope},
    delivery::{Class, Outgoing, accept_with_id},
    error::{Error, Result},
    people,
    texts::notifications as texts,
    work::Work,
};

/// How long the caller waits, and how long the message is worth sending.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the outcome is looked up.
const LOOK: Duration = Duration::from_millis(100);

impl Notifications {
    /// `testTelegramConnection`: whether Telegram takes a short message for this chat within 10 s.
    ///
    /// # Errors
    /// Malformed chat ids; `NotFound` for a chat that is not the caller's (an admin: not the tenant's).
    pub async fn test_connection(&self, actor: &Actor, chat_id: &str) -> Result<bool> {
        let telegram_chat_id = people::telegram_chat_id(chat_id)?;
        if !actor.may(Scope::Messages) {
            actor.acting_user()?;
        }
        let work = Work::begin(&self.core).await?;
        let contact = self
            .find(&work, actor, telegram_chat_id)
            .await?
            .ok_or_else(|| Error::not_found("This chat is not linked to your account."))?;
        let Some(integration) = people::voice(work.tx(), &contact).await? else { return Ok(false) };
        if !integration.is_active {
            return Ok(false);
        }
        let text = texts::connection_test(people::language_of(&contact));
        let mut probe = Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({"text": text}));
        probe.class = Class::Probe;
        probe.policy = Some(DeliveryPolicy::Park);
        probe.expires_at = Some(work.now + PATIENCE);
        let id = accept_with_id(&work, actor.tenant, probe).await?;
        work.commit().await?;
        self.await_outcome(actor.tenant, id).await
    }

    /// The caller's linked chat, else, for whoever may write to everybody, any of the tenant's.
    async fn find(&self, work: &Work, actor: &Actor, chat: i64) -> Result<Option<contact::Model>> {
        let tx = work.tx();
        if let Some(user) = &actor.user
            && actor.may(Scope::Own)
            && let Some((_, contact)) = links::active_of_user(tx, actor.tenant, user.id).await?
            && let Some(row) = chats::by_id(tx, actor.tenant, contact.chat_id).await?
            && row.telegram_chat_id == chat
        {
            return Ok(Some(contact));
        }
        if !actor.may(Scope::Messages) {
            return Ok(None);
        }
        for contact in contacts::by_telegram_chat(tx, actor.tenant, chat).await? {
            if people::voice(tx, &contact).await?.is_some() {
                return Ok(Some(contact));
            }
        }
        Ok(None)
    }

    /// Whether the send ends as sent while the caller waits. The time is the machine's own: the caller really waits.
    async fn await_outcome(&self, tenant: TenantId, id: OutboxId) -> Result<bool> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match outcomes::state(self.core.db.reader(), tenant, id).await? {
                Some(OutboxState::Sent) => return Ok(true),
                Some(OutboxState::Pending | OutboxState::Sending) if Instant::now() < deadline => {}
                Some(OutboxState::Pending | OutboxState::Sending) => {
                    // Nobody waits any more: it must not come later.
                    let (writer, now) = (self.core.db.writer(), self.core.clock.now());
                    let (from, to) = (settlement::From::Pending, OutboxState::Expired);
                    settlement::end(writer, &[id], from, to, Some("expired"), now).await?;
                    return Ok(false);
                }
                _ => return Ok(false),
            }
            sleep(LOOK).await;
        }
    }
}
