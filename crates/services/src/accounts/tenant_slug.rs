//! What a tenant is called in tokens, in settings and on the command line.

/// The tenant of a token that names none.
pub(super) const DEFAULT: &str = "default";

/// Whether `text` may name a tenant: 1–63 small letters, digits and hyphens, without a hyphen at either end.
#[must_use]
pub fn is_tenant_slug(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_and_plain() {
        for slug in ["a", "7", "acme", "acme-2", "a--b", &"a".repeat(63)] {
            assert!(is_tenant_slug(slug), "{slug}");
        }
        for slug in ["", "-a", "a-", "Acme", "a_b", "a b", "a.b", "é", "a\0", &"a".repeat(64)] {
            assert!(!is_tenant_slug(slug), "{slug}");
        }
    }
}
