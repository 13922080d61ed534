//! The whole loop is played against the real binary, and then everything that it wrote is searched: logs at the most talkative usual
//! level, answers, and the database, for bot tokens, codes, and keys.

use switchboard_tests::{MARK, PATIENCE, Plan, Site, on_both, reads};

/// Where a secret was found.
async fn places(site: &Site, answers: &[String], secret: &Secret) -> Vec<String> {
    let mut places = Vec::new();
    if secret.is_in(site.logs().as_bytes()) {
        places.push("a log".to_owned());
    }
    if answers.iter().any(|answer| secret.is_in(answer.as_bytes())) {
        places.push("an answer".to_owned());
    }
    let books = site.books().await;
    places.extend(match secret {
        Secret::Text(text) => books.places_of(text).await,
        Secret::Code(code) => books.places_of_number(code).await,
    });
    books.close().await;
    places
}

/// What must not be found.
#[derive(Debug)]
enum Secret {
    Text(String),
    /// Six digits that stand alone; in longer numbers and after a point they are chance.
    Code(String),
}

impl Secret {
    fn is_in(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Text(text) => bytes.windows(text.len()).any(|window| window == text.as_bytes()),
            Self::Code(code) => switchboard_tests::stands_alone(bytes, code),
        }
    }
}

async fn no_secret_is_in_any_log_answer_or_cell(plan: Plan) {
    let site = plan.variable("LOG_FILTER", "debug").site().await;
    let server = site.start().await;
    site.use_webhook().await;
    let made = site.run(&["api-key", "create", "--name", "shop", "--scope", "notifications"]).await;
    let key = made.trim().to_owned();

    let (mut secrets, mut answers) =
        (vec![Secret::Text(MARK.to_owned()), Secret::Text(key.clone())], Vec::new());
    for (user, name) in [(7, "anna"), (8, "ben"), (9, "carla")] {
        let (phone, code) = site.person(site.bot.id, name).await;
        let caller = site.user(user);
        let username = format!("{name}_{}", site.port);
        let wrong = caller.register(&username, Some(&switchboard_tests::another_code(&code))).await;
        let right = caller.register(&username, Some(&code)).await;
        assert!(!wrong.is_linked() && right.is_linked(), "{wrong:?} {right:?}");
        answers.extend([wrong.body.to_string(), right.body.to_string()]);
        let told = site.bearer(&key).notify(user, &format!("Hello {name}")).await;
        assert_eq!(*told.value(), true);
        answers.push(told.body.to_string());
        reads(&phone, &format!("Hello {name}")).await;
        phone.say(format!("Written by {name}")).expect("writing");
        let shown = reads(&site.desk, &format!("Written by {name}")).await;
        site.desk.reply(shown.message_id, format!("Answered to {name}")).expect("answering");
        reads(&phone, &format!("Answered to {name}")).await;
        answers.push(caller.messages(user).await.body.to_string());
        answers.push(caller.viewer().await.body.to_string());
        secrets.push(Secret::Code(code));
    }
    answers.push(site.admin().bot_status().await.body.to_string());
    // Also where things go wrong.
    site.sim.revoke_token(site.bot.id).expect("another token");
    answers.push(site.admin().bot_status().await.body.to_string());
    site.admin().notify(7, "into the void").await;
    let refused = site.sim.wait_for_call(0, PATIENCE, |call| call.status == 401).await;
    assert!(refused.is_some(), "nobody used the old token");

    for secret in &secrets {
        assert_eq!(places(&site, &answers, secret).await, [] as [String; 0], "{secret:?} while it runs");
    }
    assert!(
        !places(&site, &answers, &Secret::Text("Written by anna".to_owned())).await.is_empty(),
        "the search finds nothing at all"
    );
    server.stop().await;
    for secret in &secrets {
        assert_eq!(places(&site, &answers, secret).await, [] as [String; 0], "{secret:?} after the end");
    }
}

on_both!(no_secret_is_in_any_log_answer_or_cell);
