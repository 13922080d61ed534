//! Speaking as a bot: finds the bot's integration and opens its sealed token. Used by delivery, intake and integrations.
//!
//! `row` is how the row behind an integration begins and gets its token, `holding` which integration has a bot, `sender`
//! the bots of alert channels, which only send.

pub(crate) mod holding;
pub(crate) mod row;
pub(crate) mod sender;
pub(crate) mod token;

use std::time::Duration;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use switchboard_store::{
    BotId, IntegrationId, channel_sends, entities::integration, integrations, settlement,
};

use crate::{
    api_roots,
    core::Core,
    error::{Error, Result},
    sealing::Sealed,
    telegram::{BotAccess, CallError},
    work::Work,
};

/// How long a caller waits for Telegram.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What `getMe` says of a bot, as far as it is kept.
#[derive(Debug, Deserialize)]
pub(crate) struct Me {
    pub(crate) username: Option<String>,
    pub(crate) first_name: String,
}

/// Asks Telegram whose token it is. Never within a transaction.
pub(crate) async fn who_is(core: &Core, access: &BotAccess) -> Result<Me, CallError> {
    let result = core.telegram.call(access, "getMe", &json!({}), PATIENCE).await?;
    serde_json::from_str(result.get()).map_err(|error| CallError::Unreadable(error.to_string()))
}

/// What a token is bound to when it is sealed.
#[must_use]
pub fn sealed_for(integration: IntegrationId) -> String {
    format!("integration/{integration}/bot_token")
}

/// What it takes to speak as the bot.
///
/// # Errors
/// [`Error::NotFound`] when no live integration has it; [`Error::Conflict`] when its Bot API server is not allowed any
/// more; an internal error when its token does not open.
pub async fn access(core: &Core, bot: BotId) -> Result<BotAccess> {
    let (integration, bot_row) = integrations::by_bot(core.db.reader(), bot)
        .await?
        .ok_or_else(|| Error::not_found("This bot is not connected."))?;
    let token = open_token(core, &integration)?;
    Ok(BotAccess {
        bot,
        api_root: api_roots::of(&core.settings, integration.api_root.as_deref())?,
        token,
        token_version: bot_row.token_version,
    })
}

/// Opens an integration's token.
///
/// # Errors
/// When it has none, or it does not open.
pub fn open_token(core: &Core, integration: &integration::Model) -> Result<SecretString> {
    let (Some(key_id), Some(nonce), Some(ciphertext)) =
        (&integration.token_key_id, &integration.token_nonce, &integration.token_ciphertext)
    else {
        return Err(Error::not_found("This integration has no bot token."));
    };
    let sealed = Sealed { key_id: key_id.clone(), nonce: nonce.clone(), ciphertext: ciphertext.clone() };
    core.keyring.open(&sealed, &sealed_for(integration.id))
}

/// Records that Telegram refuses the bot's token, if it is still that token. Its queue is kept, but for what was dispatched
/// to alert channels: that ends at once. The roster follows.
///
/// # Errors
/// When the database fails.
pub async fn declare_dead(core: &Core, bot: BotId, token_version: i64) -> Result<bool> {
    let work = Work::begin(core).await?;
    let is_dead = settlement::declare_bot_dead(work.tx(), bot, token_version).await?;
    if is_dead {
        channel_sends::end_of_bot(work.tx(), bot, "token_refused", work.now).await?;
    }
    work.commit().await?;
    core.wakes.roster_changed();
    Ok(is_dead)
}
