//! Which channels an actor manages.

use switchboard_store::{UserId, channels::Whose, users};

use crate::{
    actor::{Actor, Scope},
    error::{Error, Result},
    work::Work,
};

/// Which channels an actor manages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The tenant's and its users'.
    Everybodys,
    /// The acting user's own.
    Own(UserId),
}

impl Reach {
    /// # Errors
    /// `Forbidden` for a key without the scope `channels` that acts for no user.
    pub(super) fn of(actor: &Actor) -> Result<Self> {
        if actor.may(Scope::Channels) {
            return Ok(Self::Everybodys);
        }
        Ok(Self::Own(actor.acting_user()?.id))
    }

    /// For queries.
    pub(super) fn whose(self) -> Whose {
        match self {
            Self::Everybodys => Whose::Everybodys,
            Self::Own(user) => Whose::Users(user),
        }
    }

    /// The user, where only what is theirs is reached.
    pub(super) fn user(self) -> Option<UserId> {
        match self {
            Self::Everybodys => None,
            Self::Own(user) => Some(user),
        }
    }

    /// Whose a new channel is to be: `named` is a user's id in the host application.
    ///
    /// # Errors
    /// `Forbidden` where a user names another one; `NotFound` for a user that the tenant does not have.
    pub(super) async fn owner(
        self,
        work: &Work,
        actor: &Actor,
        named: Option<&str>,
    ) -> Result<Option<UserId>> {
        match (self, named) {
            (Self::Everybodys, None) => Ok(None),
            (Self::Everybodys, Some(named)) => {
                let user = users::by_external_id(work.tx(), actor.tenant, named).await?;
                user.map(|user| Some(user.id)).ok_or_else(|| Error::not_found("There is no such user."))
            }
            (Self::Own(user), None) => Ok(Some(user)),
            (Self::Own(user), Some(named)) => {
                let is_own = actor.user.as_ref().is_some_and(|user| user.external_id == named);
                if is_own { Ok(Some(user)) } else { Err(Error::Forbidden("You are not allowed to do this.")) }
            }
        }
    }
}
