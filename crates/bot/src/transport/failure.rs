//! What a failed exchange means, and how it may be told: without the token.

use std::error::Error as _;

use switchboard_services::telegram::CallError;

/// Shown where the token was.
const HIDDEN: &str = "[token]";

/// Clears texts of one bot's token.
pub(super) struct Veil<'a> {
    token: &'a str,
    /// The part after the colon, which is the secret; the number before it is public.
    secret: &'a str,
}

impl<'a> Veil<'a> {
    pub(super) fn new(token: &'a str) -> Self {
        let secret = token.split_once(':').map_or(token, |(_, secret)| secret);
        Self { token, secret }
    }

    /// The text without the token, nor its secret half.
    pub(super) fn over(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in [self.token, self.secret] {
            if !secret.is_empty() && text.contains(secret) {
                text = text.replace(secret, HIDDEN);
            }
        }
        text
    }

    /// The failure and what lies beneath it, in one line.
    pub(super) fn describe(&self, error: reqwest::Error) -> String {
        let error = error.without_url();
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(beneath) = cause {
            text.push_str(": ");
            text.push_str(&beneath.to_string());
            cause = beneath.source();
        }
        self.over(&text)
    }

    /// A request that brought no answer. Only where nothing can have been written it is surely unsent; a call's whole
    /// time running out before the connection stands is not told from a lost answer, and counts as one.
    pub(super) fn classify(&self, error: reqwest::Error) -> CallError {
        let unsent = error.is_connect() || error.is_builder();
        let text = self.describe(error);
        if unsent { CallError::Unsent(text) } else { CallError::Ambiguous(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_token_nor_its_secret_half_shows() {
        let veil = Veil::new("42:s3cret");
        assert_eq!(veil.over("GET /bot42:s3cret/getMe, s3cret"), "GET /bot[token]/getMe, [token]");
        assert_eq!(veil.over("bot 42 is fine"), "bot 42 is fine");
        assert_eq!(Veil::new("").over("nothing to hide"), "nothing to hide");
        assert_eq!(Veil::new("42:").over("nothing to hide"), "nothing to hide");
    }
}
