//! Reading what the bot wrote.

use serde_json::Value;
use telegram_emulator::Seen;

/// The code in a message of the bot: what is marked so that a tap copies it. Six digits.
#[must_use]
pub fn code_in(seen: &Seen) -> Option<String> {
    let mark = seen.entities.iter().find(|entity| entity["type"] == "code")?;
    let at = |key: &str| mark.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let units: Vec<u16> = seen.text.encode_utf16().skip(at("offset")?).take(at("length")?).collect();
    let code = String::from_utf16(&units).ok()?;
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// Another code than this one.
#[must_use]
pub fn another_code(code: &str) -> String {
    let number: u32 = code.parse().expect("six digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Whether a number stands somewhere on its own: not as a part of a longer one, and not after a point, as in a time of day.
#[must_use]
pub fn stands_alone(bytes: &[u8], number: &str) -> bool {
    let ends = |at: usize| bytes.get(at).is_none_or(|byte| !byte.is_ascii_digit());
    let begins =
        |at: usize| at == 0 || bytes.get(at - 1).is_none_or(|byte| !byte.is_ascii_digit() && *byte != b'.');
    bytes
        .windows(number.len())
        .enumerate()
        .any(|(at, window)| window == number.as_bytes() && begins(at) && ends(at + number.len()))
}
