//! What a signed token says, read by the rules of the contract. Nothing here is believed before the signature was checked.
//!
//! `sub` is the user's id in the host application (7 and "7" are one user), the tenant is a slug, an unknown role is
//! `user`, `exp` is required. Times are compared with the clock that is passed in.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value};

use super::tenant_slug;
use crate::actor::Role;

/// The longest id and the longest name, in characters.
const LONGEST: usize = 255;
/// The last second of the year 9999; a later end is as good as this one.
const END_OF_TIME: f64 = 253_402_300_799.0;

/// Whom a valid token names.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) external_id: String,
    pub(super) tenant_slug: String,
    pub(super) role: Role,
    pub(super) name: Option<String>,
    /// When the token stops being accepted, leeway included.
    pub(super) expires_at: DateTime<Utc>,
}

/// How claims are called, and what they must be.
#[derive(Clone, Debug)]
pub(super) struct ClaimRules {
    pub(super) tenant: String,
    pub(super) role: String,
    pub(super) name: String,
    pub(super) audience: Option<String>,
    pub(super) leeway: Duration,
}

impl ClaimRules {
    /// Reads the claims; `Err` is the reason for the log.
    pub(super) fn read(
        &self,
        claims: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<Identity, &'static str> {
        let expires_at = self.check_times(claims, now)?;
        if !self.is_for_us(claims.get("aud")) {
            return Err("the audience is another one");
        }
        Ok(Identity {
            external_id: subject(claims.get("sub")).ok_or("the subject is missing or malformed")?,
            tenant_slug: tenant(claims.get(&self.tenant)).ok_or("the tenant is malformed")?,
            role: Role::from_claim(claims.get(&self.role).and_then(Value::as_str)),
            name: claims.get(&self.name).and_then(Value::as_str).and_then(clean_name),
            expires_at,
        })
    }

    fn check_times(
        &self,
        claims: &Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, &'static str> {
        let ends = claims.get("exp").and_then(time).ok_or("the expiry is missing or malformed")?;
        let ends = ends + self.leeway;
        if now >= ends {
            return Err("it has expired");
        }
        if let Some(begins) = claims.get("nbf") {
            let begins = time(begins).ok_or("the beginning (nbf) is malformed")?;
            if now < begins - self.leeway {
                return Err("it is not valid yet");
            }
        }
        Ok(ends)
    }

    fn is_for_us(&self, audience: Option<&Value>) -> bool {
        let Some(wanted) = self.audience.as_deref() else { return true };
        match audience {
            Some(Value::String(one)) => one == wanted,
            Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(wanted)),
            _ => false,
        }
    }
}

/// A user's id as it is stored; `None` for one that could not be told apart later.
fn subject(claim: Option<&Value>) -> Option<String> {
    let id = match claim? {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => return None,
    };
    is_external_id(&id).then_some(id)
}

/// Whether this may be a user's id in the host application.
pub(super) fn is_external_id(id: &str) -> bool {
    // PostgreSQL stores no NUL, and invisible characters make two users look like one.
    !id.trim().is_empty() && id.chars().count() <= LONGEST && !id.chars().any(char::is_control)
}

fn tenant(claim: Option<&Value>) -> Option<String> {
    match claim {
        None | Some(Value::Null) => Some(tenant_slug::DEFAULT.to_owned()),
        Some(Value::String(slug)) if tenant_slug::is_tenant_slug(slug) => Some(slug.clone()),
        Some(_) => None,
    }
}

/// The name on one line and of a bounded length; `None` if nothing is left.
fn clean_name(name: &str) -> Option<String> {
    // Direction overrides could make a name read as something else in a chat.
    let hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown: String = name.chars().filter(|c| !hidden(*c)).collect();
    let cut: String = shown.trim().chars().take(LONGEST).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// A `NumericDate` of RFC 7519: seconds since 1970, whole or not.
fn time(claim: &Value) -> Option<DateTime<Utc>> {
    let seconds = claim.as_f64().filter(|seconds| seconds.is_finite())?;
    #[allow(clippy::cast_possible_truncation, reason = "clamped to the years 1970–9999")]
    let millis = (seconds.clamp(0.0, END_OF_TIME) * 1000.0) as i64;
    DateTime::from_timestamp_millis(millis)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn seven_and_the_text_7_are_the_same_user() {
        assert_eq!(subject(Some(&json!(7))), subject(Some(&json!("7"))));
        assert_eq!(subject(Some(&json!(u64::MAX))).unwrap(), u64::MAX.to_string());
        assert_eq!(subject(Some(&json!("a".repeat(255)))).unwrap().len(), 255);
    }

    #[test]
    fn a_subject_that_is_no_id_is_refused() {
        let odd = [json!(""), json!("  "), json!(7.5), json!(1e30), json!(true), json!(null), json!([7])];
        let long = [json!("a".repeat(256)), json!("a\0b"), json!("a\nb")];
        for claim in odd.iter().chain(&long) {
            assert_eq!(subject(Some(claim)), None, "{claim}");
        }
        assert_eq!(subject(None), None);
    }

    #[test]
    fn a_missing_tenant_is_the_default_one_and_a_malformed_one_is_refused() {
        assert_eq!(tenant(None).unwrap(), "default");
        assert_eq!(tenant(Some(&json!("acme"))).unwrap(), "acme");
        assert_eq!(tenant(Some(&json!("Acme"))), None);
        assert_eq!(tenant(Some(&json!(7))), None);
    }

    #[test]
    fn a_name_is_one_short_line_without_hidden_characters() {
        assert_eq!(clean_name("  Анна\n\u{202e}Б\0 ").unwrap(), "АннаБ");
        assert_eq!(clean_name(&"ы".repeat(300)).unwrap().chars().count(), 255);
        assert_eq!(clean_name(" \u{7} "), None);
    }

    #[test]
    fn a_time_may_have_a_fraction_and_must_be_a_number() {
        assert_eq!(time(&json!(10.5)).unwrap().timestamp_millis(), 10_500);
        assert_eq!(time(&json!("10")), None);
        assert!(time(&json!(1e300)).is_some());
    }
}
