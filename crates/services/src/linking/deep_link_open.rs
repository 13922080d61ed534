//! `/start <token>`: shows whose account the link is for, with Link and Cancel. Nothing is linked by opening: else
//! somebody could send a stranger his own link, and read what the stranger writes.

use switchboard_store::{entities::contact, link_tokens, users};

use super::{Linking, account, deep_link, letter::Letter};
use crate::{
    error::Result,
    incoming::Incoming,
    people,
    texts::{Lang, deep_links as texts},
};

/// What the buttons' `callback_data` begins with; the id of the token's row follows. 64 bytes are allowed.
const ACCEPT: &str = "link:";
const CANCEL: &str = "nolink:";

impl Linking {
    /// The answer to a deep link that was opened in the contact's chat. The contact's row is written by `incoming` already.
    pub(super) async fn open_deep_link(
        &self,
        incoming: &Incoming,
        contact: &contact::Model,
        payload: &str,
    ) -> Result<Letter> {
        let lang = people::language_of(contact);
        let offered = self.offer(incoming, contact, payload, lang).await?;
        Ok(offered.unwrap_or_else(|| Letter::new(texts::stale_link(lang))))
    }

    async fn offer(
        &self,
        incoming: &Incoming,
        contact: &contact::Model,
        payload: &str,
        lang: Lang,
    ) -> Result<Option<Letter>> {
        if !deep_link::looks_like_one(payload) {
            return Ok(None);
        }
        let (work, tenant) = (&incoming.work, incoming.tenant);
        let hashes = deep_link::hashes(&self.core.keyring, payload);
        let opened = link_tokens::open(work.tx(), tenant, incoming.bot, hashes, contact.id, work.now).await?;
        let Some(token) = opened else { return Ok(None) };
        let user = users::by_id(work.tx(), tenant, token.user_id).await?;
        Ok(user.map(|user| {
            Letter::new(texts::link_offer(lang, &account::of_stored(&user)))
                .button(texts::link_button(lang), format!("{ACCEPT}{}", token.id))
                .button(texts::cancel_button(lang), format!("{CANCEL}{}", token.id))
                .until(token.expires_at)
        }))
    }
}
