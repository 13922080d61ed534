//! Starts and stops the emulator: the listener, its connections, the webhooks' workers.
//!
//! Connections are served by hand rather than by `axum::serve`, because a fault may have to cut one without an answer,
//! and because stopping must not wait for long polls.

use std::{io, net::SocketAddr, sync::Arc};

use axum::{Router, body::Body, extract::Request, routing::get};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Handle,
};
use tower::ServiceExt;

use crate::{
    bot_api::{self, Cut},
    control,
    core::Core,
    options::Options,
    page,
    sim::Sim,
};

/// A running local Telegram. It stops when this is dropped; [`Emulator::shutdown`] also waits for the end.
pub struct Emulator {
    core: Arc<Core>,
    addr: SocketAddr,
}

impl std::fmt::Debug for Emulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emulator").field("addr", &self.addr).finish_non_exhaustive()
    }
}

impl Emulator {
    /// Binds the address and serves. Fails if the address cannot be bound.
    pub async fn start(options: Options) -> io::Result<Emulator> {
        let listener = TcpListener::bind(options.addr).await?;
        let addr = listener.local_addr()?;
        // Webhooks on this machine must not go through a proxy that the environment names.
        #[allow(clippy::disallowed_methods)] // this crate's one place
        let http = reqwest::Client::builder().no_proxy().build().map_err(io::Error::other)?;
        let core = Core::new(&options, http, Handle::current());
        let app = router(core.clone());
        let (stop, tasks) = (core.stop.clone(), core.tasks.clone());
        core.tasks.spawn(async move {
            while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
                match accepted {
                    Ok((stream, _)) => {
                        let (app, stop) = (app.clone(), stop.clone());
                        tasks.spawn(async move { stop.run_until_cancelled(serve(stream, app)).await });
                    }
                    Err(error) => {
                        tracing::warn!(%error, "accepting a connection failed");
                        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    }
                }
            }
        });
        Ok(Emulator { core, addr })
    }

    /// `http://127.0.0.1:<port>`: what a bot uses instead of `https://api.telegram.org`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The address that was bound.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The people's side.
    pub fn sim(&self) -> Sim {
        Sim { core: self.core.clone() }
    }

    /// The whole HTTP surface, to be mounted in another server. Faults that cut a connection answer an empty 200 there.
    pub fn router(&self) -> Router {
        router(self.core.clone())
    }

    /// Closes every connection and waits until all is still.
    pub async fn shutdown(self) {
        self.core.stop.cancel();
        self.core.tasks.close();
        self.core.tasks.wait().await;
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.core.stop.cancel();
    }
}

fn router(core: Arc<Core>) -> Router {
    Router::new()
        .route("/", get(page::index))
        .route("/page/{file}", get(page::file))
        .nest("/_sim", control::routes())
        .fallback(bot_api::answer_call)
        .with_state(core)
}

async fn serve(stream: TcpStream, app: Router) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let app = app.clone();
        async move {
            let request: Request = request.map(Body::new);
            let response = app.oneshot(request).await.map_err(io::Error::other)?;
            if response.extensions().get::<Cut>().is_some() {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset));
            }
            Ok(response)
        }
    });
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await {
        tracing::trace!(%error, "connection ended");
    }
}
