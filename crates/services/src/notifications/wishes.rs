//! A user reads and changes what they want to be notified of; admins read what was held back.

use chrono::{DateTime, Utc};
use switchboard_store::{TenantId, UserId, links, preferences as rows};

pub use switchboard_store::preferences::Held;

use super::Notifications;
use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
    preferences::{self, CATEGORIES, Preferences, QuietHours},
    work::Work,
};

/// So many own categories of a tenant are shown and can be muted.
const MOST_CATEGORIES: u64 = 50;

/// A user's wishes, with the categories to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// What they chose.
    pub preferences: Preferences,
    /// Every category of the tenant.
    pub categories: Vec<String>,
}

/// What to change; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct NewWishes {
    /// All that are not wanted from now on.
    pub muted_categories: Option<Vec<String>>,
    /// `Some(None)`: notifications again.
    pub muted_until: Option<Option<DateTime<Utc>>>,
    /// `Some(None)`: none.
    pub quiet_hours: Option<Option<QuietHours>>,
}

impl Notifications {
    /// The caller's wishes.
    ///
    /// # Errors
    /// A key that acts for nobody, failures of ours.
    pub async fn wishes(&self, actor: &Actor) -> Result<Wishes> {
        let (caller, conn) = (actor.acting_user()?, self.core.db.reader());
        let row = rows::of_user(conn, actor.tenant, caller.id).await?;
        let own = rows::categories(conn, actor.tenant, MOST_CATEGORIES).await?;
        Ok(Wishes {
            preferences: row.as_ref().map(Preferences::of_row).unwrap_or_default(),
            categories: all(own),
        })
    }

    /// Changes the caller's wishes; answers all of them.
    ///
    /// # Errors
    /// A key that acts for nobody, a category that the tenant does not have, a mute that has ended already.
    pub async fn change_wishes(&self, actor: &Actor, new: NewWishes) -> Result<Wishes> {
        let caller = actor.acting_user()?;
        let work = Work::begin(&self.core).await?;
        let wishes = change(&work, actor.tenant, caller.id, |_, _| Ok(new)).await?;
        work.commit().await?;
        Ok(wishes)
    }

    /// What was held back, the newest first: `page` from 0, `size` 1 to 100.
    ///
    /// # Errors
    /// Without the scope `notifications`; for a page that can't be.
    pub async fn held_back(&self, actor: &Actor, page: i32, size: i32) -> Result<Vec<Held>> {
        actor.require(Scope::Notifications)?;
        let size = u64::try_from(size).ok().filter(|size| (1..=100).contains(size));
        let size = size.ok_or_else(|| Error::bad_input("size is a whole number from 1 to 100."))?;
        let page = u64::try_from(page).map_err(|_| Error::bad_input("page is a whole number from 0."))?;
        Ok(rows::held(self.core.db.reader(), actor.tenant, page * size, size).await?)
    }
}

/// Changes a user's wishes within `work`: `choose` sees what they are now, and the categories.
pub(super) async fn change(
    work: &Work,
    tenant: TenantId,
    user: UserId,
    choose: impl FnOnce(&Preferences, &[String]) -> Result<NewWishes>,
) -> Result<Wishes> {
    links::lock_account(work.tx(), tenant, user).await?;
    let mut wishes = of_user(work, tenant, user).await?;
    let new = choose(&wishes.preferences, &wishes.categories)?;
    let changed = &mut wishes.preferences;
    if let Some(muted) = new.muted_categories {
        changed.muted_categories = checked(&wishes.categories, muted)?;
    }
    if let Some(until) = new.muted_until {
        if until.is_some_and(|until| until <= work.now) {
            return Err(Error::bad_input("mutedUntil is in the past."));
        }
        changed.muted_until = until;
    }
    if let Some(hours) = new.quiet_hours {
        changed.quiet_hours = hours;
    }
    rows::store(work.tx(), changed.to_row(tenant, user, work.now)).await?;
    Ok(wishes)
}

/// A user's wishes, read within `work`.
pub(super) async fn of_user(work: &Work, tenant: TenantId, user: UserId) -> Result<Wishes> {
    let own = rows::categories(work.tx(), tenant, MOST_CATEGORIES).await?;
    Ok(Wishes { preferences: preferences::of_user(work, tenant, user).await?, categories: all(own) })
}

fn all(own: Vec<String>) -> Vec<String> {
    CATEGORIES.into_iter().map(str::to_owned).chain(own).collect()
}

fn checked(categories: &[String], muted: Vec<String>) -> Result<Vec<String>> {
    let mut names = muted.iter().map(|name| preferences::category(name)).collect::<Result<Vec<_>>>()?;
    names.sort();
    names.dedup();
    match names.iter().find(|name| !categories.contains(name)) {
        Some(unknown) => Err(Error::bad_input(format!("There is no category {unknown}."))),
        None => Ok(names),
    }
}
