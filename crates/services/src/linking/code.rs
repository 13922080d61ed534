//! Six digits that prove who is in a chat: made from the operating system's randomness, kept as a hash keyed by our
//! secret and bound to the contact, valid for ten minutes and one use, void when the username changed or a newer one
//! was made.

use chrono::{DateTime, Duration, Utc};
use rand::Rng;
use secrecy::{ExposeSecret, SecretString};
use switchboard_store::{
    ContactId, UserId,
    codes::{self, NewCode},
    entities::{contact, verification_code},
};

use crate::{error::Result, work::Work};

/// How long a code works.
pub(super) const LIFETIME: Duration = Duration::minutes(10);
/// So many codes are made in an hour for one contact, and asked for by one caller.
pub(super) const PER_HOUR: usize = 3;
/// The hour that limits are counted over; it slides.
pub(super) const HOUR: Duration = Duration::hours(1);

const PURPOSE: &str = "verification code";

/// What came of asking for a code.
pub(super) enum Issued {
    /// The digits, shown this once.
    Code {
        /// Six of them.
        digits: SecretString,
        /// When they stop working.
        expires_at: DateTime<Utc>,
    },
    /// The hourly limit is reached.
    Wait {
        /// Whole minutes until the next one, at least one.
        minutes: i64,
    },
}

/// Makes a code for the contact, unless it had three within the hour. The contact's row must be locked or written by
/// `work` already: that keeps two at once from passing the limit.
pub(super) async fn issue(
    work: &Work,
    contact: &contact::Model,
    requested_by: Option<UserId>,
) -> Result<Issued> {
    let made = codes::times_of_contact(work.tx(), contact.tenant_id, contact.id, work.now - HOUR).await?;
    if let Some(minutes) = wait(&made, PER_HOUR, work.now) {
        return Ok(Issued::Wait { minutes });
    }
    let digits = SecretString::from(format!("{:06}", rand::rng().random_range(0..1_000_000_u32)));
    let expires_at = work.now + LIFETIME;
    let new = NewCode {
        tenant: contact.tenant_id,
        contact: contact.id,
        requested_by,
        code_hash: work.core().keyring.keyed_hash(PURPOSE, &bound(contact.id, digits.expose_secret())),
        key_id: work.core().keyring.newest_id().to_owned(),
        username_key: contact.username_key.clone(),
        expires_at,
    };
    codes::replace(work.tx(), new, work.now).await?;
    Ok(Issued::Code { digits, expires_at })
}

/// The contact's live code, if these are its digits and the username is still the one it was made for.
pub(super) async fn matching(
    work: &Work,
    contact: &contact::Model,
    digits: &str,
) -> Result<Option<verification_code::Model>> {
    let live = codes::live(work.tx(), contact.tenant_id, contact.id, work.now).await?;
    let data = bound(contact.id, digits);
    Ok(live.into_iter().find(|code| {
        let same_digits = work.core().keyring.verify_hash(PURPOSE, &data, &code.code_hash);
        same_digits && code.username_key == contact.username_key
    }))
}

/// Whole minutes until fewer than `limit` of these times are within the hour; `None` when that is so now.
pub(super) fn wait(times: &[DateTime<Utc>], limit: usize, now: DateTime<Utc>) -> Option<i64> {
    let leaves_last = times.len().checked_sub(limit).and_then(|index| times.get(index))?;
    let left = *leaves_last + HOUR - now;
    Some((left.num_seconds() + 59).div_euclid(60).max(1))
}

fn bound(contact: ContactId, digits: &str) -> Vec<u8> {
    [contact.0.as_bytes().as_slice(), digits.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_ends_when_the_hour_has_left_the_oldest_of_the_last_ones_behind() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ago = |minutes| now - Duration::minutes(minutes);
        assert_eq!(wait(&[ago(50), ago(20)], 3, now), None);
        assert_eq!(wait(&[ago(50), ago(20), ago(1)], 3, now), Some(10));
        assert_eq!(wait(&[ago(59), ago(50), ago(20), ago(1)], 3, now), Some(10));
    }
}
