//! Accepting a broadcast.

use serde::{Deserialize, Serialize};
use switchboard_store::{
    broadcasts,
    entities::broadcast::{BroadcastState, Model},
    integrations, next_uuid,
};
use uuid::Uuid;

use super::Broadcasts;
use crate::{
    actor::{Actor, Scope},
    audit::{self, Act},
    error::{Error, Result},
    idempotency::RequestKey,
    message_text,
    work::Work,
};

/// To whom a broadcast goes, of all linked users who can be written to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroadcastFilter {
    /// Those whose Telegram speaks this language: an IETF tag or its beginning, such as `ru`.
    pub language: Option<String>,
}

/// A broadcast to accept.
#[derive(Clone, Debug)]
pub struct NewBroadcast {
    /// Plain text of 1 to 4096 UTF-16 units.
    pub text: String,
    /// To whom.
    pub filter: BroadcastFilter,
    /// A repeated request with the same key gets the same broadcast.
    pub idempotency_key: Option<String>,
}

impl Broadcasts {
    /// Durably accepts a broadcast by the tenant's default bot; its sends follow.
    ///
    /// # Errors
    /// Without the scope `notifications`; bad text or language; `NotFound` when the tenant has no bot; `Conflict` for a
    /// key that was used for something else.
    pub async fn create(&self, actor: &Actor, new: NewBroadcast) -> Result<Uuid> {
        actor.require(Scope::Notifications)?;
        let text = message_text::checked(&new.text)?;
        check_language(&new.filter)?;
        let key = new.idempotency_key.as_deref();
        let key =
            key.map(|key| RequestKey::new(key, "createBroadcast", &(&text, &new.filter))).transpose()?;
        let work = Work::begin(&self.core).await?;
        if let Some(key) = &key
            && let Some(known) = key.claim::<Uuid>(&work, actor.tenant).await?
        {
            // What was read may be part of the same group (see `Transaction`).
            work.commit().await?;
            return Ok(known);
        }
        let bot = integrations::default_of(work.tx(), actor.tenant).await?.and_then(|row| row.bot_id);
        let bot = bot.ok_or_else(|| Error::not_found("There is no bot to send with."))?;
        let id = next_uuid(work.now);
        let filter = serde_json::to_string(&new.filter);
        let broadcast = Model {
            id,
            tenant_id: actor.tenant,
            bot_id: bot,
            filter: filter.map_err(|error| Error::internal("broadcast filter", error))?,
            cursor: None,
            state: BroadcastState::Expanding,
            total: 0,
            sent: 0,
            failed: 0,
            created_at: work.now,
            body: text,
        };
        broadcasts::insert(work.tx(), broadcast).await?;
        audit::record(&work, actor, Act::BroadcastCreated(id)).await?;
        if let Some(key) = &key {
            key.answer(&work, actor.tenant, &id).await?;
        }
        work.commit().await?;
        self.core.wakes.broadcasts.notify_one();
        Ok(id)
    }
}

fn check_language(filter: &BroadcastFilter) -> Result<()> {
    let is_tag = |tag: &String| {
        (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if filter.language.as_ref().is_none_or(is_tag) {
        Ok(())
    } else {
        Err(Error::bad_input("The language must be a tag such as `ru` or `pt-br`."))
    }
}
