//! A signed-in user asks for a link to their own account, or how far it got.

use switchboard_store::{
    LinkTokenId, TenantId,
    entities::{chat::ChatKind, integration, link_token},
    integrations, link_tokens, links,
};

use super::{
    Linking,
    deep_link::{self, DeepLink, LIFETIME},
};
use crate::{
    actor::Actor,
    error::{Error, Result},
    people,
    work::Work,
};

/// Whether the caller's account is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkStatus {
    /// It is not, and no link is outstanding.
    NotLinked,
    /// It is.
    Linked {
        /// As Telegram last reported it, without `@`; absent where the Telegram account has none.
        username: Option<String>,
    },
    /// A link was issued and waits for the bot.
    Awaiting,
}

impl Linking {
    /// Whether the caller's account is linked, or a link of theirs is outstanding.
    ///
    /// # Errors
    /// A key that acts for nobody, failures of ours.
    pub async fn link_status(&self, actor: &Actor) -> Result<LinkStatus> {
        let (caller, conn) = (actor.acting_user()?, self.core.db.reader());
        if let Some((_, contact)) = links::active_of_user(conn, actor.tenant, caller.id).await? {
            return Ok(LinkStatus::Linked { username: contact.username });
        }
        let now = self.core.clock.now();
        let outstanding = link_tokens::live_of_user(conn, actor.tenant, caller.id, now).await?;
        Ok(if outstanding.is_some() { LinkStatus::Awaiting } else { LinkStatus::NotLinked })
    }

    /// A link to the caller's account, through the tenant's default bot. While one is outstanding it is that one.
    ///
    /// # Errors
    /// A key that acts for nobody; `NotFound` where the tenant has no bot; `Conflict` where the bot cannot take the link.
    pub async fn deep_link(&self, actor: &Actor) -> Result<DeepLink> {
        let caller = actor.acting_user()?;
        let work = Work::begin(&self.core).await?;
        // Two calls at once get the same link.
        links::lock_account(work.tx(), actor.tenant, caller.id).await?;
        let (bot, username) = bot_to_link_through(&work, actor.tenant).await?;
        let outstanding = link_tokens::live_of_user(work.tx(), actor.tenant, caller.id, work.now).await?;
        if let Some(row) = outstanding.filter(|row| row.bot_id == bot) {
            match deep_link::unseal(&self.core, &row) {
                Ok(token) => {
                    // What was read may be part of the same group (see `Transaction`).
                    work.commit().await?;
                    return Ok(DeepLink::new(&username, &token, row.expires_at));
                }
                // The key that sealed it is gone, so nothing finds the token either.
                Err(error) => tracing::warn!(%error, "an outstanding deep link is replaced"),
            }
        }
        let (id, token) = (LinkTokenId::new(work.now), deep_link::random_token());
        let sealed = deep_link::seal(&self.core, id, &token)?;
        let row = link_token::Model {
            id,
            tenant_id: actor.tenant,
            user_id: caller.id,
            bot_id: bot,
            token_hash: deep_link::hash(&self.core.keyring, &token),
            token_key_id: sealed.key_id,
            token_nonce: sealed.nonce,
            token_ciphertext: sealed.ciphertext,
            contact_id: None,
            issued_at: work.now,
            expires_at: work.now + LIFETIME,
            used_at: None,
        };
        let expires_at = row.expires_at;
        link_tokens::replace(work.tx(), row).await?;
        work.commit().await?;
        Ok(DeepLink::new(&username, &token, expires_at))
    }
}

/// The bot that a link leads to, if it can answer there.
async fn bot_to_link_through(work: &Work, tenant: TenantId) -> Result<(i64, String)> {
    let conflict = |text: &str| Error::Conflict(text.to_owned());
    let found = integrations::default_of(work.tx(), tenant).await?;
    let Some((integration, bot)) = found.and_then(|found| found.bot_id.map(|bot| (found, bot))) else {
        return Err(Error::not_found("No Telegram bot is configured."));
    };
    let integration::Model { bot_username, is_active, .. } = &integration;
    if !is_active {
        return Err(conflict("The Telegram bot is switched off."));
    }
    if !people::answers_in(&integration, ChatKind::Private) {
        return Err(conflict("The Telegram bot does not answer in private chats."));
    }
    match bot_username {
        Some(username) => Ok((bot, username.clone())),
        None => Err(conflict("The Telegram bot has not been reached yet. Please try again in a minute.")),
    }
}
