//! The real binary as a process of its own, and what the kernel says of it.

use std::{path::PathBuf, process::Stdio, time::Duration};

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// How long it may take to begin.
const PATIENCE: Duration = Duration::from_secs(120);
/// The kernel's clock ticks a second, in `/proc/<id>/stat` (fixed by Linux for programs).
const TICKS: f64 = 100.0;

/// A running `switchboard serve`. Killed when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: PathBuf,
    /// Where it serves.
    pub address: String,
}

impl Process {
    /// Starts it in `folder` and waits until it serves.
    ///
    /// # Errors
    /// When the binary is missing or does not begin.
    pub async fn start(
        folder: &std::path::Path,
        environment: &[(&'static str, String)],
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(binary()?);
        command.arg("serve").current_dir(folder).env_clear().kill_on_drop(true);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let log = folder.join("log");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(std::fs::File::create(&log)?);
        let mut child = command.spawn().context("switchboard serve")?;
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        let address = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await? {
                if let Some((_, rest)) = line.split_once("http://") {
                    return Ok(rest.split('/').next().unwrap_or_default().to_owned());
                }
            }
            bail!("switchboard serve ended before it served")
        });
        let address = address.await.context("switchboard serve did not begin in time")??;
        // Whatever else it says must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, address, log })
    }

    /// Resident memory, in MiB: all of it, and what is private (the rest are mostly pages of the binary).
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn resident(&self) -> anyhow::Result<(f64, f64)> {
        let status = std::fs::read_to_string(self.proc("status")?).context("/proc tells no memory")?;
        let mebibytes = |name: &str| {
            let line =
                status.lines().find_map(|line| line.strip_prefix(name)).context("a figure of memory")?;
            anyhow::Ok(line.trim().trim_end_matches("kB").trim().parse::<f64>()? / 1024.0)
        };
        Ok((mebibytes("VmRSS:")?, mebibytes("RssAnon:")?))
    }

    /// Errors that it logged so far.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn errors(&self) -> anyhow::Result<usize> {
        Ok(std::fs::read_to_string(&self.log)?.lines().filter(|line| line.contains("ERROR")).count())
    }

    /// Processor time it used so far, in seconds.
    ///
    /// # Errors
    /// When the kernel does not tell.
    pub fn processor(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(self.proc("stat")?).context("/proc tells no time")?;
        let (_, fields) = stat.rsplit_once(')').context("stat")?;
        let ticks: f64 =
            fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Ok(ticks / TICKS)
    }

    /// Ends it at once: what it did is not looked at.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn end(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("ending switchboard serve")
    }

    fn proc(&self, file: &str) -> anyhow::Result<String> {
        Ok(format!("/proc/{}/{file}", self.child.id().context("it has ended")?))
    }
}

/// Beside this executable.
fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let found = own.with_file_name(format!("switchboard{}", std::env::consts::EXE_SUFFIX));
    if !found.is_file() {
        bail!("there is no {}: build it with the same profile, as scripts/measure does", found.display());
    }
    Ok(found)
}
