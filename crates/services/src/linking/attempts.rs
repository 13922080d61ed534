//! Wrong tries, counted across codes: five an hour for a caller, twenty an hour on a contact. Later ones are refused
//! without a look at the code, and do not prolong the wait.

use switchboard_store::{
    TenantId, UserId, codes,
    entities::{code_attempt::AttemptKind, contact},
};

use super::code::{HOUR, wait};
use crate::{error::Result, work::Work};

const PER_CALLER: usize = 5;
const PER_CONTACT: u64 = 20;

/// Whole minutes until the caller may try again; `None` when they may now. Their row must be locked.
pub(super) async fn caller_waits(work: &Work, tenant: TenantId, caller: UserId) -> Result<Option<i64>> {
    let since = work.now - HOUR;
    let tries = codes::attempts_of_user(work.tx(), tenant, caller, AttemptKind::WrongCode, since).await?;
    Ok(wait(&tries, PER_CALLER, work.now))
}

/// Whether codes of this contact are not looked at for now. Its row must be locked.
pub(super) async fn is_locked(work: &Work, contact: &contact::Model) -> Result<bool> {
    let since = work.now - HOUR;
    Ok(codes::wrong_tries_on(work.tx(), contact.tenant_id, contact.id, since).await? >= PER_CONTACT)
}

/// Counts one wrong try of the caller, and one on each contact whose code was looked at. It counts for the caller also
/// where there was none to look at: else somebody could tell by not being locked out.
pub(super) async fn note_wrong(
    work: &Work,
    tenant: TenantId,
    caller: UserId,
    tried_on: &[&contact::Model],
) -> Result<()> {
    let first = tried_on.first().map(|contact| contact.id);
    let kind = AttemptKind::WrongCode;
    codes::note_attempt(work.tx(), tenant, Some(caller), first, kind, work.now).await?;
    for contact in tried_on.iter().skip(1) {
        codes::note_attempt(work.tx(), tenant, None, Some(contact.id), kind, work.now).await?;
    }
    Ok(())
}
