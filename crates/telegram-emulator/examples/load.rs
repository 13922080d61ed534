//! How many calls a running emulator takes: `cargo run -p telegram-emulator --example load -- http://127.0.0.1:8081 [seconds] [pid]`.
//!
//! Start the emulator with `--no-limits`, on one core (`taskset -c 1 target/release/telegram-emulator --no-limits`), and
//! this on another one. It makes a bot and a person of its own and sends texts over a few kept connections. With the
//! emulator's pid it also says how much memory that holds (Linux).

use std::{
    error::Error,
    io::Write,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

type Failure = Box<dyn Error + Send + Sync>;

const CONNECTIONS: usize = 8;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().ok_or("the emulator's address is missing")?;
    let seconds: u64 = arguments.next().map_or(Ok(10), |text| text.parse())?;
    let pid = arguments.next();
    let address = root.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let number = std::process::id();
    let bot = post(&address, "/_sim/bots", &json!({"username": format!("load{number}_bot")})).await?;
    let user = post(&address, "/_sim/users", &json!({"first_name": "Load"})).await?;
    let start = json!({"user": user["id"], "bot": bot["id"], "text": "/start"});
    post(&address, "/_sim/say", &start).await?;
    let path = format!("/bot{}/sendMessage", bot["token"].as_str().ok_or("no token")?);
    let body = json!({"chat_id": user["id"], "text": "hello <b>there</b>", "parse_mode": "HTML"});
    let mut out = std::io::stdout().lock();
    for second in 0..seconds {
        let mut senders = JoinSet::new();
        for _ in 0..CONNECTIONS {
            senders.spawn(send_for_a_second(address.clone(), path.clone(), body.clone()));
        }
        let mut calls = 0;
        while let Some(sent) = senders.join_next().await {
            calls += sent??;
        }
        writeln!(out, "second {second}: {calls} calls, {}", memory(pid.as_deref()))?;
    }
    Ok(())
}

async fn send_for_a_second(address: String, path: String, body: Value) -> Result<u64, Failure> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let request = request(&path, &body);
    let end = Instant::now() + Duration::from_secs(1);
    let mut calls = 0;
    while Instant::now() < end {
        let answer = exchange(&mut stream, &request).await?;
        if !answer.starts_with(b"HTTP/1.1 200") {
            return Err(String::from_utf8_lossy(&answer).into_owned().into());
        }
        calls += 1;
    }
    Ok(calls)
}

fn request(path: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: emulator\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// One request, and its answer with all of its body.
async fn exchange(stream: &mut TcpStream, request: &[u8]) -> Result<Vec<u8>, Failure> {
    stream.write_all(request).await?;
    let mut answer = Vec::with_capacity(2048);
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err("the connection was closed".into());
        }
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if body.len() >= length.parse()? {
            return Ok(answer);
        }
    }
}

async fn post(address: &str, path: &str, body: &Value) -> Result<Value, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    let answer = exchange(&mut stream, &request(path, body)).await?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    Ok(serde_json::from_str(text.split_once("\r\n\r\n").map_or("null", |(_, body)| body))?)
}

fn memory(pid: Option<&str>) -> String {
    let status = pid.and_then(|pid| std::fs::read_to_string(format!("/proc/{pid}/status")).ok());
    let resident = status.as_deref().and_then(|text| text.lines().find(|line| line.starts_with("VmRSS")));
    resident.map_or_else(
        || "memory unknown".to_owned(),
        |line| line.split_whitespace().collect::<Vec<_>>().join(" "),
    )
}
