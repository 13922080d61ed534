//! The real binary as a process of its own: started with exactly the environment that a test gives it, and killed, frozen or
//! stopped as a machine or an operator would.
//!
//! It is the `switchboard` beside the test's own executable, as `cargo build --workspace` makes it: only that build has the
//! failpoints. What it logs goes to a file, for the search for secrets and for whoever looks at a failing test.

use std::{
    fs::File,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdout, Command},
    time::{Instant, timeout},
};

use crate::PATIENCE;

/// The signal of `abort`.
const SIGABRT: i32 = 6;
/// Lines of a log that a failing test shows.
const TAIL: usize = 40;

/// A server that runs, or has run. Dropped, it is killed.
#[derive(Debug)]
pub struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
    log: PathBuf,
    /// When it was started.
    pub started: Instant,
}

impl Process {
    pub(crate) fn spawn(folder: &Path, log: PathBuf, variables: &[(&str, String)]) -> Self {
        let file = File::create(&log).expect("a file for the log");
        // A write beyond the limit of a file's size is to fail, as on a full disk, and not to kill.
        let mut child = Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(binary())
            .args(["--config", "switchboard.toml", "serve"])
            .current_dir(folder)
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::from(file))
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, out, log, started: Instant::now() }
    }

    /// Waits until it says that it serves.
    pub async fn ready(&mut self) {
        let mut said = String::new();
        let line = timeout(PATIENCE, self.out.read_line(&mut said)).await;
        let is_ready = matches!(line, Ok(Ok(_))) && said.starts_with("Switchboard serves");
        assert!(is_ready, "the server did not start, it said {said:?}; its log:\n{}", self.log_tail());
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killing");
    }

    /// `kill`: it finishes what is in flight and ends well.
    pub async fn stop(mut self) {
        self.signal("TERM").await;
        let ended =
            timeout(2 * PATIENCE, self.child.wait()).await.expect("the server stops").expect("its end");
        assert!(ended.success(), "the server ended with {ended}; its log:\n{}", self.log_tail());
    }

    /// Waits until it has aborted at a failpoint.
    pub async fn aborted(mut self, failpoint: &str) {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        let ended = ended.unwrap_or_else(|_| {
            panic!(
                "the failpoint {failpoint} was not hit. Does the binary have failpoints? `cargo build --workspace` makes one \
                 that has. Its log:\n{}",
                self.log_tail()
            )
        });
        let signal = ended.expect("its end").signal();
        assert_eq!(signal, Some(SIGABRT), "it did not abort at {failpoint}; its log:\n{}", self.log_tail());
    }

    /// It stands still, as on a machine that swaps or is suspended.
    pub async fn freeze(&self) {
        self.signal("STOP").await;
    }

    /// It goes on as if nothing had been.
    pub async fn thaw(&self) {
        self.signal("CONT").await;
    }

    /// It can write nothing any more, as on a full disk.
    pub async fn fill_disk(&self) {
        self.limit_files("4096").await;
    }

    /// There is room again.
    pub async fn free_disk(&self) {
        self.limit_files("unlimited").await;
    }

    async fn limit_files(&self, bytes: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let limit = format!("--fsize={bytes}:unlimited");
        let done = Command::new("prlimit").args(["--pid", &id, &limit]).status().await.expect("prlimit");
        assert!(done.success(), "the limit could not be set");
    }

    /// The memory that it holds, in KiB (`VmRSS`).
    #[must_use]
    pub fn memory(&self) -> u64 {
        let status = self.look("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The processor time that it has used.
    #[must_use]
    pub fn processor_time(&self) -> Duration {
        let stat = self.look("stat");
        // Behind the name, which stands in parentheses: the twelfth and thirteenth number, in hundredths of a second.
        let behind = stat.rsplit_once(") ").expect("a name").1;
        let ticks = behind.split(' ').skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number"));
        Duration::from_millis(10 * ticks.sum::<u64>())
    }

    fn look(&self, what: &str) -> String {
        let id = self.child.id().expect("it runs");
        std::fs::read_to_string(format!("/proc/{id}/{what}")).expect("its figures")
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log")
    }

    fn log_tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(TAIL)..].join("\n")
    }

    async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status().await.expect("kill");
        assert!(sent.success(), "{name} could not be sent");
    }
}

/// How a command ended.
#[derive(Debug)]
pub struct Done {
    /// On stdout.
    pub said: String,
    /// On stderr.
    pub complained: String,
    /// `None` when it was killed or aborted.
    pub code: Option<i32>,
}

/// Runs a command to its end, well or not, with `input` on stdin.
pub(crate) async fn run_anyhow(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, String)],
    input: &str,
) -> Done {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder).env_clear();
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary");
    let mut stdin = child.stdin.take().expect("its stdin");
    // It may not read it, and be gone already.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let done = child.wait_with_output().await.expect("its end");
    let text = |bytes| String::from_utf8(bytes).expect("a text");
    Done { said: text(done.stdout), complained: text(done.stderr), code: done.status.code() }
}

/// Runs a command that ends well; returns what it says.
pub(crate) async fn run(folder: &Path, arguments: &[&str], variables: &[(&str, String)]) -> String {
    let done = run_anyhow(folder, arguments, variables, "").await;
    assert_eq!(done.code, Some(0), "{arguments:?} failed: {}", done.complained);
    done.said
}

/// The binary beside the test's executable (`target/<profile>/deps/suites-…`), or the one that `SWITCHBOARD_TEST_BINARY` names.
fn binary() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "says what to test, and is no setting of the product")]
    let named = std::env::var("SWITCHBOARD_TEST_BINARY").ok();
    let found = named.map_or_else(beside, PathBuf::from);
    assert!(
        found.is_file(),
        "there is no {}: run `cargo build --workspace` first, as scripts/test does",
        found.display()
    );
    found
}

fn beside() -> PathBuf {
    let own = std::env::current_exe().expect("the test's own path");
    let folder = own.parent().and_then(Path::parent).expect("target/<profile>");
    folder.join(format!("switchboard{}", std::env::consts::EXE_SUFFIX))
}
