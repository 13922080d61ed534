//! Storing an integration that a call made or changed: one transaction for the row and its bot, then what Telegram is to be
//! told, as well as it goes. Whoever owns the bots is told to look at once.

use switchboard_store::{
    bots as bot_rows,
    entities::{bot::BotState, integration::Model},
    failures::is_unique_violation,
    inbox, integrations,
};

use super::{Integrations, Me, PATIENCE, row, token::BotToken, view::IntegrationView};
use crate::{
    api_roots,
    bots::{
        self,
        holding::{claim, connected_elsewhere, take_over},
    },
    core::Core,
    error::Result,
    telegram::BotAccess,
    work::Work,
};

/// What the row was and what it is to be.
pub(super) struct Settling {
    /// `None` for a new one.
    pub(super) before: Option<Model>,
    pub(super) after: Model,
    /// A token that Telegram knows, if one was given.
    pub(super) token: Option<(BotToken, Me)>,
    /// Whether a bot that was switched off by a refused token is to be tried again.
    pub(super) tries_again: bool,
}

/// Whom to tell what after the commit.
#[derive(Default)]
struct Aftermath {
    /// The bot that the integration had before, if its webhook was ours.
    left: Option<BotAccess>,
    /// The bot that has just come.
    came: Option<BotAccess>,
}

impl Integrations {
    /// Stores it and commits.
    ///
    /// # Errors
    /// `Conflict` when the bot belongs to another integration, of whatever tenant.
    pub(super) async fn settle(&self, work: Work, settling: Settling) -> Result<IntegrationView> {
        let (stored, aftermath) = store(&work, settling).await?;
        work.commit().await?;
        self.core.wakes.roster_changed();
        self.tell(aftermath).await;
        Ok(IntegrationView::from(stored))
    }

    /// Neither stops the call: what is stored counts, and the bot works by polling.
    async fn tell(&self, aftermath: Aftermath) {
        if let Some(left) = aftermath.left {
            self.forget_webhook(&left).await;
        }
        if let Some(came) = aftermath.came {
            self.forget_webhook(&came).await;
            self.publish_commands(&came).await;
        }
    }

    /// Removes whatever webhook the bot has at Telegram: with one, it could not be polled.
    pub(super) async fn forget_webhook(&self, access: &BotAccess) {
        let called = self.core.telegram.call(access, "deleteWebhook", &serde_json::json!({}), PATIENCE).await;
        if let Err(error) = called {
            tracing::warn!(bot = access.bot, %error, "the bot's webhook could not be removed");
        }
    }
}

async fn store(work: &Work, settling: Settling) -> Result<(Model, Aftermath)> {
    let Settling { before, mut after, token, tries_again } = settling;
    let mut aftermath = Aftermath::default();
    let mut has_new_token = false;
    let moves = before.as_ref().is_some_and(|row| row.api_root != after.api_root);
    if let Some((token, me)) = token {
        claim(work, &after, token.bot).await?;
        // At another server everything begins anew, with the same token too.
        has_new_token = moves || !row::has_token(work.core(), &after, &token);
        if has_new_token {
            let is_left = |row: &Model| moves || row.bot_id != Some(token.bot);
            let is_other = |row: &&Model| is_left(row) && row.webhook_url.is_some();
            aftermath.left = before.as_ref().filter(is_other).and_then(|row| left(work, row));
            row::change_token(work.core(), &mut after, &token)?;
            aftermath.came = Some(access(work.core(), &after, token)?);
        }
        after.bot_username = me.username;
        after.bot_name = Some(me.first_name);
    }
    after.updated_at = work.now;
    match &before {
        None => integrations::insert(work.tx(), after.clone()).await,
        Some(_) => integrations::update(work.tx(), after.clone()).await,
    }
    .map_err(|error| if is_unique_violation(&error) { connected_elsewhere() } else { error.into() })?;
    let former = before.as_ref().and_then(|row| row.bot_id).filter(|bot| Some(*bot) != after.bot_id);
    if let Some(former) = former {
        bot_rows::set_state(work.tx(), after.tenant_id, former, BotState::Paused).await?;
    }
    if let Some(bot) = after.bot_id.filter(|_| has_new_token || tries_again) {
        take_over(work, &after, bot, has_new_token).await?;
        if moves {
            bot_rows::begin_anew(work.tx(), after.tenant_id, bot).await?;
            inbox::renumber(work.tx(), bot).await?;
        }
        if has_new_token {
            // It was just asked who it is.
            bot_rows::set_loaded(work.tx(), &[bot], work.now).await?;
        }
    }
    Ok((after, aftermath))
}

/// The former bot with its former token, if that still opens.
fn left(work: &Work, row: &Model) -> Option<BotAccess> {
    let token = BotToken::parse(&bots::open_token(work.core(), row).ok()?).ok()?;
    access(work.core(), row, token).ok()
}

fn access(core: &Core, row: &Model, token: BotToken) -> Result<BotAccess> {
    let api_root = api_roots::of(&core.settings, row.api_root.as_deref())?;
    Ok(BotAccess { bot: token.bot, api_root, token: token.secret, token_version: 0 })
}
