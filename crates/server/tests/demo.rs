//! The demo keeps what the README promises: it needs nothing, and the four commands that it prints play the main job.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the way to fail")]

mod process;

use std::process::Command;

use process::{Running, folder};

/// Without these the test could not tell whose ports it meets.
const FREE_PORTS: [&str; 5] = ["demo", "--listen", "127.0.0.1:0", "--telegram-listen", "127.0.0.1:0"];

/// Runs a text in a fresh bash that has nothing but PATH.
fn bash(text: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "where bash and curl are is no setting of the product")]
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("bash").args(["-c", text]).env_clear().env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands, each with its title.
fn commands(programme: &[String]) -> Vec<String> {
    let text = programme.join("\n");
    let (_, commands) = text.split_once("into another terminal:\n\n").unwrap();
    let (commands, _) = commands.split_once("\nCtrl-C").unwrap();
    commands.trim().split("\n\n").map(str::to_owned).collect()
}

fn start() -> (tempfile::TempDir, Running, Vec<String>) {
    let folder = folder();
    let temporary = folder.path().to_str().unwrap().to_owned();
    let demo = Running::start(&folder, &FREE_PORTS, &[("TMPDIR", &temporary)]);
    let programme = demo.lines_until("Ctrl-C");
    (folder, demo, programme)
}

#[test]
fn the_four_printed_commands_play_the_main_job() {
    let (_folder, _demo, programme) = start();
    assert!(
        programme.iter().any(|line| line.contains("GraphiQL") && line.ends_with("/graphql")),
        "{programme:?}"
    );
    let commands = commands(&programme);
    assert_eq!(commands.len(), 4, "{commands:?}");

    let linked = bash(&commands[0]);
    assert!(linked.contains("Ann sees the code ") && linked.contains(r#""success":true"#), "{linked}");
    assert!(linked.contains("this chat is linked to the account Ann"), "{linked}");

    let notified = bash(&commands[1]);
    assert!(notified.contains(r#"{"data":{"sendTelegramNotification":true}}"#), "{notified}");
    assert!(notified.ends_with("Ann gets:\n\"text\":\"Your parcel has arrived.\"\n"), "{notified}");

    let answered = bash(&commands[2]);
    let (group, ann) = answered.split_once("Ann gets:").unwrap();
    assert!(group.contains("@ann") && group.contains("Where can I pick it up?"), "{answered}");
    assert!(ann.contains("At the post office, until Friday."), "{answered}");

    let history = bash(&commands[3]);
    let lines: Vec<_> = history.lines().collect();
    assert_eq!(lines.len(), 3, "{history}");
    let shows = |line: &str, words: &[&str]| words.iter().all(|word| line.contains(word));
    assert!(
        shows(lines[0], &["OUTGOING", r#""adminUsername":"olga""#, "SENT", "At the post office"]),
        "{history}"
    );
    assert!(shows(lines[1], &["INCOMING", "RECEIVED", "Where can I pick it up?"]), "{history}");
    assert!(
        shows(lines[2], &["OUTGOING", r#""adminUsername":null"#, "Your parcel has arrived."]),
        "{history}"
    );
}

#[test]
fn the_commands_also_work_when_they_are_pasted_all_at_once() {
    let (_folder, _demo, programme) = start();
    let said = bash(&commands(&programme).join("\n\n"));
    assert_eq!(said.lines().filter(|line| line.starts_with(r#"{"timestamp""#)).count(), 3, "{said}");
}

#[test]
fn the_page_of_the_local_telegram_is_served() {
    let (_folder, _demo, programme) = start();
    let line = programme.iter().find(|line| line.contains("Local Telegram")).unwrap();
    let address = line.split("http://").nth(1).unwrap().trim_end_matches('/').parse().unwrap();
    let (status, page) = process::get(address, "/");
    assert!(status == 200 && page.contains("<html"), "{status} {page}");
}

#[test]
fn no_two_demos_have_the_same_tokens_and_nothing_is_left_behind() {
    let (first_folder, mut first, programme) = start();
    let (_folder, _second, other) = start();
    let token = |lines: &[String]| lines.iter().find(|line| line.contains("Admin's token")).unwrap().clone();
    assert_ne!(token(&programme), token(&other));
    let files = || std::fs::read_dir(first_folder.path()).unwrap().count();
    assert_eq!(files(), 1, "the demo's own folder");
    first.signal("INT");
    assert_eq!(first.end(), Some(0));
    assert_eq!(files(), 0);
}
