//! Short ways to play a person in a chat and a caller of the API.

use switchboard_store::{LinkId, OutboxId, entities::link, links};

use super::super::{Linking, Registration, RegistrationResult};
use crate::{
    actor::Actor,
    people::{
        Person,
        fixture::{Home, House, private_chat},
    },
};

/// The feature in a house.
pub(super) struct Play {
    pub(super) house: House,
    pub(super) linking: Linking,
}

impl Play {
    pub(super) async fn open() -> (Self, Home) {
        let house = House::open().await;
        let home = house.home("default", 1, |_| {}).await;
        let linking = Linking::new(house.core.clone());
        (Self { house, linking }, home)
    }

    /// The person presses /start; answers the code in the bot's reply, if there is one.
    pub(super) async fn start(&self, home: &Home, person: &Person) -> Option<String> {
        let before = self.house.latest(home).await;
        let incoming = self.house.incoming(home).await;
        self.linking.start(&incoming, &private_chat(person), person, None).await.unwrap();
        incoming.work.commit().await.unwrap();
        self.code_after(home, before).await
    }

    /// The person sends /code.
    pub(super) async fn code(&self, home: &Home, person: &Person) -> Option<String> {
        let before = self.house.latest(home).await;
        let incoming = self.house.incoming(home).await;
        self.linking.send_code(&incoming, &private_chat(person), person).await.unwrap();
        incoming.work.commit().await.unwrap();
        self.code_after(home, before).await
    }

    /// The person presses "this was not me".
    pub(super) async fn disown(&self, home: &Home, person: &Person, link: LinkId) {
        let incoming = self.house.incoming(home).await;
        self.linking.disown(&incoming, &private_chat(person), person, link, "callback").await.unwrap();
        incoming.work.commit().await.unwrap();
    }

    /// The digits that the entity of the latest send after `before` marks.
    pub(super) async fn code_after(&self, home: &Home, before: OutboxId) -> Option<String> {
        let sends = self.house.accepted(home, before).await;
        let params = self.house.opened(sends.last()?);
        let entity = params["entities"].as_array()?.iter().find(|entity| entity["type"] == "code")?;
        let offset = usize::try_from(entity["offset"].as_u64()?).unwrap();
        let text: Vec<u16> = params["text"].as_str()?.encode_utf16().collect();
        Some(String::from_utf16(&text[offset..offset + 6]).unwrap())
    }

    /// `registerTelegram` with a code, without the wait that holds refusals back.
    pub(super) async fn register(&self, actor: &Actor, username: &str, code: &str) -> RegistrationResult {
        let username = super::super::register::asked_username(username).unwrap();
        let caller = actor.acting_user().unwrap();
        self.linking.try_code(actor, caller, &username, code).await.unwrap()
    }

    /// `registerTelegram` without a code, without the wait.
    pub(super) async fn ask(&self, actor: &Actor, username: &str) -> RegistrationResult {
        let caller = actor.acting_user().unwrap();
        self.linking.request_code(actor, caller, username).await.unwrap()
    }

    /// The caller's active link.
    pub(super) async fn link_of(&self, actor: &Actor) -> Option<link::Model> {
        let user = actor.acting_user().unwrap().id;
        let found = links::active_of_user(self.house.core.db.reader(), actor.tenant, user).await.unwrap();
        found.map(|(link, _)| link)
    }
}

/// Another code than this one.
pub(super) fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

#[tokio::test]
async fn a_refusal_through_the_front_door_is_held_back() {
    let (play, home) = Play::open().await;
    let caller = play.house.caller(&home, "7", crate::Role::User).await;
    for verification_code in [None, Some("123456".to_owned()), Some(" ".to_owned()), Some("x".to_owned())] {
        let started = tokio::time::Instant::now();
        let registration = Registration { username: "@Nobody".to_owned(), verification_code };
        let result = play.linking.register(&caller, registration).await.unwrap();
        assert!(!result.success);
        assert!(started.elapsed().as_millis() >= 250);
    }
}
