//! Everything that is sealed moves to the newest key, and nothing that lives is lost by it.

use std::{sync::Arc, time::Duration};

use secrecy::ExposeSecret;
use switchboard_store::{WorkerId, integrations, ownership};

use super::{Rekeyed, rekey};
use crate::{
    actor::Role,
    bots,
    core::Core,
    error::Error,
    linking::Linking,
    people::fixture::{Home, House, person, private_chat},
    sealing::Keyring,
};

const TOKEN: &str = "500:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Nothing here waits for a server that it must not wait for.
const PATIENCE: Duration = Duration::from_millis(300);

/// The same house with other keys, the newest first.
fn with_keys(house: &House, keys: &[u8]) -> Core {
    let keyring = Keyring::new(keys.iter().map(|key| [*key; 32]).collect()).unwrap();
    Core { keyring: Arc::new(keyring), ..house.core.clone() }
}

async fn home(house: &House) -> Home {
    let sealed = |id| house.core.keyring.seal(&TOKEN.to_owned().into(), &bots::sealed_for(id)).unwrap();
    let change = |row: &mut switchboard_store::entities::integration::Model| {
        let sealed = sealed(row.id);
        row.token_key_id = Some(sealed.key_id);
        row.token_nonce = Some(sealed.nonce);
        row.token_ciphertext = Some(sealed.ciphertext);
        row.is_default = true;
    };
    house.home("acme", 500, change).await
}

/// Somebody presses /start and gets a code: one sealed send, one hash. Somebody else is shown a deep link.
async fn play(house: &House, home: &Home) -> String {
    let linking = Linking::new(house.core.clone());
    let incoming = house.incoming(home).await;
    let ann = person(42, Some("ann"));
    linking.start(&incoming, &private_chat(&ann), &ann, None).await.unwrap();
    incoming.work.commit().await.unwrap();
    let user = house.caller(home, "7", Role::User).await;
    linking.deep_link(&user).await.unwrap().url().to_owned()
}

fn rewritten(rekeyed: &Rekeyed) -> Vec<u64> {
    rekeyed.columns.iter().map(|(_, rewritten)| rewritten.rows).collect()
}

async fn token_opens(core: &Core) -> bool {
    let (row, _) = integrations::by_bot(core.db.reader(), 500).await.unwrap().unwrap();
    bots::open_token(core, &row).is_ok_and(|token| token.expose_secret() == TOKEN)
}

#[tokio::test]
async fn everything_moves_to_the_newest_key_once() {
    let house = House::open().await;
    let home = home(&house).await;
    let link = play(&house, &home).await;
    let (both, new) = (with_keys(&house, &[8, 7]), with_keys(&house, &[8]));
    assert!(!token_opens(&new).await);

    let done = rekey(&both, PATIENCE).await.unwrap();
    assert_eq!(rewritten(&done), [1, 1, 1], "{done:?}");
    assert!(token_opens(&new).await);
    let again = rekey(&both, PATIENCE).await.unwrap();
    assert_eq!(rewritten(&again), [0, 0, 0], "{again:?}");

    let sends = house.accepted(&home, 0).await;
    assert!(crate::delivery::payload::open(&new, &sends[0]).unwrap()["text"].as_str().is_some());
    let user = house.caller(&home, "7", Role::User).await;
    assert_eq!(
        Linking::new(new.clone()).deep_link(&user).await.unwrap().url(),
        link,
        "the same link is shown"
    );
    let token = link.split_once("start=").unwrap().1;
    let incoming = house.incoming(&home).await;
    let ben = person(43, None);
    let before = house.latest(&home).await;
    Linking::new(new.clone()).start(&incoming, &private_chat(&ben), &ben, Some(token)).await.unwrap();
    incoming.work.commit().await.unwrap();
    let asked = house.accepted(&home, before).await.pop().unwrap();
    assert!(asked.payload.contains("link:"), "the link is found by its new hash: {}", asked.payload);
}

#[tokio::test]
async fn a_key_is_needed_until_the_last_code_of_it_is_over() {
    let house = House::open().await;
    let home = home(&house).await;
    play(&house, &home).await;
    let both = with_keys(&house, &[8, 7]);
    let [key] = rekey(&both, PATIENCE).await.unwrap().old_keys.try_into().unwrap();
    assert_eq!((key.rows, key.codes, key.servers), (0, 1, 0));
    assert_eq!(key.codes_end_at, Some(house.now() + chrono::Duration::minutes(10)));
    assert!(key.is_needed());
    house.clock.advance(chrono::Duration::minutes(10));
    assert!(!rekey(&both, PATIENCE).await.unwrap().old_keys[0].is_needed());
}

#[tokio::test]
async fn what_no_listed_key_opens_stays_and_is_named() {
    let house = House::open().await;
    let home = home(&house).await;
    play(&house, &home).await;
    let others = with_keys(&house, &[9, 8]);
    let done = rekey(&others, PATIENCE).await.unwrap();
    assert!(done.columns.iter().all(|(_, column)| (column.rows, column.unreadable) == (0, 1)), "{done:?}");
    assert_eq!(done.unlisted_keys.len(), 1);
    assert_eq!(
        (done.unlisted_keys[0].id.as_str(), done.unlisted_keys[0].rows),
        (house.core.keyring.newest_id(), 3)
    );
    assert!(token_opens(&house.core).await, "nothing was touched");
}

#[tokio::test]
async fn a_running_server_without_the_newest_key_stops_it_and_a_dead_one_does_not() {
    let house = House::open().await;
    home(&house).await;
    let both = with_keys(&house, &[8, 7]);
    let (writer, server) = (house.core.db.writer(), WorkerId::new(house.now()));
    ownership::register(writer, server, house.core.keyring.newest_id(), house.now()).await.unwrap();
    let beating = async {
        loop {
            ownership::beat(writer, server).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let refused = tokio::select! {
        refused = rekey(&both, PATIENCE) => refused,
        () = beating => unreachable!(),
    };
    assert!(
        matches!(&refused, Err(Error::Conflict(text)) if text.contains("Restart each server")),
        "{refused:?}"
    );
    assert!(token_opens(&house.core).await, "nothing was touched");
    // The beat that was given up in the middle is over once the only connection that writes is free again.
    ownership::beat(writer, server).await.unwrap();
    assert_eq!(rewritten(&rekey(&both, PATIENCE).await.unwrap())[0], 1, "its beat stood still");
}

#[tokio::test]
async fn a_running_server_that_seals_with_an_old_key_keeps_it_needed() {
    let house = House::open().await;
    home(&house).await;
    let (both, behind) = (with_keys(&house, &[8, 7]), with_keys(&house, &[7, 8]));
    let (writer, server) = (house.core.db.writer(), WorkerId::new(house.now()));
    ownership::register(writer, server, &behind.keyring.ids().join(" "), house.now()).await.unwrap();
    let beating = async {
        loop {
            ownership::beat(writer, server).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let done = tokio::select! {
        done = rekey(&both, PATIENCE) => done.unwrap(),
        () = beating => unreachable!(),
    };
    assert_eq!((rewritten(&done)[0], done.old_keys[0].servers), (1, 1));
    assert!(done.old_keys[0].is_needed());
}
