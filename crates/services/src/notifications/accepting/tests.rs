//! Notifications that come at the same moment: they share commits, and each has its own end.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Duration, Utc};
use futures::future::join_all;
use serde_json::json;
use switchboard_store::{
    Conn as _, LaneId, contacts,
    entities::{contact::ContactState, message, outbox},
    links, messages,
};

use crate::{
    Error, Role,
    actor::Actor,
    clock::{Clock, ManualClock},
    core::Core,
    notifications::{NewWishes, Notifications, Recipient},
    people::{
        self,
        database::{Database, Postgres, Sqlite},
        fixture::{Home, House, payload, person, private_chat},
    },
    work::Work,
};

/// A clock that says each time only once: what was accepted at one time was accepted by one transaction.
#[derive(Debug)]
struct Ticking(ManualClock);

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        self.0.advance(Duration::seconds(1));
        self.0.now()
    }
}

/// What somebody asks for, and how it ends: `None`, or the code of the refusal.
struct Asked<'a> {
    actor: &'a Actor,
    recipient: Recipient,
    text: String,
    end: Option<&'static str>,
}

impl<'a> Asked<'a> {
    fn new(actor: &'a Actor, recipient: Recipient, text: String, end: Option<&'static str>) -> Self {
        Self { actor, recipient, text, end }
    }
}

fn user(id: &str) -> Recipient {
    Recipient::User(id.to_owned())
}

/// The user `id` of the home, linked to `@person<id>`.
async fn link(house: &House, home: &Home, id: i64) -> Actor {
    let actor = house.caller(home, &id.to_string(), Role::User).await;
    let person = person(id, Some(&format!("person{id}")));
    let incoming = house.incoming(home).await;
    let contact = people::meet(&incoming, &private_chat(&person), &person).await.unwrap().contact;
    let (work, user) = (incoming.work, actor.user.as_ref().unwrap().id);
    links::insert(work.tx(), home.tenant, user, contact.id, work.now).await.unwrap();
    work.commit().await.unwrap();
    actor
}

async fn block(house: &House, home: &Home, username: &str) {
    let work = Work::begin(&house.core).await.unwrap();
    let contact = contacts::by_username(work.tx(), home.tenant, username).await.unwrap()[0].id;
    contacts::set_state(work.tx(), home.tenant, contact, ContactState::Blocked, work.now).await.unwrap();
    work.commit().await.unwrap();
}

async fn ask(notifications: &Notifications, asked: &[Asked<'_>]) -> Vec<Option<&'static str>> {
    let sends = asked.iter().map(|one| notifications.send(one.actor, one.recipient.clone(), &one.text));
    join_all(sends).await.into_iter().map(|sent| sent.err().map(|error| error.code())).collect()
}

/// The texts of one recipient that are to be accepted, in the order of asking.
fn accepted_of(asked: &[Asked<'_>], recipient: &Recipient, home: &Home) -> Vec<String> {
    let is_wanted = |one: &&Asked<'_>| {
        one.recipient == *recipient && one.end.is_none() && one.actor.tenant == home.tenant
    };
    asked.iter().filter(is_wanted).map(|one| one.text.clone()).collect()
}

async fn each_has_its_own_end<D: Database>() {
    let (house, removal) = D::open().await;
    let (home, other) = (house.home("default", 1, |_| {}).await, house.home("other", 2, |_| {}).await);
    for id in 1..=5 {
        link(&house, &home, id).await;
    }
    let quiet = link(&house, &home, 6).await;
    for id in 1..=2 {
        link(&house, &other, id).await;
    }
    block(&house, &home, "person5").await;
    let admin = house.caller(&home, "100", Role::Admin).await;
    let stranger = house.caller(&other, "100", Role::Admin).await;
    let core = Core { clock: Arc::new(Ticking(house.clock.clone())), ..house.core.clone() };
    let notifications = Notifications::new(core);
    let until = Some(Some(house.now() + Duration::days(1)));
    let wishes = NewWishes { muted_until: until, ..NewWishes::default() };
    notifications.change_wishes(&quiet, wishes).await.unwrap();
    house.core.wakes.own([home.bot, other.bot].into());

    // The first two are accepted alone: each finds a seat (on SQLite the first).
    let mut asked = vec![
        Asked::new(&admin, user("4"), "first".to_owned(), None),
        Asked::new(&stranger, user("2"), "first there".to_owned(), None),
    ];
    for n in 0..3 {
        let text = |to: &str| format!("{n} to {to}: \"quoted\" \\n\n\t😀 'x' $1 ?");
        asked.extend([
            Asked::new(&admin, user("1"), text("one"), None),
            Asked::new(&admin, user("404"), text("nobody"), Some("NOT_FOUND")),
            Asked::new(&stranger, user("1"), text("one there"), None),
            Asked::new(&admin, user("2"), text("two"), None),
            Asked::new(&admin, Recipient::Username("@PERSON3".to_owned()), text("three"), None),
            Asked::new(&admin, user("5"), text("blocked"), Some("CONFLICT")),
            Asked::new(&admin, user("6"), text("quiet"), Some("CONFLICT")),
            Asked::new(&stranger, user("3"), text("nobody there"), Some("NOT_FOUND")),
            Asked::new(&admin, user("1"), text("one again"), None),
        ]);
    }
    let ends: Vec<_> = asked.iter().map(|one| one.end).collect();
    assert_eq!(ask(&notifications, &asked).await, ends);

    let (here, there) = (house.accepted(&home, 0).await, house.accepted(&other, 0).await);
    assert_eq!((here.len(), there.len()), (1 + 4 * 3, 1 + 3));
    for (home, rows) in [(&home, &here), (&other, &there)] {
        for one in asked.iter().filter(|one| one.actor.tenant == home.tenant && one.end.is_none()) {
            let wanted = accepted_of(&asked, &one.recipient, home);
            let texts = rows.iter().filter_map(|row| payload(row)["text"].as_str().map(str::to_owned));
            assert_eq!(texts.filter(|text| wanted.contains(text)).collect::<Vec<_>>(), wanted);
        }
        let lanes: BTreeSet<LaneId> = rows.iter().map(|row| row.lane_id).collect();
        assert_eq!(house.core.wakes.outbox_bell(home.bot).take_lanes(), lanes);
    }
    let commits: BTreeSet<_> = here.iter().chain(&there).map(|row| row.created_at).collect();
    assert!(commits.len() <= 3, "{commits:?}");

    let held = notifications.held_back(&admin, 0, 100).await.unwrap();
    let held: Vec<_> = held.into_iter().rev().map(|held| held.notification.body).collect();
    let to_quiet = asked.iter().filter(|one| one.recipient == user("6")).map(|one| one.text.clone());
    assert_eq!(held, to_quiet.collect::<Vec<_>>());

    all_are_as_one_alone(&house, &home, &notifications, &admin).await;
    if let Some(removal) = removal {
        removal.carry_out().await;
    }
}

/// Whatever user 1 was sent differs from what is sent alone by its text, its time and its ids.
async fn all_are_as_one_alone(house: &House, home: &Home, notifications: &Notifications, admin: &Actor) {
    notifications.send(admin, user("1"), "alone").await.unwrap();
    let sends = house.accepted(home, 0).await;
    let alone = sends.last().unwrap();
    assert_eq!(payload(alone), json!({"text": "alone"}));
    let message_alone = message_of(house, home, alone).await;
    let together: Vec<_> =
        sends.iter().filter(|send| send.lane_id == alone.lane_id && send.id != alone.id).collect();
    assert_eq!(together.len(), 6);
    for send in &together {
        let message = message_of(house, home, send).await;
        let expected = outbox::Model {
            id: send.id,
            message_id: send.message_id,
            payload: json!({"text": message.body}).to_string(),
            created_at: send.created_at,
            ..alone.clone()
        };
        assert_eq!(**send, expected);
        let expected = message::Model {
            id: message.id,
            body: message.body.clone(),
            created_at: send.created_at,
            updated_at: send.created_at,
            ..message_alone.clone()
        };
        assert_eq!(message, expected);
    }
    assert!(together.is_sorted_by_key(|send| send.message_id), "the history tells them in the same order");
}

async fn message_of(house: &House, home: &Home, send: &outbox::Model) -> message::Model {
    let id = send.message_id.unwrap();
    messages::by_id(house.core.db.reader(), home.tenant, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn each_has_its_own_end_and_few_commits_are_enough_on_sqlite() {
    each_has_its_own_end::<Sqlite>().await;
}

#[tokio::test]
async fn each_has_its_own_end_and_few_commits_are_enough_on_postgres() {
    each_has_its_own_end::<Postgres>().await;
}

/// `refused`: the table and the condition that make a row impossible.
async fn the_others_are_accepted(refused: (&str, &str)) {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    link(&house, &home, 1).await;
    let admin = house.caller(&home, "100", Role::Admin).await;
    let (table, condition) = refused;
    let poison = format!(
        "create trigger poisoned before insert on {table} when {condition} begin select raise(abort, 'poisoned'); end"
    );
    house.core.db.writer().execute_unprepared(&poison).await.unwrap();
    let notifications = Notifications::new(house.core.clone());
    let texts = ["a", "b", "poison", "c"];
    let asked = texts.map(|text| {
        let end = (text == "poison").then_some("INTERNAL");
        Asked::new(&admin, user("1"), text.to_owned(), end)
    });
    assert_eq!(ask(&notifications, &asked).await, asked.each_ref().map(|one| one.end));
    assert_eq!(house.texts(&home, 0).await, ["a", "b", "c"], "each once");
}

#[tokio::test]
async fn one_that_cannot_be_stored_is_no_failure_of_the_others() {
    the_others_are_accepted(("message", "new.body = 'poison'")).await;
}

/// The last statement, which on SQLite goes along with the commit unless it is told apart.
#[tokio::test]
async fn one_whose_send_cannot_be_stored_is_no_failure_of_the_others() {
    the_others_are_accepted(("outbox", "new.payload like '%poison%'")).await;
}

#[tokio::test]
async fn when_the_database_is_away_everybody_hears_of_an_outage() {
    let house = House::open().await;
    let home = house.home("default", 1, |_| {}).await;
    let admin = house.caller(&home, "100", Role::Admin).await;
    let notifications = Notifications::new(house.core.clone());
    house.core.db.clone().close().await.unwrap();
    let sends = (0..5).map(|_| notifications.send(&admin, user("1"), "x"));
    for sent in join_all(sends).await {
        assert!(sent.is_err_and(|error| error.is_outage() && matches!(error, Error::Internal { .. })));
    }
}
