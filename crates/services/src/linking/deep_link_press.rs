//! The two buttons under an opened deep link. They work in the chat where it was opened last, and only there.

use switchboard_store::{LinkTokenId, entities::contact, link_tokens, links, users};

use super::{
    Linking, letter,
    letter::Letter,
    tie,
    unlink::{answer, be_silent},
};
use crate::{
    actor::ActingUser,
    error::{Error, Result},
    incoming::Incoming,
    people::{self, Person, TelegramChat},
    texts::{Lang, deep_links as texts},
};

impl Linking {
    /// Link: uses the token up, ties its user to this chat, and confirms once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accept_deep_link(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        token: LinkTokenId,
        callback_query_id: &str,
    ) -> Result<()> {
        let (work, tenant) = (&incoming.work, incoming.tenant);
        if !letter::is_private(&incoming.integration, chat) {
            return not_here(incoming, chat, person, callback_query_id).await;
        }
        let stored = link_tokens::by_id(work.tx(), tenant, token).await?;
        // First the account, then the contact: in this order everybody who ties them locks them.
        if let Some(stored) = &stored {
            links::lock_account(work.tx(), tenant, stored.user_id).await?;
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let lang = people::language_of(&contact);
        let is_spent = link_tokens::spend(work.tx(), tenant, token, contact.id, work.now).await?;
        let Some(stored) = stored.filter(|stored| is_spent || stored.contact_id == Some(contact.id)) else {
            return answer(incoming, contact.chat_id, callback_query_id, texts::stale_link(lang)).await;
        };
        if !is_spent {
            let linked = links::active_of_contact(work.tx(), tenant, contact.id).await?;
            let is_linked = stored.used_at.is_some() && linked.is_some_and(|it| it.user_id == stored.user_id);
            let text = if is_linked { texts::link_accepted_already(lang) } else { texts::stale_link(lang) };
            return answer(incoming, contact.chat_id, callback_query_id, text).await;
        }
        self.tie_to(incoming, stored.user_id, &contact, callback_query_id).await
    }

    /// Cancel: nothing is linked, and Link does nothing any more in this chat. The token stays for its own user.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_deep_link(
        &self,
        incoming: &Incoming,
        chat: &TelegramChat,
        person: &Person,
        token: LinkTokenId,
        callback_query_id: &str,
    ) -> Result<()> {
        let (work, tenant) = (&incoming.work, incoming.tenant);
        if !letter::is_private(&incoming.integration, chat) {
            return not_here(incoming, chat, person, callback_query_id).await;
        }
        let contact = people::meet(incoming, chat, person).await?.contact;
        let lang = people::language_of(&contact);
        if !link_tokens::put_back(work.tx(), tenant, token, contact.id).await? {
            return answer(incoming, contact.chat_id, callback_query_id, texts::stale_link(lang)).await;
        }
        be_silent(incoming, contact.chat_id, callback_query_id).await?;
        letter::post(work, tenant, vec![(&contact, Letter::new(texts::link_cancelled(lang)))]).await
    }

    async fn tie_to(
        &self,
        incoming: &Incoming,
        user: switchboard_store::UserId,
        contact: &contact::Model,
        callback_query_id: &str,
    ) -> Result<()> {
        let (work, tenant) = (&incoming.work, incoming.tenant);
        let missing = || Error::broken("a deep link's user is gone");
        let user = users::by_id(work.tx(), tenant, user).await?.ok_or_else(missing)?;
        let user = ActingUser { id: user.id, external_id: user.external_id, name: user.name };
        be_silent(incoming, contact.chat_id, callback_query_id).await?;
        tie::tie(work, tenant, &user, contact).await
    }
}

/// Nobody is told of accounts in a group; a button of ours cannot be there by itself.
async fn not_here(
    incoming: &Incoming,
    chat: &TelegramChat,
    person: &Person,
    callback_query_id: &str,
) -> Result<()> {
    let row = people::record_chat(incoming, chat).await?;
    let lang = Lang::from_code(person.language_code.as_deref());
    answer(incoming, row, callback_query_id, texts::stale_link(lang)).await
}
