//! How much of something a test does: a little in every run, as much as one likes in the long forms (`scripts/test-crashes`,
//! `scripts/test-faults`).

/// What the environment variable says, or `usual`.
#[must_use]
pub fn dose(variable: &str, usual: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "says how long to test, and is no setting of the product")]
    let named = std::env::var(variable).ok();
    named.map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}
