//! Where a request comes from: the address of the connection, or what the configured number of proxies says of it.
//!
//! Each proxy appends to `X-Forwarded-For` the address that it was called from. With N trusted proxies the last N entries are
//! theirs, and the first of these is the client; whatever stands before it was sent by the client, who may write what it
//! likes. Without trusted proxies the header is not looked at.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use switchboard_services::Origin;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Puts the [`Origin`] beside the request.
pub(super) async fn note(State(trusted_proxies): State<usize>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let origin = Origin(peer.map(|peer| client(peer, request.headers(), trusted_proxies).to_canonical()));
    request.extensions_mut().insert(origin);
    next.run(request).await
}

/// The farthest address that trusted proxies vouch for. An entry that is no address ends the search.
fn client(peer: IpAddr, headers: &HeaderMap, trusted_proxies: usize) -> IpAddr {
    let entries = headers.get_all(FORWARDED_FOR).iter().rev();
    let entries = entries.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    entries.take(trusted_proxies).map_while(|entry| address(entry.trim())).last().unwrap_or(peer)
}

/// An address, perhaps with a port, as some proxies write it.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str], trusted_proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        client("10.0.0.1".parse().unwrap(), &headers, trusted_proxies).to_string()
    }

    #[test]
    fn only_as_many_entries_count_as_there_are_trusted_proxies() {
        let lines = ["6.6.6.6, 192.0.2.7", "10.0.0.2"];
        for (trusted, client) in
            [(0, "10.0.0.1"), (1, "10.0.0.2"), (2, "192.0.2.7"), (3, "6.6.6.6"), (9, "6.6.6.6")]
        {
            assert_eq!(seen(&lines, trusted), client, "{trusted} proxies");
        }
        assert_eq!(seen(&[], 2), "10.0.0.1", "who comes past the proxies is who they are");
    }

    #[test]
    fn what_is_no_address_is_not_believed_nor_what_stands_before_it() {
        assert_eq!(seen(&["192.0.2.7, unknown"], 2), "10.0.0.1");
        assert_eq!(seen(&["192.0.2.7, , 10.0.0.2"], 3), "10.0.0.2");
        for (entry, client) in [
            ("192.0.2.7:1234", "192.0.2.7"),
            ("[2001:db8::7]:1234", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
        ] {
            assert_eq!(seen(&[entry], 1), client);
        }
    }
}
