//! Fresh secrets from the operating system, for `keygen` and the demo.

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore as _, rngs::OsRng};

/// So many random bytes, in letters that need no quotes in a shell, a compose file or a URL.
pub(crate) fn random<const BYTES: usize>() -> anyhow::Result<String> {
    let mut bytes = [0_u8; BYTES];
    OsRng.try_fill_bytes(&mut bytes).context("the operating system gives no random numbers")?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
