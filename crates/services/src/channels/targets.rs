//! Which channels a dispatch asks.

use chrono::Duration;
use switchboard_store::{
    channel_dispatches,
    channels::{self, Whose},
    entities::channel::Model,
    users,
};

use super::{
    alert::{Audience, Target},
    reach::Reach,
    unknown,
};
use crate::{
    actor::Actor,
    error::{Error, Result},
    work::Work,
};

/// How much a plain user dispatches within [`PACE_WINDOW`].
const PACE: u64 = 120;
const PACE_WINDOW: Duration = Duration::hours(1);

/// The channels that are asked, oldest first.
///
/// # Errors
/// `NotFound` for a channel that is not the caller's to manage, and for a user that the tenant does not have; `Forbidden` where
/// a plain user asks for others' channels.
pub(super) async fn asked(work: &Work, actor: &Actor, reach: Reach, target: &Target) -> Result<Vec<Model>> {
    let whose = match (target, reach) {
        (Target::Channel(id), _) => {
            let found = channels::by_id(work.tx(), actor.tenant, reach.whose(), *id).await?;
            return Ok(vec![found.ok_or_else(unknown)?]);
        }
        (Target::Subject(_, Audience::Tenant), Reach::Everybodys) => Whose::Tenants,
        (Target::Subject(_, Audience::Everybody), Reach::Everybodys) => Whose::Everybodys,
        (Target::Subject(_, Audience::User(named)), Reach::Everybodys) => {
            let user = users::by_external_id(work.tx(), actor.tenant, named).await?;
            Whose::Users(user.ok_or_else(|| Error::not_found("There is no such user."))?.id)
        }
        (Target::Subject(_, Audience::Tenant), Reach::Own(user)) => Whose::Users(user),
        (Target::Subject(..), Reach::Own(_)) => {
            return Err(Error::Forbidden("You are not allowed to do this."));
        }
    };
    Ok(channels::all(work.tx(), actor.tenant, whose).await?)
}

/// # Errors
/// `RateLimited` where a plain user dispatches too much.
pub(super) async fn pace(work: &Work, actor: &Actor, reach: Reach) -> Result<()> {
    let Some(user) = reach.user() else { return Ok(()) };
    let count = channel_dispatches::count_by(work.tx(), actor.tenant, user, work.now - PACE_WINDOW).await?;
    if count < PACE {
        return Ok(());
    }
    Err(Error::RateLimited { retry_after: PACE_WINDOW.to_std().unwrap_or_default() / 60 })
}
