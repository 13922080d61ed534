//! The row behind an integration: how it begins, and what another token changes in it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use switchboard_store::{
    IntegrationId,
    entities::{
        integration::{ChatScope, ConfiguredBy, Model},
        unit,
    },
};

use super::{open_token, sealed_for, token::BotToken};
use crate::{core::Core, error::Result, work::Work};

/// An integration of the unit with nothing set yet.
pub(crate) fn blank(unit: &unit::Model, is_default: bool, configured_by: ConfiguredBy, work: &Work) -> Model {
    Model {
        id: IntegrationId::new(work.now),
        tenant_id: unit.tenant_id,
        unit_id: unit.id,
        is_default,
        sends_only: false,
        configured_by,
        bot_id: None,
        bot_username: None,
        bot_name: None,
        public_bot_id: None,
        title: None,
        scope: ChatScope::Both,
        token_key_id: None,
        token_nonce: None,
        token_ciphertext: None,
        token_hint: None,
        owner_chat_id: None,
        support_chat_id: None,
        agents: None,
        welcome_message: None,
        api_root: None,
        webhook_key: random_key(),
        webhook_secret_hash: None,
        webhook_url: None,
        is_active: true,
        delivery_policy: work.core().settings.delivery_policy,
        created_at: work.now,
        updated_at: work.now,
        deleted_at: None,
    }
}

/// Whether the integration has this very token. One that does not open any more (its key left `ENCRYPTION_KEY`) is
/// replaced.
pub(crate) fn has_token(core: &Core, row: &Model, token: &BotToken) -> bool {
    row.bot_id == Some(token.bot) && open_token(core, row).is_ok_and(|stored| token.is(&stored))
}

/// Another token is another secret for everything: the webhook, its key and its secret begin anew.
pub(crate) fn change_token(core: &Core, row: &mut Model, token: &BotToken) -> Result<()> {
    let sealed = core.keyring.seal(&token.secret, &sealed_for(row.id))?;
    if row.bot_id != Some(token.bot) {
        row.bot_username = None;
        row.bot_name = None;
    }
    row.bot_id = Some(token.bot);
    row.token_key_id = Some(sealed.key_id);
    row.token_nonce = Some(sealed.nonce);
    row.token_ciphertext = Some(sealed.ciphertext);
    row.token_hint = Some(token.hint());
    reset_webhook(row);
    Ok(())
}

/// Erases the token and everything that was derived from it.
pub(crate) fn erase_token(row: &mut Model) {
    row.token_key_id = None;
    row.token_nonce = None;
    row.token_ciphertext = None;
    row.token_hint = None;
    reset_webhook(row);
}

fn reset_webhook(row: &mut Model) {
    row.webhook_key = random_key();
    row.webhook_secret_hash = None;
    row.webhook_url = None;
}

/// 32 random bytes in URL-safe base64: 43 characters.
pub(crate) fn random_key() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
