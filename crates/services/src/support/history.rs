//! What a user wrote, what was answered, and the notifications, newest first.

use switchboard_store::{Db, MessageId, UserId, histories, users};

use super::{HistoryMessage, Support};
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
};

/// The most messages on a page.
const LARGEST_PAGE: i32 = 100;

impl Support {
    /// `getTelegramMessages`: newest first. `size` 1 to 100, `page` from 0.
    ///
    /// # Errors
    /// Bad numbers; `Forbidden` for another's messages without the scope `messages`; `NotFound` for an unknown user.
    pub async fn history(
        &self,
        actor: &Actor,
        user_external_id: &str,
        page: i32,
        size: i32,
    ) -> Result<Vec<HistoryMessage>> {
        let own = own_id(actor, user_external_id);
        if own.is_none() {
            actor.require(Scope::Messages)?;
        }
        let (skip, take) = range(page, size)?;
        let user = match own {
            Some(user) => user,
            None => somebody(&self.core.db, actor, user_external_id).await?,
        };
        let rows = self.pages.read(histories::Page { tenant: actor.tenant, user, skip, take }).await?;
        Ok(rows.into_iter().map(HistoryMessage::from).collect())
    }
}

fn own_id(actor: &Actor, external_id: &str) -> Option<UserId> {
    let user = actor.acting_user().ok()?;
    (user.external_id == external_id).then_some(user.id)
}

async fn somebody(db: &Db, actor: &Actor, external_id: &str) -> Result<UserId> {
    let missing = || Error::not_found("There is no such user.");
    // No id has it, and PostgreSQL takes no NUL.
    if external_id.contains('\0') {
        return Err(missing());
    }
    let user = users::by_external_id(db.reader(), actor.tenant, external_id).await?;
    Ok(user.ok_or_else(missing)?.id)
}

/// How many rows to skip and to take.
fn range(page: i32, size: i32) -> Result<(u64, u64)> {
    let page = u64::try_from(page).map_err(|_| Error::bad_input("`page` starts at 0."))?;
    if !(1..=LARGEST_PAGE).contains(&size) {
        return Err(Error::bad_input("`size` must be from 1 to 100."));
    }
    // 2^31 pages of 100: far within 64 bits.
    let size = u64::from(size.unsigned_abs());
    Ok((page * size, size))
}

impl From<histories::Shown> for HistoryMessage {
    fn from(row: histories::Shown) -> Self {
        let text = row.body.unwrap_or_else(|| format!("[{}]", row.kind));
        let id: MessageId = row.id;
        Self {
            id,
            text,
            timestamp: row.created_at,
            direction: row.direction,
            status: row.status,
            admin_username: row.admin_username,
        }
    }
}
