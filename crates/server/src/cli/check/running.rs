//! Whether the server that has this configuration lives: one GET of `/healthz`, by hand, because a health check every few
//! seconds should cost nothing.

use std::{
    io::{Read as _, Write as _},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context as _, ensure};

const PATIENCE: Duration = Duration::from_secs(3);

/// Fails unless the server answers 200.
pub(super) fn ask(listen: SocketAddr) -> anyhow::Result<()> {
    let address = reachable(listen);
    let no_answer = || format!("no server answers on {address}");
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).with_context(no_answer)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")
        .with_context(no_answer)?;
    let mut answer = Vec::new();
    stream.take(16 * 1024).read_to_end(&mut answer).with_context(no_answer)?;
    ensure!(answer.starts_with(b"HTTP/1.1 200 "), "what answers on {address} is not well");
    Ok(())
}

/// One that listens on all addresses is reached on this machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
