//! Which bot speaks in a channel, and whether it can now.

use std::collections::HashMap;

use switchboard_store::{
    BotId, bots as bot_rows,
    entities::{bot::BotState, channel::Model},
    integrations,
};

use super::own_chats::is_own;
use crate::{error::Result, work::Work};

/// A bot, or in a stable word why none can speak.
type Speaker = std::result::Result<BotId, &'static str>;

/// The bots of a tenant's channels, each looked up once. A bot that can speak is held until the transaction ends: its token is
/// not found to be refused meanwhile, or what is accepted now ends with the others.
#[derive(Debug, Default)]
pub(super) struct Voices {
    known: HashMap<Option<BotId>, Speaker>,
}

impl Voices {
    /// Who speaks in the channel.
    pub(super) async fn of(&mut self, work: &Work, channel: &Model) -> Result<Speaker> {
        let speaker = match self.known.get(&channel.bot_id) {
            Some(speaker) => *speaker,
            None => {
                let speaker = find(work, channel).await?;
                self.known.insert(channel.bot_id, speaker);
                speaker
            }
        };
        let (Ok(bot), Some(user), None) = (speaker, channel.user_id, channel.bot_id) else {
            return Ok(speaker);
        };
        let own = is_own(work.tx(), channel.tenant_id, user, Some(bot), &channel.chat_id).await?;
        Ok(if own { speaker } else { Err("not_own_chat") })
    }
}

async fn find(work: &Work, channel: &Model) -> Result<Speaker> {
    let tenant = channel.tenant_id;
    let integration = match channel.bot_id {
        Some(bot) => integrations::by_bot(work.tx(), bot).await?.map(|(integration, _)| integration),
        None => integrations::default_of(work.tx(), tenant).await?,
    };
    let Some(integration) = integration.filter(|found| found.tenant_id == tenant) else {
        return Ok(Err("no_bot"));
    };
    let Some(bot) = integration.bot_id else { return Ok(Err("no_bot")) };
    if !integration.is_active {
        return Ok(Err("bot_off"));
    }
    match bot_rows::hold(work.tx(), tenant, bot).await? {
        Some(row) if row.state == BotState::Dead => Ok(Err("token_refused")),
        Some(_) => Ok(Ok(bot)),
        None => Ok(Err("no_bot")),
    }
}
