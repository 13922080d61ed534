//! The one task that writes to a socket. A reader that takes too long is not waited for.

use std::time::Duration;

use axum::extract::ws::Message;
use futures::{Sink, SinkExt as _};
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
pub(super) fn start(
    mut socket: impl Sink<Message> + Unpin + Send + 'static,
    patience: Duration,
) -> mpsc::Sender<Said> {
    let (out, mut inbox) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut alive = interval_at(Instant::now() + ALIVE, ALIVE);
        let close = loop {
            let message = tokio::select! {
                said = inbox.recv() => match said {
                    Some(Said::Text(text)) => Message::text(text),
                    Some(Said::Close(close)) => break close,
                    None => {
                        // The answer to the client's own close is still to be written.
                        let _ = timeout(LAST_WORD, socket.close()).await;
                        return;
                    }
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

#[cfg(test)]
mod tests {
    use futures::{StreamExt as _, channel::mpsc as wire};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_does_not_read_is_cut_off_and_told_why() {
        let (socket, mut read) = wire::channel(0);
        let patience = Duration::from_secs(10);
        let begun = Instant::now();
        let out = start(socket, patience);
        let mut accepted = 0;
        while out.send(Said::Text(format!("{accepted}"))).await.is_ok() {
            accepted += 1;
        }
        assert!(begun.elapsed() >= patience, "it was waited for");
        assert!(begun.elapsed() < 2 * patience, "and not for ever");
        assert!(accepted <= WAITING + 2, "{accepted} messages were kept for a reader that does not read");
        let mut heard = Vec::new();
        while let Some(message) = read.next().await {
            heard.push(message);
        }
        let Some(Message::Close(Some(frame))) = heard.last() else { panic!("{heard:?}") };
        assert_eq!(frame.code, 1008);
        assert!(frame.reason.starts_with("Too slow"), "{}", frame.reason);
    }
}
