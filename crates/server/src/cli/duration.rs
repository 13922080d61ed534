//! Spans of time as people type them: `90s`, `15m`, `1h`, `30d`.

use std::time::Duration;

/// Ten years; more is a slip of the finger.
const LONGEST: u64 = 10 * 366 * 24 * 60 * 60;

/// Reads a number with its unit. `Err` says what is wrong, for clap to show.
pub(super) fn parse(text: &str) -> Result<Duration, &'static str> {
    let text = text.trim();
    let unit = text.chars().next_back().filter(char::is_ascii_alphabetic);
    let seconds_each = match unit {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 60 * 60,
        Some('d') => 24 * 60 * 60,
        _ => return Err("give a number and a unit: 90s, 15m, 1h or 30d"),
    };
    let number: u64 =
        text[..text.len() - 1].parse().map_err(|_| "give a whole number and a unit: 90s, 15m, 1h or 30d")?;
    match number.checked_mul(seconds_each) {
        Some(seconds @ 1..=LONGEST) => Ok(Duration::from_secs(seconds)),
        _ => Err("give at least a second and at most ten years"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_understood() {
        let seconds = ["90s", "15m", "1h", "30d"].map(|t| parse(t).map(|d| d.as_secs()));
        assert_eq!(seconds, [Ok(90), Ok(900), Ok(3600), Ok(2_592_000)]);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "h", "1", "-1h", "1.5h", "0s", "4000d", "1ч", "99999999999999999999s"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
