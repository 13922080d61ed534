//! Repeated requests. A caller who did not hear our answer asks again under the same key and gets the same answer, and
//! nothing is done twice. Keys live 24 hours and belong to the tenant.

use chrono::Duration;
use serde::{Serialize, de::DeserializeOwned};
use switchboard_store::{TenantId, idempotency};

use crate::{
    error::{Error, Result},
    sealing::digest,
    work::Work,
};

/// How long an answer is remembered.
const LIFE: Duration = Duration::hours(24);
/// The longest key.
const LONGEST: usize = 255;

/// A key of the caller's, with what was asked under it.
#[derive(Clone, Debug)]
pub struct RequestKey {
    key: String,
    request_hash: Vec<u8>,
}

impl RequestKey {
    /// `operation` and `request` are what must be the same for the key to mean the same.
    ///
    /// # Errors
    /// `BadInput` for an empty key, one of more than 255 bytes, or one with control characters.
    pub fn new(key: &str, operation: &str, request: &impl Serialize) -> Result<Self> {
        if key.is_empty() || key.len() > LONGEST || key.chars().any(char::is_control) {
            return Err(Error::bad_field(
                "idempotency_key",
                "The idempotency key must have 1 to 255 plain characters.",
            ));
        }
        let request = serde_json::to_vec(&(operation, request));
        let request = request.map_err(|error| Error::internal("hashing a request", error))?;
        Ok(Self { key: key.to_owned(), request_hash: digest(&request) })
    }

    /// The first thing in the transaction: the answer that was given already, if it was.
    ///
    /// # Errors
    /// `Conflict` when the key was used for another request.
    pub async fn claim<T: DeserializeOwned>(&self, work: &Work, tenant: TenantId) -> Result<Option<T>> {
        idempotency::forget_old(work.tx(), tenant, &self.key, work.now - LIFE).await?;
        let known =
            idempotency::claim(work.tx(), tenant, &self.key, self.request_hash.clone(), work.now).await?;
        let Some(known) = known else { return Ok(None) };
        if known.request_hash != self.request_hash {
            return Err(Error::Conflict("This idempotency key was used for another request.".to_owned()));
        }
        let answer = serde_json::from_str(&known.result);
        answer.map(Some).map_err(|error| Error::internal("a remembered answer", error))
    }

    /// The last thing before the commit: the answer to remember.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer(&self, work: &Work, tenant: TenantId, answer: &impl Serialize) -> Result<()> {
        let answer = serde_json::to_string(answer);
        let answer = answer.map_err(|error| Error::internal("an answer to remember", error))?;
        Ok(idempotency::answer(work.tx(), tenant, &self.key, &answer).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::fixture::House;

    #[tokio::test]
    async fn the_same_request_gets_the_same_answer_for_a_day_and_another_one_an_error() {
        let house = House::open().await;
        let home = house.home("default", 42, |_| {}).await;
        let other = house.home("other", 43, |_| {}).await;
        let ask = async |tenant, text: &str| {
            let work = Work::begin(&house.core).await.unwrap();
            let key = RequestKey::new("k", "send", &text).unwrap();
            let found = key.claim::<String>(&work, tenant).await;
            if matches!(found, Ok(None)) {
                key.answer(&work, tenant, &format!("answer to {text}")).await.unwrap();
            }
            work.commit().await.unwrap();
            found
        };
        assert_eq!(ask(home.tenant, "a").await.unwrap(), None);
        assert_eq!(ask(home.tenant, "a").await.unwrap().as_deref(), Some("answer to a"));
        assert!(matches!(ask(home.tenant, "b").await, Err(Error::Conflict(_))));
        assert_eq!(ask(other.tenant, "b").await.unwrap(), None, "another tenant's keys are its own");
        house.clock.advance(Duration::hours(25));
        assert_eq!(ask(home.tenant, "b").await.unwrap(), None);
    }

    #[test]
    fn a_key_is_plain_and_short() {
        for key in ["", "a\nb", &"x".repeat(256)] {
            assert!(RequestKey::new(key, "send", &()).is_err());
        }
    }
}
