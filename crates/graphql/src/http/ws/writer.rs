//! The one task that writes to a socket. A reader that takes too long is not waited for.

use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures::{SinkExt as _, stream::SplitSink};
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, timeout},
};

use super::close::Close;

/// Messages that wait for the socket.
const WAITING: usize = 8;
/// How long the last word is tried: whoever begins to read again within it learns why it was cut off.
const LAST_WORD: Duration = Duration::from_secs(20);
/// Between two pings of the WebSocket protocol: proxies close what is silent.
const ALIVE: Duration = Duration::from_secs(25);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Said {
    Text(String),
    Close(Close),
}

/// Begins to write; the task ends after a close, when all senders are gone, or when the socket is.
pub(super) fn start(mut socket: SplitSink<WebSocket, Message>, patience: Duration) -> mpsc::Sender<Said> {
    let (out, mut inbox) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
        let close = loop {
            let message = tokio::select! {
                said = inbox.recv() => match said {
                    Some(Said::Text(text)) => Message::text(text),
                    Some(Said::Close(close)) => break close,
                    None => return,
                },
                _ = alive.tick() => Message::Ping(Vec::new().into()),
            };
            match timeout(patience, socket.send(message)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return,
                Err(_) => break Close::TooSlow,
            }
        };
        // Whoever wants to say more learns that it is over.
        drop(inbox);
        let _ = timeout(LAST_WORD, socket.send(Message::Close(Some(close.frame())))).await;
        let _ = timeout(LAST_WORD, socket.close()).await;
    });
    out
}
