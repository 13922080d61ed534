//! `switchboard serve` as an operator meets it: when it refuses to start, and how it stops.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the way to fail")]

mod process;

use std::{
    io::Write as _,
    net::{SocketAddr, TcpStream},
};

use process::{ANYWHERE, Running, SECRETS, complaint, folder, get, read_answer, run};

fn ready<'a>() -> Vec<(&'a str, &'a str)> {
    [&SECRETS[..], &ANYWHERE].concat()
}

#[test]
fn without_secrets_it_refuses_and_says_which_are_missing_and_how_to_make_them() {
    let output = run(&folder(), &["serve"], &ANYWHERE);
    assert_eq!(output.status.code(), Some(1));
    let text = complaint(&output);
    for word in ["JWT_SECRET", "ENCRYPTION_KEY", "switchboard keygen"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert!(text.lines().all(|line| line.starts_with("error: ")), "{text}");
}

#[test]
fn with_the_secrets_of_the_example_it_refuses() {
    let example = include_str!("../../../.env.example");
    let pairs = example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let variables: Vec<_> = pairs.chain(ANYWHERE).collect();
    let output = run(&folder(), &["serve"], &variables);
    assert_eq!(output.status.code(), Some(1));
    let text = complaint(&output);
    assert!(
        text.contains("JWT_SECRET in the environment") && text.contains("ENCRYPTION_KEY in the environment"),
        "{text}"
    );
    assert_eq!(text.matches("the one from .env.example, which everybody knows").count(), 2, "{text}");
}

#[test]
fn a_second_server_on_the_same_file_is_refused_until_the_first_has_ended() {
    let folder = folder();
    let mut first = Running::start(&folder, &["serve"], &ready());
    let (address, _) = first.addresses();
    let output = run(&folder, &["serve"], &ready());
    assert_eq!(output.status.code(), Some(1));
    assert!(complaint(&output).contains("another server is running on sqlite://switchboard.db"));
    assert_eq!(get(address, "/readyz").0, 200, "the first one must not notice");

    first.signal("TERM");
    assert_eq!(first.end(), Some(0));
    let second = Running::start(&folder, &["serve"], &ready());
    assert_eq!(get(second.addresses().0, "/readyz").0, 200);
}

#[test]
fn a_taken_address_is_named_with_its_variable() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let variables =
        [&SECRETS[..], &[("LISTEN_ADDR", address.as_str()), ("METRICS_ADDR", "127.0.0.1:0")]].concat();
    let text = complaint(&run(&folder(), &["serve"], &variables));
    assert!(text.contains(&format!("can't listen on {address} (LISTEN_ADDR)")), "{text}");
}

#[test]
fn a_request_in_hand_is_finished_before_the_server_ends() {
    let folder = folder();
    let mut server = Running::start(&folder, &["serve"], &ready());
    let (address, _) = server.addresses();
    let body = r#"{"query":"{ __typename }"}"#;
    let (first, rest) = body.split_at(5);
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{first}",
        body.len()
    )
    .unwrap();
    // Answered on another connection, so the server has begun with the first one by now.
    assert_eq!(get(address, "/healthz").0, 200);

    server.signal("TERM");
    wait_until_nobody_listens(address);
    write!(stream, "{rest}").unwrap();
    let (status, body) = read_answer(&mut stream);
    assert_eq!((status, body.contains(r#""__typename":"Query""#)), (200, true), "{body}");
    assert_eq!(server.end(), Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let folder = folder();
    let mut server = Running::start(&folder, &["serve"], &ready());
    let (address, _) = server.addresses();
    // A request that never ends would hold the server up for seconds.
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{{")
        .unwrap();
    assert_eq!(get(address, "/healthz").0, 200);
    server.signal("INT");
    wait_until_nobody_listens(address);
    server.signal("INT");
    assert_eq!(server.end(), Some(130));
}

fn wait_until_nobody_listens(address: SocketAddr) {
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
}

#[test]
fn metrics_have_their_own_address_and_count_requests_by_route() {
    let folder = folder();
    let server = Running::start(&folder, &["serve"], &ready());
    let (address, metrics) = server.addresses();
    assert_eq!(get(address, "/metrics").0, 404, "not for the outside");
    assert_eq!(get(address, "/no/such/place?token=hunter2").0, 404);
    let (status, text) = get(metrics, "/metrics");
    assert_eq!(status, 200);
    let line = r#"switchboard_http_request_duration_seconds_count{method="GET",route="none",status="4xx"} 2"#;
    assert!(text.contains(line), "{text}");
    assert!(text.contains("switchboard_build_info{version="), "{text}");
    assert!(text.contains("\nswitchboard_bots_active 0\n"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}
