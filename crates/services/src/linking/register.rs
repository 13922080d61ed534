//! `registerTelegram`. With a code: the caller's row is locked, then the contacts of that username, so that parallel
//! tries are counted one by one; the right code ties caller and contact, a wrong one is counted and committed.
//!
//! Unknown username, wrong, used, void or expired code, a contact that had too many tries: one sentence, at one pace.
//! Only the caller's own lock, which depends on nothing but the caller, has another.

use switchboard_store::{codes, contacts, entities::contact, links};
use tokio::time::Instant;

use super::{Linking, Registration, RegistrationResult, attempts, code, pace, tie};
use crate::{
    actor::{ActingUser, Actor},
    error::{Error, Result},
    people,
    work::Work,
};

const WRONG: &str = "That did not work: the username or the code is wrong, or the code has expired. \
     Press /code in the bot's chat to get a new one.";

/// Longer names are refused outright; Telegram's own are 32 at most.
const LONGEST_USERNAME: usize = 64;

impl Linking {
    /// `registerTelegram`: links the caller by username and code; without a code the bot sends one.
    ///
    /// # Errors
    /// Bad input, a key that acts for nobody, failures of ours. A wrong code is an answer, not an error.
    pub async fn register(&self, actor: &Actor, registration: Registration) -> Result<RegistrationResult> {
        let started = Instant::now();
        let caller = actor.acting_user()?;
        let username = asked_username(&registration.username)?;
        let digits = registration.verification_code.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let result = match digits {
            Some(digits) => self.try_code(actor, caller, &username, digits).await?,
            None => self.request_code(actor, caller, &username).await?,
        };
        if !result.success {
            pace::hold(started).await;
        }
        Ok(result)
    }

    pub(super) async fn try_code(
        &self,
        actor: &Actor,
        caller: &ActingUser,
        username: &str,
        digits: &str,
    ) -> Result<RegistrationResult> {
        let work = Work::begin(&self.core).await?;
        links::lock_account(work.tx(), actor.tenant, caller.id).await?;
        if let Some(minutes) = attempts::caller_waits(&work, actor.tenant, caller.id).await? {
            let text = format!("You have tried too many wrong codes. Please try again in {minutes} min.");
            return Ok(refusal(text));
        }
        let candidates = contacts::lock_by_username(work.tx(), actor.tenant, username).await?;
        let mut tried_on = Vec::new();
        for contact in &candidates {
            if attempts::is_locked(&work, contact).await? {
                continue;
            }
            if let Some(code) = code::matching(&work, contact, digits).await?
                && codes::spend(work.tx(), actor.tenant, code.id, work.now).await?
            {
                tie::tie(&work, actor.tenant, caller, contact).await?;
                work.commit().await?;
                return Ok(success(contact));
            }
            tried_on.push(contact);
        }
        attempts::note_wrong(&work, actor.tenant, caller.id, &tried_on).await?;
        work.commit().await?;
        Ok(refusal(WRONG))
    }
}

/// The name to look for. One that no Telegram account can have is looked for all the same, as nobody's: it must not
/// be refused faster, or in other words, than a name that nobody happens to have.
pub(super) fn asked_username(asked: &str) -> Result<String> {
    let key = people::username_key(asked);
    if key.is_empty() {
        return Err(Error::bad_input("Please give your Telegram username."));
    }
    if key.chars().count() > LONGEST_USERNAME {
        return Err(Error::bad_input("A Telegram username has at most 32 characters."));
    }
    let possible = key.len() <= 32 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    Ok(if possible { key } else { String::new() })
}

pub(super) fn refusal(message: impl Into<String>) -> RegistrationResult {
    RegistrationResult { success: false, message: message.into() }
}

fn success(contact: &contact::Model) -> RegistrationResult {
    let name = contact.username.as_deref().unwrap_or_default();
    RegistrationResult {
        success: true,
        message: format!("Your account is linked to @{name} on Telegram now."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_compare_without_at_sign_case_and_space() {
        assert_eq!(asked_username(" @Alice_1 ").unwrap(), "alice_1");
        assert_eq!(asked_username("@@alice").unwrap(), "");
        assert_eq!(asked_username("al\u{0}ice").unwrap(), "");
        assert_eq!(asked_username("алиса").unwrap(), "");
        assert_eq!(asked_username(&"a".repeat(33)).unwrap(), "");
        assert!(asked_username(" @ ").is_err());
        assert!(asked_username(&"a".repeat(65)).is_err());
    }
}
