//! Deep links: who can use one, where, and how often. Told over HTTP and Telegram in the end-to-end suites; here are the
//! rules that need a second tenant, a second bot, or a forged press.

use std::sync::Arc;

use switchboard_store::{LinkTokenId, entities::integration};

use super::play::Play;
use crate::{
    Actor, Core, Role,
    linking::{LinkStatus, Linking},
    people::{
        Person,
        fixture::{Home, group, payload, person, private_chat},
    },
    sealing::Keyring,
};

fn default(row: &mut integration::Model) {
    row.is_default = true;
}

impl Play {
    /// The outstanding link's token.
    async fn token(&self, caller: &Actor) -> String {
        let link = self.linking.deep_link(caller).await.unwrap();
        link.url().rsplit_once("?start=").unwrap().1.to_owned()
    }

    /// The person opens the link; answers the id on the buttons, if there are any.
    async fn open_link(&self, home: &Home, person: &Person, token: &str) -> Option<LinkTokenId> {
        let before = self.house.latest(home).await;
        let incoming = self.house.incoming(home).await;
        self.linking.start(&incoming, &private_chat(person), person, Some(token)).await.unwrap();
        incoming.work.commit().await.unwrap();
        let sends = self.house.accepted(home, before).await;
        assert_eq!(sends.len(), 1);
        let params = payload(&sends[0]);
        let data = params["reply_markup"]["inline_keyboard"][0][0]["callback_data"].as_str()?;
        assert!(data.len() <= 64);
        Some(data.strip_prefix("link:").unwrap().parse().unwrap())
    }

    /// The person presses Link; answers what was said.
    async fn accept(&self, home: &Home, person: &Person, token: LinkTokenId) -> Vec<String> {
        let before = self.house.latest(home).await;
        let incoming = self.house.incoming(home).await;
        let chat = private_chat(person);
        self.linking.accept_deep_link(&incoming, &chat, person, token, "query").await.unwrap();
        incoming.work.commit().await.unwrap();
        self.house.texts(home, before).await
    }

    async fn is_linked(&self, caller: &Actor) -> bool {
        matches!(self.linking.link_status(caller).await.unwrap(), LinkStatus::Linked { .. })
    }
}

const STALE: &str = "This link does not work any more. Please ask for a new one in the application.";

#[tokio::test]
async fn a_link_works_only_for_its_tenant_and_its_bot() {
    let (play, _) = Play::open().await;
    let home = play.house.home("one", 5, default).await;
    let sibling = play.house.home("one", 6, |_| {}).await;
    let foreign = play.house.home("two", 7, default).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let token = play.token(&caller).await;
    let eve = person(10, Some("eve"));
    for elsewhere in [&sibling, &foreign] {
        assert_eq!(play.open_link(elsewhere, &eve, &token).await, None);
        assert_eq!(play.house.texts(elsewhere, 0).await.pop().unwrap(), STALE);
    }
    let id = play.open_link(&home, &eve, &token).await.unwrap();
    assert_eq!(play.accept(&foreign, &eve, id).await, [STALE]);
    assert!(!play.is_linked(&caller).await);
    play.accept(&home, &eve, id).await;
    assert!(play.is_linked(&caller).await);
}

#[tokio::test]
async fn only_the_chat_that_opened_a_link_last_can_accept_it() {
    let (play, _) = Play::open().await;
    let home = play.house.home("one", 5, default).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let token = play.token(&caller).await;
    let (first, second) = (person(10, None), person(11, None));
    let id = play.open_link(&home, &first, &token).await.unwrap();
    assert_eq!(play.accept(&home, &second, id).await, [STALE], "never opened there");
    play.open_link(&home, &second, &token).await.unwrap();
    assert_eq!(play.accept(&home, &first, id).await, [STALE], "opened elsewhere since");
    assert!(play.accept(&home, &second, id).await[0].starts_with("Done: this chat is linked"));
    assert_eq!(play.accept(&home, &second, id).await, ["This chat is linked already."]);
    assert_eq!(play.accept(&home, &first, id).await, [STALE]);
}

#[tokio::test]
async fn a_new_bot_gets_a_new_link_and_the_old_one_dies() {
    let (play, _) = Play::open().await;
    let old = play.house.home("one", 5, default).await;
    let caller = play.house.caller(&old, "7", Role::User).await;
    let token = play.token(&caller).await;
    assert_eq!(play.token(&caller).await, token);
    play.house.disconnect(&old).await;
    assert_eq!(play.linking.deep_link(&caller).await.unwrap_err().code(), "NOT_FOUND");
    let new = play.house.home("one", 6, default).await;
    let renewed = play.token(&caller).await;
    assert_ne!(renewed, token);
    assert_eq!(play.open_link(&new, &person(10, None), &token).await, None);
    assert!(play.open_link(&new, &person(10, None), &renewed).await.is_some());
}

#[tokio::test]
async fn a_bot_that_cannot_answer_is_no_bot_to_link_through() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    assert_eq!(
        play.linking.deep_link(&caller).await.unwrap_err().public_text(),
        "No Telegram bot is configured."
    );
    for (slug, bot, change) in [
        ("off", 5, (|row| row.is_active = false) as fn(&mut integration::Model)),
        ("groups", 6, |row| row.scope = integration::ChatScope::Group),
        ("unknown", 7, |row| row.bot_username = None),
    ] {
        let home = play.house.home(slug, bot, |row| (default(row), change(row)).1).await;
        let caller = play.house.caller(&home, "7", Role::User).await;
        assert_eq!(play.linking.deep_link(&caller).await.unwrap_err().code(), "CONFLICT", "{slug}");
    }
}

#[tokio::test]
async fn nothing_of_a_link_is_said_or_done_in_a_group() {
    let (play, _) = Play::open().await;
    let home = play.house.home("one", 5, default).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let (token, alice, chat) = (play.token(&caller).await, person(10, None), group(-100_123));
    let incoming = play.house.incoming(&home).await;
    play.linking.start(&incoming, &chat, &alice, Some(&token)).await.unwrap();
    incoming.work.commit().await.unwrap();
    assert!(play.house.accepted(&home, 0).await.is_empty());
    let id = play.open_link(&home, &alice, &token).await.unwrap();
    let before = play.house.latest(&home).await;
    let incoming = play.house.incoming(&home).await;
    play.linking.accept_deep_link(&incoming, &chat, &alice, id, "query").await.unwrap();
    play.linking.cancel_deep_link(&incoming, &chat, &alice, id, "query").await.unwrap();
    incoming.work.commit().await.unwrap();
    assert_eq!(play.house.texts(&home, before).await, [STALE, STALE]);
    assert!(!play.is_linked(&caller).await);
}

#[tokio::test]
async fn the_picture_is_a_vector_drawing_of_the_link() {
    let (play, _) = Play::open().await;
    let home = play.house.home("one", 5, default).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let svg = play.linking.deep_link(&caller).await.unwrap().qr_svg().unwrap();
    assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>") && !svg.contains("start="));
}

#[tokio::test]
async fn a_link_survives_a_rotation_of_keys_and_is_issued_anew_when_its_key_is_gone() {
    let (mut play, _) = Play::open().await;
    let home = play.house.home("one", 5, default).await;
    let caller = play.house.caller(&home, "7", Role::User).await;
    let token = play.token(&caller).await;
    let with = |keys: Vec<[u8; 32]>| {
        let keyring = Arc::new(Keyring::new(keys).unwrap());
        Linking::new(Core { keyring, ..play.house.core.clone() })
    };
    // The house's key is the 7.
    let (rotated, emptied) = (with(vec![[8; 32], [7; 32]]), with(vec![[8; 32]]));
    play.linking = rotated;
    assert_eq!(play.token(&caller).await, token);
    assert!(play.open_link(&home, &person(10, None), &token).await.is_some());
    play.linking = emptied;
    let renewed = play.token(&caller).await;
    assert_ne!(renewed, token);
    assert!(play.open_link(&home, &person(10, None), &renewed).await.is_some());
}
