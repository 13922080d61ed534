//! Updates that webhooks bring: many at a time share commits, each once, each to its own bot.

use futures::future::join_all;
use serde_json::json;
use switchboard_store::{BotId, WorkerId};

use crate::{
    delivery::{Inbox, OwnedBot},
    error::Error,
    people::fixture::{Home, House},
    sealing::digest,
};

const SECRET: &str = "a secret of forty-two characters, or so";

async fn home(house: &House, slug: &str, bot: BotId) -> Home {
    let change = |row: &mut switchboard_store::entities::integration::Model| {
        row.webhook_key = format!("key-of-{bot}");
        row.webhook_secret_hash = Some(digest(SECRET.as_bytes()).to_vec());
    };
    house.home(slug, bot, change).await
}

async fn waiting(house: &House, inbox: &Inbox, home: &Home) -> Vec<i64> {
    let owned = OwnedBot {
        bot: home.bot,
        tenant: home.tenant,
        owner: WorkerId::new(house.now()),
        epoch: 1,
        token_version: 1,
        polled: false,
    };
    let rows = inbox.waiting(&owned, 1_000).await.unwrap();
    for row in &rows {
        assert_eq!(serde_json::from_str::<serde_json::Value>(&row.raw).unwrap(), update(row.update_id));
    }
    let mut ids: Vec<i64> = rows.iter().map(|row| row.update_id).collect();
    ids.sort_unstable();
    ids
}

fn update(id: i64) -> serde_json::Value {
    json!({"update_id": id, "message": {"message_id": id, "chat": {"id": id}}})
}

#[tokio::test]
async fn of_many_at_a_time_each_is_stored_once_for_its_own_bot() {
    let house = House::open().await;
    let homes = [home(&house, "one", 1).await, home(&house, "two", 2).await];
    let inbox = Inbox::new(house.core.clone());
    let calls = (0..300_i64).map(|call| {
        let (inbox, bot) = (inbox.clone(), call % 2 + 1);
        async move {
            // Every update comes three times.
            let body = update(call / 2 % 50).to_string();
            inbox.receive_webhook(&format!("key-of-{bot}"), Some(SECRET), body.as_bytes()).await
        }
    });
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    for home in &homes {
        assert_eq!(waiting(&house, &inbox, home).await, (0..50).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn one_that_is_refused_takes_nobody_down_with_it() {
    let house = House::open().await;
    let home = home(&house, "one", 1).await;
    let inbox = Inbox::new(house.core.clone());
    let calls = (0..60_i64).map(|call| {
        let inbox = inbox.clone();
        async move {
            let (secret, body) = match call % 3 {
                0 => (SECRET, update(call).to_string()),
                1 => ("wrong", update(call).to_string()),
                _ => (SECRET, "no update".to_owned()),
            };
            inbox.receive_webhook("key-of-1", Some(secret), body.as_bytes()).await
        }
    });
    for (call, outcome) in join_all(calls).await.into_iter().enumerate() {
        match call % 3 {
            0 => assert!(outcome.is_ok(), "{outcome:?}"),
            1 => assert!(matches!(outcome, Err(Error::Unauthenticated(_))), "{outcome:?}"),
            _ => assert!(matches!(outcome, Err(Error::BadInput(_))), "{outcome:?}"),
        }
    }
    assert_eq!(waiting(&house, &inbox, &home).await, (0..60).step_by(3).collect::<Vec<_>>());
}
