//! Addresses on the web, as they are written into the configuration: parsed strictly, so that a slip shows at the start and not as a
//! failing call later.

use url::{Host, Url};

/// An http(s) address with a host and without user, password, query or fragment. `Err` says what is wrong, as a sentence's end.
pub(super) fn parse(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text.trim()).map_err(|_| "this is not an address")?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("this must begin with https:// or http://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("this must not hold a user or a password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("this must not hold a query (?) or a fragment (#)");
    }
    Ok(url)
}

/// Like [`parse`], for an address from which keys are taken: plain http only on this machine.
pub(super) fn parse_trusted(text: &str) -> Result<Url, &'static str> {
    // A query is allowed here: some identity providers need one.
    let url = Url::parse(text.trim()).map_err(|_| "this is not an address")?;
    match url.scheme() {
        "https" if url.host().is_some() => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err("keys are taken by https only (http is for this machine's own addresses)"),
    }
}

/// The address as text without a slash at its end, to which paths are appended.
pub(super) fn without_slash(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether the host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}
