//! `POST /integration/test`: a test message for the owner, ahead of everything else, and whether Telegram took it. Where it
//! did not, [`Fault`] says what to look at; REST shows a fixed text, GraphQL the fault.

use std::time::Duration;

use serde_json::json;
use switchboard_store::{
    OutboxId, bots as bot_rows, chats,
    entities::{
        bot::BotState,
        integration::{DeliveryPolicy, Model},
        outbox::{self, OutboxState},
    },
    outcomes, settlement, tenants,
};
use tokio::time::{Instant, sleep};

use super::{Integrations, validate};
use crate::{
    actor::Actor,
    audit::{self, Act},
    delivery::{Class, Outgoing, accept_with_id},
    error::Result,
    texts::integrations as texts,
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
    pub chat_id: Option<i64>,
    /// What stood in the way; `None`: it arrived.
    pub fault: Option<Fault>,
}

/// What a test message failed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No chat was named, and the integration has no owner's chat.
    NoChat,
    /// The integration is switched off.
    Inactive,
    /// Telegram refuses the bot's token.
    Token,
    /// The chat blocked the bot or removed it, or the account is gone.
    Blocked,
    /// The bot does not know the chat: nobody pressed /start there, it was not added, or the id is wrong.
    UnknownChat,
    /// Telegram could not be reached in time, or asked to wait.
    Unreachable,
    /// Telegram refused it for another reason.
    Refused,
}

impl Fault {
    /// What to do about it, in a sentence.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::NoChat => {
                "Set owner_chat_id, or name a chat. GET /chats lists the chats that the bot knows."
            }
            Self::Inactive => "The integration is switched off: set is_active to true.",
            Self::Token => {
                "Telegram refuses the bot's token: take the present one from @BotFather and set it."
            }
            Self::Blocked => "The bot was blocked or removed in this chat: unblock it, or add it again.",
            Self::UnknownChat => {
                "The bot does not know this chat: press /start there, or add the bot to the group. A group's id begins \
                 with a minus sign."
            }
            Self::Unreachable => {
                "Telegram could not be reached within 10 seconds, or asked to wait. Try again later."
            }
            Self::Refused => "Telegram refused the message.",
        }
    }
}

impl Integrations {
    /// Sends the test message to the chat, or to the owner's chat, and waits up to 10 s for the end.
    ///
    /// # Errors
    /// Without the scope `integrations`; `NotFound` if there is no integration; `BadInput` for the chat 0.
    pub async fn test(&self, actor: &Actor, chat_id: Option<i64>) -> Result<Trial> {
        let integration = self.own_integration(actor).await?;
        validate::chat("chat_id", chat_id.as_ref())?;
        let Some(chat_id) = chat_id.or(integration.owner_chat_id) else {
            return Ok(Trial { chat_id: None, fault: Some(Fault::NoChat) });
        };
        let fault = match self.hindrance(&integration).await? {
            Some(fault) => Some(fault),
            None => self.try_out(actor, &integration, chat_id).await?,
        };
        Ok(Trial { chat_id: Some(chat_id), fault })
    }

    /// What makes sending pointless.
    async fn hindrance(&self, integration: &Model) -> Result<Option<Fault>> {
        if !integration.is_active {
            return Ok(Some(Fault::Inactive));
        }
        let Some(bot) = integration.bot_id else { return Ok(Some(Fault::Token)) };
        let bot = bot_rows::find(self.core.db.reader(), integration.tenant_id, bot).await?;
        Ok(bot.is_none_or(|bot| bot.state == BotState::Dead).then_some(Fault::Token))
    }

    async fn try_out(&self, actor: &Actor, integration: &Model, chat_id: i64) -> Result<Option<Fault>> {
        let bot = integration.bot_id.unwrap_or_default();
        let work = Work::begin(&self.core).await?;
        let tenant = tenants::by_id(work.tx(), actor.tenant).await?;
        let lang = texts::language_of(tenant.and_then(|tenant| tenant.language).as_deref());
        let chat = chats::ensure_target(work.tx(), actor.tenant, bot, chat_id, work.now).await?;
        let params = json!({"text": texts::test_message(lang), "parse_mode": "HTML"});
        let mut outgoing = Outgoing::new(bot, chat.id, "sendMessage", params);
        outgoing.class = Class::Probe;
        outgoing.policy = Some(DeliveryPolicy::Park);
        outgoing.expires_at = Some(work.now + PATIENCE);
        audit::record(&work, actor, Act::IntegrationTested(integration.id)).await?;
        let id = accept_with_id(&work, actor.tenant, outgoing).await?;
        work.commit().await?;
        self.await_end(integration, id).await
    }

    /// The time is the machine's own: the caller really waits. What is given up is taken back, so that it can't come later.
    async fn await_end(&self, integration: &Model, id: OutboxId) -> Result<Option<Fault>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let row = outcomes::by_id(self.core.db.reader(), integration.tenant_id, id).await?;
            match row.map(|row| (row.state, row)) {
                Some((OutboxState::Sent, _)) => return Ok(None),
                Some((OutboxState::Failed, row)) => return Ok(Some(fault_of(&row))),
                Some((OutboxState::Pending | OutboxState::Sending, _)) => {}
                _ => return Ok(Some(Fault::Unreachable)),
            }
            let fault = self.hindrance(integration).await?;
            if fault.is_some() || Instant::now() >= deadline {
                let (writer, now) = (self.core.db.writer(), self.core.clock.now());
                let state = OutboxState::Expired;
                let from = settlement::From::Pending;
                let taken_back = settlement::end(writer, &[id], from, state, Some("expired"), now).await?;
                // One that is on its way comes back first: then it is known how it ended, or it can be taken back.
                if !taken_back.is_empty() || Instant::now() >= deadline {
                    return Ok(Some(fault.unwrap_or(Fault::Unreachable)));
                }
            }
            sleep(LOOK).await;
        }
    }
}

fn fault_of(row: &outbox::Model) -> Fault {
    match row.reason.as_deref() {
        Some("blocked" | "deactivated" | "kicked" | "not_a_member") => Fault::Blocked,
        Some("chat_not_found" | "not_started") => Fault::UnknownChat,
        _ => Fault::Refused,
    }
}
