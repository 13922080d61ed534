//! How often codes may be tried and asked for.

use chrono::Duration;

use super::play::{Play, wrong};
use crate::{Role, people::fixture::person};

#[tokio::test]
async fn the_sixth_wrong_try_within_an_hour_is_refused_even_with_the_right_code() {
    let (play, home) = Play::open().await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    let code = play.start(&home, &alice).await.unwrap();
    for _ in 0..5 {
        assert!(!play.register(&caller, "alice", &wrong(&code)).await.success);
    }
    let sixth = play.register(&caller, "alice", &code).await;
    assert!(!sixth.success);
    assert!(sixth.message.contains("try again in 60 min"), "{}", sixth.message);
    let somebody_else = play.house.caller(&home, "8", Role::User).await;
    assert!(play.register(&somebody_else, "alice", &code).await.success);
}

#[tokio::test]
async fn wrong_tries_count_across_codes_and_names_and_end_after_an_hour() {
    let (play, home) = Play::open().await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    for _ in 0..2 {
        let code = play.code(&home, &alice).await.unwrap();
        assert!(!play.register(&caller, "alice", &wrong(&code)).await.success);
        assert!(!play.register(&caller, "nobody", &code).await.success);
        play.house.clock.advance(Duration::minutes(5));
    }
    assert!(!play.register(&caller, "alice", "").await.success);
    let code = play.code(&home, &alice).await.unwrap();
    assert!(!play.register(&caller, "alice", &code).await.success);
    play.house.clock.advance(Duration::minutes(50));
    let code = play.code(&home, &alice).await.unwrap();
    assert!(play.register(&caller, "alice", &code).await.success);
}

#[tokio::test]
async fn the_twenty_first_wrong_try_on_a_contact_is_refused_whoever_tries() {
    let (play, home) = Play::open().await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    for number in 0..4 {
        let caller = play.house.caller(&home, &format!("guesser {number}"), Role::User).await;
        for _ in 0..5 {
            assert!(!play.register(&caller, "alice", &wrong(&code)).await.success);
        }
    }
    let owner = play.house.caller(&home, "7", Role::User).await;
    let refused = play.register(&owner, "alice", &code).await;
    assert_eq!(refused, play.register(&owner, "nobody", &code).await);
    assert!(!refused.success);
    play.house.clock.advance(Duration::minutes(60));
    let code = play.code(&home, &person(10, Some("alice"))).await.unwrap();
    assert!(play.register(&owner, "alice", &code).await.success);
}

#[tokio::test]
async fn one_try_counts_once_for_the_caller_however_many_bots_know_the_name() {
    let (play, home) = Play::open().await;
    let second = play.house.home("default", 2, |_| {}).await;
    let (alice, caller) = (person(10, Some("alice")), play.house.caller(&home, "7", Role::User).await);
    let first_code = play.start(&home, &alice).await.unwrap();
    let code = play.start(&second, &alice).await.unwrap();
    let neither = (0..3).map(|n| format!("{n:06}")).find(|c| *c != first_code && *c != code).unwrap();
    for _ in 0..4 {
        assert!(!play.register(&caller, "alice", &neither).await.success);
    }
    assert!(play.register(&caller, "alice", &code).await.success);
}

#[tokio::test]
async fn the_fourth_code_within_an_hour_is_not_made_but_said_when() {
    let (play, home) = Play::open().await;
    let alice = person(10, Some("alice"));
    assert!(play.start(&home, &alice).await.is_some());
    play.house.clock.advance(Duration::minutes(20));
    assert!(play.code(&home, &alice).await.is_some());
    assert!(play.start(&home, &alice).await.is_some());
    assert_eq!(play.start(&home, &alice).await, None);
    assert_eq!(play.code(&home, &alice).await, None);
    let last = play.house.texts(&home, 0).await.pop().unwrap();
    assert!(last.contains("in 40 min"), "{last}");
    play.house.clock.advance(Duration::minutes(40));
    assert!(play.code(&home, &alice).await.is_some());
}

#[tokio::test]
async fn a_caller_asks_for_three_codes_an_hour_and_learns_nothing_of_the_name() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let alice = person(10, Some("alice"));
    play.start(&home, &alice).await;
    let before = play.house.latest(&home).await;
    let known = play.ask(&caller, "alice").await;
    assert!(play.code_after(&home, before).await.is_some());
    let unknown = play.ask(&caller, "nobody").await;
    assert_eq!(known, unknown);
    assert!(!known.success);
    assert_eq!(play.ask(&caller, "alice").await, known);
    let fourth = play.ask(&caller, "nobody").await;
    assert_ne!(fourth, known);
    assert_eq!(fourth, play.ask(&caller, "alice").await);
    let text = play.house.texts(&home, before).await.remove(0);
    assert!(text.contains("account 7 asks"), "{text}");
    let latest = play.code_after(&home, before).await.unwrap();
    assert!(play.register(&caller, "alice", &latest).await.success);
}

#[tokio::test]
async fn codes_asked_for_by_callers_count_for_the_contact_too() {
    let (play, home) = Play::open().await;
    let alice = person(10, Some("alice"));
    play.start(&home, &alice).await;
    for id in ["7", "8", "9"] {
        let caller = play.house.caller(&home, id, Role::User).await;
        play.ask(&caller, "alice").await;
    }
    let texts = play.house.texts(&home, 0).await;
    assert_eq!(texts.iter().filter(|text| text.contains("asks to be linked")).count(), 2);
}

#[tokio::test]
async fn tries_at_the_same_time_count_one_by_one() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    let guess = wrong(&code);
    let tries = (0..12).map(|_| play.register(&caller, "alice", &guess));
    let answers = futures::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.message.contains("too many")).count(), 7);
    assert!(!play.register(&caller, "alice", &code).await.success);
}

#[tokio::test]
async fn a_code_that_several_callers_enter_at_the_same_time_links_one_of_them() {
    let (play, home) = Play::open().await;
    let code = play.start(&home, &person(10, Some("alice"))).await.unwrap();
    let mut callers = Vec::new();
    for id in 0..6 {
        callers.push(play.house.caller(&home, &id.to_string(), Role::User).await);
    }
    let answers = futures::future::join_all(callers.iter().map(|it| play.register(it, "alice", &code))).await;
    assert_eq!(answers.iter().filter(|answer| answer.success).count(), 1);
}
