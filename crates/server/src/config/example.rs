//! The secrets in `.env.example` are known to everybody who can read this repository, so no server starts with them.
//!
//! The file itself is compiled in and compared: whoever changes it changes what is refused.

use secrecy::{ExposeSecret as _, SecretString};

use super::{Config, Problems};

const EXAMPLE: &str = include_str!("../../../../.env.example");

const REFUSAL: &str =
    "this is the one from .env.example, which everybody knows; `switchboard keygen` makes your own";

pub(super) fn refuse(config: &Config, problems: &mut Problems) {
    let is = |name: &str, secret: &str| value_of(name).is_some_and(|example| example == secret);
    let is_secret = |name: &str, secret: &Option<SecretString>| {
        secret.as_ref().is_some_and(|s| is(name, s.expose_secret()))
    };
    problems.check(!is_secret("JWT_SECRET", &config.auth.jwt_secret), "auth.jwt_secret", REFUSAL);
    problems.check(
        !config.encryption.written().any(|key| is("ENCRYPTION_KEY", key)),
        "encryption.key",
        REFUSAL,
    );
    problems.check(
        !is_secret("POSTGRES_PASSWORD", &config.database.password()),
        "database.url",
        format!("the password in it: {REFUSAL}"),
    );
}

/// What `.env.example` sets a variable to; lines that are commented out set nothing.
fn value_of(name: &str) -> Option<&'static str> {
    EXAMPLE.lines().find_map(|line| {
        let (variable, value) = line.split_once('=')?;
        (variable.trim() == name).then(|| value.trim())
    })
}
