//! Convenient addresses: the usual port where it is free, otherwise any.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::Context as _;

/// The wanted address as it is, or a free one on loopback, preferably at the usual port. Somebody may take it between this
/// look and its use; then starting fails with the address in the message.
pub(super) fn choose(wanted: Option<SocketAddr>, usual_port: u16) -> anyhow::Result<SocketAddr> {
    if let Some(wanted) = wanted.filter(|wanted| wanted.port() != 0) {
        return Ok(wanted);
    }
    let ip = wanted.map_or(Ipv4Addr::LOCALHOST.into(), |wanted| wanted.ip());
    let usual = if wanted.is_some() { 0 } else { usual_port };
    let listener = TcpListener::bind((ip, usual)).or_else(|_| TcpListener::bind((ip, 0)));
    listener.and_then(|listener| listener.local_addr()).context("no free port on this machine")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_left_to_whoever_has_it() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let chosen = choose(None, port).unwrap();
        assert!(chosen.port() != port && chosen.port() != 0, "{chosen}");
    }

    #[test]
    fn a_wish_is_kept_whether_or_not_it_can_be_fulfilled() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let wanted = taken.local_addr().unwrap();
        assert_eq!(choose(Some(wanted), 1).unwrap(), wanted);
    }
}
