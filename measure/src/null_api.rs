//! A null Bot API: it answers every method at once with the least that a client can read, so that what is measured is ours.
//!
//! It has a thread and a runtime of its own, on a free loopback port. It counts sends, hands out updates that somebody
//! queued ([`NullApi::queue`]), and, when asked to, notes what arrived when, or refuses what goes over a bot's limit.

mod answers;
mod shared;

use std::{net::SocketAddr, sync::Arc, thread::JoinHandle, time::Duration};

use anyhow::Context as _;
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

pub use self::shared::{Arrival, Shared};

/// A running null Bot API. It ends when it is dropped.
#[derive(Debug)]
pub struct NullApi {
    addr: SocketAddr,
    shared: Arc<Shared>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl NullApi {
    /// Starts it.
    ///
    /// # Errors
    /// When there is no free port or no thread.
    pub fn start() -> anyhow::Result<Self> {
        let listener =
            std::net::TcpListener::bind(("127.0.0.1", 0)).context("a port for the null Bot API")?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let stop = CancellationToken::new();
        let (told, serving) = (stop.clone(), Arc::clone(&shared));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::Builder::new().name("null-api".to_owned()).spawn(move || {
            runtime.block_on(async {
                if let Ok(listener) = TcpListener::from_std(listener) {
                    told.run_until_cancelled(serve(listener, serving)).await;
                }
            });
        })?;
        Ok(Self { addr, shared, stop, thread: Some(thread) })
    }

    /// Where it is.
    ///
    /// # Errors
    /// Never: an address of this machine is a URL.
    pub fn url(&self) -> anyhow::Result<Url> {
        Ok(Url::parse(&format!("http://{}", self.addr))?)
    }

    /// What it counts and notes.
    #[must_use]
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Waits until so many sends have come in all.
    ///
    /// # Errors
    /// When they do not come within `patience`.
    pub async fn wait_for(&self, sends: u64, patience: Duration) -> anyhow::Result<()> {
        let arrived = tokio::time::timeout(patience, self.shared.reached(sends)).await;
        arrived.with_context(|| format!("only {} of {sends} sends arrived in time", self.shared.sends()))
    }
}

impl Drop for NullApi {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // It ended badly only if it panicked, which was printed.
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        // Without it answers wait for more to send.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| answers::answer(Arc::clone(&shared), request));
            // A client that goes away is no trouble of ours.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
