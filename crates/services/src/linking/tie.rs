//! Tying a user to a contact. What either was tied to before ends, and every chat that this concerns is told.

use switchboard_store::{LinkId, TenantId, UserId, entities::contact, links, users};

use super::{
    account,
    letter::{self, Letter},
};
use crate::{
    actor::ActingUser,
    error::Result,
    people,
    texts::linking::{self as texts, Replaced},
    work::Work,
};

/// Why a link ended: another took its place.
const REPLACED: &str = "replaced";

/// Ties the caller to the contact. Both rows must be locked. Tied already: it is only confirmed again.
pub(super) async fn tie(
    work: &Work,
    tenant: TenantId,
    caller: &ActingUser,
    contact: &contact::Model,
) -> Result<()> {
    let name = account::of_caller(caller);
    let lang = people::language_of(contact);
    let of_user = links::active_of_user(work.tx(), tenant, caller.id).await?;
    if let Some((link, _)) = of_user.as_ref().filter(|(link, _)| link.contact_id == contact.id) {
        let letter = Letter::new(texts::linked_already(lang, &name));
        return letter::post(work, tenant, vec![(contact, with_button(letter, contact, link.id))]).await;
    }

    let left_chat = match of_user {
        Some((link, left)) => end(work, tenant, link.id).await?.then_some(left),
        None => None,
    };
    let left_account = match links::active_of_contact(work.tx(), tenant, contact.id).await? {
        Some(link) if end(work, tenant, link.id).await? => account_name(work, tenant, link.user_id).await?,
        _ => None,
    };
    let link = links::insert(work.tx(), tenant, caller.id, contact.id, work.now).await?;

    let replaced = Replaced { other_chat: left_chat.is_some(), other_account: left_account.as_deref() };
    let letter = Letter::new(texts::linked(lang, &name, replaced));
    let mut letters = vec![(contact, with_button(letter, contact, link))];
    if let Some(left) = &left_chat {
        letters.push((left, Letter::new(texts::moved_away(people::language_of(left), &name))));
    }
    letter::post(work, tenant, letters).await
}

async fn end(work: &Work, tenant: TenantId, link: LinkId) -> Result<bool> {
    Ok(links::end(work.tx(), tenant, link, REPLACED, work.now).await?)
}

async fn account_name(work: &Work, tenant: TenantId, user: UserId) -> Result<Option<String>> {
    Ok(users::by_id(work.tx(), tenant, user).await?.as_ref().map(account::of_stored))
}

fn with_button(letter: Letter, contact: &contact::Model, link: LinkId) -> Letter {
    letter.button(texts::disown_button(people::language_of(contact)), format!("disown:{link}"))
}
