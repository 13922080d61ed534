//! What every face does first with a call: learn who calls, and whether they may call now.
//!
//! A caller who is not believed is not refused here: some things are for everybody, and what is not refuses by itself. Who
//! calls too often is refused whatever they want.

use crate::{
    Services,
    actor::{Actor, Origin},
    error::{Error, Result},
    rate_limits::Allowance,
};

/// A call at the door.
#[derive(Debug)]
pub struct Admission {
    /// Who calls.
    pub caller: Result<Actor>,
    /// Why the call goes no further; always [`Error::RateLimited`].
    pub refusal: Option<Error>,
    /// What is left to the caller, for every answer; `None` where nothing is limited.
    pub allowance: Option<Allowance>,
}

impl Services {
    /// Learns who calls with this `Authorization` header value from there, and counts the call.
    pub async fn admit(&self, authorization: Option<&str>, origin: Origin) -> Admission {
        let caller = self.accounts.authenticate(authorization, origin).await;
        let taken = self.rate_limits.take(caller.as_ref().ok(), origin);
        let refusal = taken.and_then(|taken| taken.refused_for);
        let refusal = refusal.map(|retry_after| Error::RateLimited { retry_after });
        Admission { caller, refusal, allowance: taken.map(|taken| taken.allowance) }
    }
}
