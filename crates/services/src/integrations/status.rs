//! `telegramBotStatus`: what Telegram says of the default bot at this moment, and what we count.

use switchboard_store::{bots as bot_rows, integrations};

use super::{BotStatus, Integrations};
use crate::{
    actor::{Actor, Scope},
    bots,
    error::Result,
};

impl Integrations {
    /// `telegramBotStatus` of the tenant's default integration. Without one it is not connected.
    ///
    /// # Errors
    /// Unless the actor is an admin.
    pub async fn bot_status(&self, actor: &Actor) -> Result<BotStatus> {
        actor.require(Scope::Messages)?;
        let reader = self.core.db.reader();
        let found = integrations::default_of(reader, actor.tenant).await?;
        let Some((integration, bot)) = found.and_then(|found| found.bot_id.map(|bot| (found, bot))) else {
            let (bot_username, bot_name, webhook_url) = (None, None, None);
            return Ok(BotStatus {
                connected: false,
                bot_username,
                bot_name,
                subscriber_count: 0,
                webhook_url,
            });
        };
        let subscriber_count = bot_rows::subscribers(reader, actor.tenant, bot).await?;
        let access = bots::access(&self.core, bot).await?;
        let me = self.get_me(&access).await;
        if let Err(error) = &me {
            tracing::info!(bot, %error, "the bot does not answer at Telegram");
        }
        Ok(BotStatus {
            connected: me.is_ok(),
            bot_username: me.as_ref().ok().and_then(|me| me.username.clone()).or(integration.bot_username),
            bot_name: me.ok().map(|me| me.first_name).or(integration.bot_name),
            subscriber_count,
            webhook_url: integration.webhook_url,
        })
    }
}
