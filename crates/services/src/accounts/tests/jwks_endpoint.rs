//! An identity provider's address with a JWKS, on loopback: counts who asks, and can be down or slow.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

#[derive(Clone)]
pub(super) struct Endpoint {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    /// The status line's end and the body.
    answer: Mutex<(String, String)>,
    asked: AtomicUsize,
    arrival: Notify,
    /// One permit lets one answer out.
    gate: tokio::sync::Semaphore,
}

impl Endpoint {
    pub(super) async fn start(body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            answer: Mutex::new(("200 OK".to_owned(), body.to_owned())),
            asked: AtomicUsize::new(0),
            arrival: Notify::new(),
            gate: tokio::sync::Semaphore::new(tokio::sync::Semaphore::MAX_PERMITS),
        });
        let server = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&server)));
            }
        });
        Self { port, shared }
    }

    pub(super) fn url(&self) -> url::Url {
        format!("http://127.0.0.1:{}/jwks.json", self.port).parse().unwrap()
    }

    pub(super) fn answer_with(&self, status: &str, body: &str) {
        *self.shared.answer.lock().unwrap() = (status.to_owned(), body.to_owned());
    }

    /// How often it was asked.
    pub(super) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Holds answers back until `release`.
    pub(super) fn hold(&self) {
        self.shared.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    }

    pub(super) fn release(&self) {
        self.shared.gate.add_permits(100);
    }

    /// Waits until it is asked.
    pub(super) async fn arrival(&self) {
        self.shared.arrival.notified().await;
    }
}

async fn answer(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    shared.asked.fetch_add(1, Ordering::SeqCst);
    shared.arrival.notify_one();
    shared.gate.acquire().await.unwrap().forget();
    let (status, body) = shared.answer.lock().unwrap().clone();
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
}
