//! A PostgreSQL of one test's own, which it may stop in the middle of everything. As durable as in production.
//!
//! Uses `initdb` and `pg_ctl` of the newest version there is. PostgreSQL refuses to run as root: root runs it as `postgres` or
//! `nobody`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::site::port;

/// A running cluster. Dropped, it is stopped and removed.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    user: Option<&'static str>,
    port: u16,
}

impl Cluster {
    /// Makes and starts one.
    #[must_use]
    pub fn start() -> Self {
        // In /tmp: a socket's path is 107 bytes at most, and the unprivileged user must reach it.
        let folder =
            tempfile::Builder::new().prefix("switchboard-cluster").tempdir_in("/tmp").expect("a folder");
        let cluster = Self { folder, programs: programs(), user: user(), port: port() };
        if let Some(user) = cluster.user {
            let given = Command::new("chown").arg(user).arg(cluster.folder.path()).status();
            assert!(given.expect("chown").success(), "the cluster's folder could not be given to {user}");
        }
        let data = cluster.data();
        cluster.run(
            "initdb",
            &["-D", &data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-A", "trust"],
        );
        cluster.resume();
        cluster
    }

    /// Where it listens, for whoever may create databases.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it at once, as a crash does: it recovers at its next start.
    pub fn halt(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "-s", "stop"]);
    }

    /// Starts it again.
    pub fn resume(&self) {
        let socket = self.folder.path().display();
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='{socket}' -c shared_buffers=32MB",
            self.port
        );
        let log = format!("{socket}/log");
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-l", &log, "-w", "-t", "60", "-s", "-o", &options, "start"],
        );
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.programs.join(program);
        let mut command = match self.user {
            None => Command::new(&program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(&program);
                command
            }
        };
        command.args(arguments).current_dir(self.folder.path()).env("LC_ALL", "C");
        let done = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("PostgreSQL");
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(done.success(), "{} failed; the log:\n{log}", program.display());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if Path::new(&self.data()).join("postmaster.pid").exists() {
            self.halt();
        }
    }
}

/// The folder with `initdb` and `pg_ctl`: of the newest version, or from the PATH.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    found.retain(|folder| folder.join("initdb").is_file());
    found.sort();
    found.pop().unwrap_or_default()
}

fn user() -> Option<&'static str> {
    let id = |arguments: &[&str]| Command::new("id").args(arguments).output().expect("id");
    let is_root = id(&["-u"]).stdout == b"0\n";
    is_root.then(|| if id(&["postgres"]).status.success() { "postgres" } else { "nobody" })
}
