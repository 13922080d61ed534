//! A gate before Telegram. Closed, it refuses connections and has cut those that there were, as when the network is down: what is
//! tried then surely was not sent.

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// A gate. It is open at first.
#[derive(Debug)]
pub struct Gate {
    addr: SocketAddr,
    telegram: SocketAddr,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Gate {
    pub(crate) async fn before(telegram: SocketAddr, port: u16) -> Self {
        let addr = SocketAddr::from(([127, 0, 0, 1], port));
        let gate = Self { addr, telegram, task: Mutex::default() };
        gate.open().await;
        gate
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Lets everything through.
    pub async fn open(&self) {
        let listener = TcpListener::bind(self.addr).await.expect("the gate's port");
        let task = tokio::spawn(serve(listener, self.telegram));
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    /// Lets nothing through.
    pub async fn close(&self) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }
}

/// The connections end with the task.
async fn serve(listener: TcpListener, telegram: SocketAddr) {
    let mut connections = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        connections.spawn(async move {
            if let Ok(mut beyond) = TcpStream::connect(telegram).await {
                let _ = stream.set_nodelay(true);
                let _ = beyond.set_nodelay(true);
                let _ = copy_bidirectional(&mut stream, &mut beyond).await;
            }
        });
        while connections.try_join_next().is_some() {}
    }
}
