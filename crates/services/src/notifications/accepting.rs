//! Notifications that come while others are being accepted are accepted together, in one commit: one read for all who are named by
//! their ids, and three statements that write, however many there are.
//!
//! Each has its own end: what is said to one (nobody is linked, the bot is blocked) is no failure of the others. Whoever leaves does not
//! take the answers of the others with it, who would ask again, and have theirs accepted twice.

use std::collections::HashMap;

use switchboard_store::{
    TenantId,
    addressees::{self, Addressee},
    failures::not_in_time,
    messages,
};

use super::{
    Recipient, letter,
    send::{accept_text, admitted, held_back, resolve},
};
use crate::{
    combiner::{Combiner, Unserved},
    core::Core,
    delivery::accept_all,
    error::{Error, Result},
    work::Work,
};

#[cfg(test)]
mod tests;

/// Notifications that share a commit at the most.
const MOST: usize = 64;

/// A notification whose caller may send it, and whose text is checked.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) tenant: TenantId,
    pub(super) recipient: Recipient,
    pub(super) text: String,
}

/// Where callers meet.
#[derive(Debug)]
pub(super) struct Accepting(Combiner<Request, Result<()>>);

impl Accepting {
    pub(super) fn new(core: &Core) -> Self {
        Self(Combiner::over(core.db.kind(), MOST))
    }

    /// Accepts one, alone or with others.
    ///
    /// # Errors
    /// As [`Notifications::send`](super::Notifications::send).
    pub(super) async fn accept(&self, core: &Core, request: Request) -> Result<()> {
        let serve = |requests| accept_together(core.clone(), requests);
        match self.0.ask_to_the_end(request, serve).await {
            Ok(accepted) => accepted,
            Err(Unserved::NotBegun) => Err(not_in_time().into()),
            Err(Unserved::Unknown) => Err(Error::broken("accepting notifications broke down")),
        }
    }
}

async fn accept_together(core: Core, requests: Vec<Request>) -> Vec<Result<()>> {
    if requests.len() > 1 {
        let error = match write_all(&core, &requests).await {
            Ok((work, ends)) => match work.commit_in_task().await {
                Ok(()) => return ends,
                // Perhaps it happened: none of them may be tried again.
                Err(error) => return for_each(&requests, &error),
            },
            // All of it is surely undone, and was perhaps nobody's fault: one by one they do not wait for one another.
            Err(error) if error.is_surely_undone() => error,
            Err(error) if error.is_outage() => return for_each(&requests, &error),
            Err(error) => error,
        };
        // One of them is at fault: the others are not to suffer for it.
        tracing::error!(%error, source = ?std::error::Error::source(&error), "notifications could not be accepted together");
    }
    let mut ends = Vec::with_capacity(requests.len());
    for request in &requests {
        ends.push(accept_one(&core, request).await);
    }
    ends
}

fn for_each(requests: &[Request], error: &Error) -> Vec<Result<()>> {
    requests.iter().map(|_| Err(error.again())).collect()
}

async fn accept_one(core: &Core, request: &Request) -> Result<()> {
    let work = Work::begin(core).await?;
    let found = resolve(&work, request.tenant, &request.recipient).await?;
    let Some(addressee) = admitted(&work, found, &request.text).await? else {
        work.commit_in_task().await?;
        return Err(held_back());
    };
    accept_text(&work, &addressee, &request.text).await?;
    work.commit_in_task().await
}

/// All of them, not committed yet, and how each ends once they are.
async fn write_all(core: &Core, requests: &[Request]) -> Result<(Work, Vec<Result<()>>)> {
    let work = Work::begin(core).await?;
    let users = Users::named_in(&work, requests).await?;
    let mut ends = Vec::with_capacity(requests.len());
    let (mut stored, mut sends) = (Vec::new(), Vec::new());
    for request in requests {
        let found = match &request.recipient {
            Recipient::User(id) => users.find(request.tenant, id),
            by_name @ Recipient::Username(_) => resolve(&work, request.tenant, by_name).await?,
        };
        ends.push(match admitted(&work, found, &request.text).await {
            Ok(Some(addressee)) => {
                let (message, outgoing) = letter(&work, &addressee, &request.text);
                stored.push(message);
                sends.push((request.tenant, outgoing));
                Ok(())
            }
            Ok(None) => Err(held_back()),
            Err(failure @ Error::Internal { .. }) => return Err(failure),
            Err(refusal) => Err(refusal),
        });
    }
    messages::insert_all(work.tx(), stored).await?;
    accept_all(&work, sends).await?;
    // From here on a failure is that of the commit, after which nobody is tried again.
    work.settle().await?;
    Ok((work, ends))
}

/// The linked users who are named by their ids in the host application.
struct Users(HashMap<TenantId, HashMap<String, Addressee>>);

impl Users {
    /// One read a tenant.
    async fn named_in(work: &Work, requests: &[Request]) -> Result<Self> {
        let mut ids: HashMap<TenantId, Vec<String>> = HashMap::new();
        for request in requests {
            if let Recipient::User(id) = &request.recipient {
                ids.entry(request.tenant).or_default().push(id.clone());
            }
        }
        let mut users = HashMap::with_capacity(ids.len());
        for (tenant, ids) in ids {
            users.insert(tenant, addressees::by_external_ids(work.tx(), tenant, &ids).await?);
        }
        Ok(Self(users))
    }

    fn find(&self, tenant: TenantId, id: &str) -> Option<Addressee> {
        self.0.get(&tenant)?.get(id).cloned()
    }
}
