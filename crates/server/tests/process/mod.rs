//! The built binary as a process: with exactly the environment that a test gives it, in a folder of its own, killed when the
//! test is over.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Child, Command, Output, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use tempfile::TempDir;

/// Long enough for a slow machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) type Variables<'a> = &'a [(&'a str, &'a str)];

/// Secrets with which a server starts.
pub(crate) const SECRETS: [(&str, &str); 2] = [
    ("JWT_SECRET", "an own secret of these tests, long enough for it"),
    ("ENCRYPTION_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"),
];

/// Where a test's server listens.
pub(crate) const ANYWHERE: [(&str, &str); 2] =
    [("LISTEN_ADDR", "127.0.0.1:0"), ("METRICS_ADDR", "127.0.0.1:0")];

/// A folder with nothing in it, for the database.
pub(crate) fn folder() -> TempDir {
    TempDir::new().unwrap()
}

fn command(folder: &TempDir, arguments: &[&str], variables: Variables<'_>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command.args(arguments).env_clear().envs(variables.iter().copied()).current_dir(folder.path());
    command
}

/// Runs a command to its end.
pub(crate) fn run(folder: &TempDir, arguments: &[&str], variables: Variables<'_>) -> Output {
    command(folder, arguments, variables).stdin(Stdio::null()).output().unwrap()
}

/// What it said on stderr.
pub(crate) fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What it said on stdout.
pub(crate) fn answer(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A process that goes on.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(folder: &TempDir, arguments: &[&str], variables: Variables<'_>) -> Self {
        let mut child = command(folder, arguments, variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { child, lines }
    }

    /// The lines up to the first that has `text` in it, which is the last of them.
    pub(crate) fn lines_until(&self, text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => seen.push(line),
                Err(error) => panic!("`{text}` was not said ({error}), only {seen:?}"),
            }
            if seen.last().unwrap().contains(text) {
                return seen;
            }
        }
    }

    /// Where `serve` says that it listens: the server's address and that of the metrics.
    pub(crate) fn addresses(&self) -> (SocketAddr, SocketAddr) {
        let line = self.lines_until("Switchboard serves").pop().unwrap();
        let mut found = line.split("http://").skip(1).map(|rest| {
            let end = rest.find('/').unwrap();
            rest[..end].replace("0.0.0.0", "127.0.0.1").parse().unwrap()
        });
        (found.next().unwrap(), found.next().unwrap())
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// The exit code, once it has ended.
    pub(crate) fn end(&mut self) -> Option<i32> {
        // Its stdout closes when it ends.
        while self.lines.recv_timeout(PATIENCE).is_ok() {}
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and body of a GET.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    read_answer(&mut stream)
}

/// Status and body of what a server answers before it closes the connection.
pub(crate) fn read_answer(stream: &mut TcpStream) -> (u16, String) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
