//! The `Authorization` header: one scheme, one credential, of a bounded size. Anything else is nobody.

use super::refuse;
use crate::error::{Error, Result};

/// The longest credential that is looked at, in bytes. Larger ones are no tokens, only work.
const LONGEST: usize = 8 * 1024;

/// What stands behind `Bearer`.
pub(super) fn credential(authorization: Option<&str>) -> Result<&str> {
    let missing = Error::Unauthenticated("Send `Authorization: Bearer …` with a token or an API key.");
    let Some(header) = authorization else { return Err(missing) };
    let mut words = header.split_ascii_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some(scheme), Some(credential), None) if scheme.eq_ignore_ascii_case("bearer") => {
            if credential.len() > LONGEST {
                return Err(refuse("the credential is too long"));
            }
            Ok(credential)
        }
        _ => Err(missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_bearer_in_any_case_with_exactly_one_credential() {
        for header in ["Bearer abc", "bearer abc", "BEARER  abc "] {
            assert_eq!(credential(Some(header)).unwrap(), "abc");
        }
        for header in ["", "abc", "Bearer", "Basic abc", "Bearer a b", "Bearera b", "Bearer Bearer a"] {
            assert_eq!(credential(Some(header)).unwrap_err().code(), "UNAUTHENTICATED", "{header}");
        }
        assert_eq!(credential(None).unwrap_err().code(), "UNAUTHENTICATED");
    }

    #[test]
    fn a_credential_has_a_bounded_size() {
        let header = |length| format!("Bearer {}", "a".repeat(length));
        assert!(credential(Some(&header(LONGEST))).is_ok());
        assert!(credential(Some(&header(LONGEST + 1))).is_err());
    }
}
