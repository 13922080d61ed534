//! What is followed: as it happens, and after a pause without a gap and without a double.

use serde_json::{Value, json};
use switchboard_tests::{Linked, Plan, Socket, on_both};

const RECEIVED: &str = "subscription($after: String) { messageReceived(after: $after) { cursor message { text status user { userId } contact { firstName } } } }";
const STATUS: &str = "subscription { messageStatusChanged { status message { text direction } } }";
const CHANGED: &str =
    "subscription { conversationChanged { cursor conversation { id state lastMessage { text } } } }";

fn text(data: &Value) -> String {
    data["messageReceived"]["message"]["text"].as_str().unwrap().to_owned()
}

fn cursor(data: &Value) -> Value {
    data["messageReceived"]["cursor"].clone()
}

/// Returns once the subscription is open: what happens after the answer to a later operation is shown by it.
async fn settled(socket: &mut Socket) {
    socket.subscribe("settled", "{ viewer { userId } }", json!({})).await;
    socket.data("settled").await;
    assert_eq!(socket.message().await["type"], "complete");
}

/// Subscribes, and waits until something that is written is shown.
async fn follow_all(socket: &mut Socket, anna: &Linked) -> Value {
    socket.subscribe("f", RECEIVED, json!({})).await;
    settled(socket).await;
    anna.phone.say("begin").unwrap();
    let first = socket.data("f").await;
    assert_eq!(text(&first), "begin");
    first
}

async fn what_people_write_is_shown_as_it_comes(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let mut socket = Socket::begin(&house.admin()).await;
    let first = follow_all(&mut socket, &anna).await;
    assert_eq!(first["messageReceived"]["message"]["user"]["userId"], "7");
    assert_eq!(first["messageReceived"]["message"]["contact"]["firstName"], "Anna");
    for n in 0..20 {
        anna.phone.say(format!("m{n}")).unwrap();
    }
    for n in 0..20 {
        assert_eq!(text(&socket.data("f").await), format!("m{n}"));
    }
    socket.leave().await;
    house.close().await;
}

async fn what_was_missed_comes_first_and_then_what_is_new(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let mut socket = Socket::begin(&house.admin()).await;
    let seen = cursor(&follow_all(&mut socket, &anna).await);
    socket.leave().await;
    for n in 0..120 {
        anna.phone.say(format!("missed {n}")).unwrap();
    }
    let mut again = Socket::begin(&house.admin()).await;
    again.subscribe("f", RECEIVED, json!({"after": seen})).await;
    for n in 0..60 {
        anna.phone.say(format!("new {n}")).unwrap();
    }
    let expected = (0..120).map(|n| format!("missed {n}")).chain((0..60).map(|n| format!("new {n}")));
    for wanted in expected {
        assert_eq!(text(&again.data("f").await), wanted);
    }
    again.leave().await;
    house.close().await;
}

async fn every_follower_of_many_writers_gets_everything_once(plan: Plan) {
    let house = plan.open().await;
    let mut people = Vec::new();
    for n in 0..4 {
        people.push(house.linked(10 + n, "Person", &format!("person{n}")).await);
    }
    let mut sockets = Vec::new();
    for _ in 0..3 {
        let mut socket = Socket::begin(&house.admin()).await;
        socket.subscribe("f", RECEIVED, json!({})).await;
        settled(&mut socket).await;
        sockets.push(socket);
    }
    for n in 0..25 {
        for (at, person) in people.iter().enumerate() {
            person.phone.say(format!("{at}-{n}")).unwrap();
        }
    }
    for socket in &mut sockets {
        let mut all = Vec::new();
        let mut last = Value::Null;
        for at in 0..100 {
            if at == 50 {
                // In the middle of it, somebody else takes over from the same place.
                let mut other = Socket::begin(&house.admin()).await;
                other.subscribe("f", RECEIVED, json!({"after": last})).await;
                let theirs = text(&other.data("f").await);
                let ours = socket.data("f").await;
                assert_eq!(theirs, text(&ours), "the order is the same for all");
                all.push(text(&ours));
                other.leave().await;
                continue;
            }
            let data = socket.data("f").await;
            last = cursor(&data);
            all.push(text(&data));
        }
        for at in 0..4 {
            let of_one: Vec<&String> =
                all.iter().filter(|text| text.starts_with(&format!("{at}-"))).collect();
            assert_eq!(of_one.len(), 25);
            assert!((0..25).all(|n| *of_one[n] == format!("{at}-{n}")), "{of_one:?}");
        }
    }
    house.close().await;
}

async fn a_user_follows_their_own_messages_only(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let ben = house.linked(8, "Ben", "ben").await;
    let mut socket = Socket::begin(&ben.caller).await;
    socket.subscribe("f", RECEIVED, json!({})).await;
    settled(&mut socket).await;
    anna.phone.say("private").unwrap();
    house.at_desk("private").await;
    ben.phone.say("mine").unwrap();
    assert_eq!(text(&socket.data("f").await), "mine");
    socket.leave().await;
    house.close().await;
}

async fn a_reply_gets_on_step_by_step(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("Where is it?").unwrap();
    let question = house.at_desk("Where is it?").await;
    let mut socket = Socket::begin(&anna.caller).await;
    socket.subscribe("f", STATUS, json!({})).await;
    settled(&mut socket).await;
    house.desk().reply(question.message_id, "Here").unwrap();
    for status in ["QUEUED", "SENT"] {
        let data = socket.data("f").await;
        assert_eq!(data["messageStatusChanged"]["status"], status);
        assert_eq!(data["messageStatusChanged"]["message"], json!({"text": "Here", "direction": "OUTGOING"}));
    }
    socket.leave().await;
    house.close().await;
}

async fn a_conversation_is_followed_until_it_is_completed(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.subscribe("f", CHANGED, json!({})).await;
    settled(&mut socket).await;
    anna.phone.say("hello").unwrap();
    let data = socket.data("f").await;
    let conversation = &data["conversationChanged"]["conversation"];
    assert_eq!(
        (&conversation["state"], &conversation["lastMessage"]["text"]),
        (&json!("OPEN"), &json!("hello"))
    );
    let close = "mutation($input: SetConversationStateInput!) { setConversationState(input: $input) { conversation { state } errors { code } } }";
    let input = json!({"input": {"conversationId": conversation["id"], "state": "CLOSED"}});
    let answer = house.admin().graphql(close, input).await;
    assert_eq!(*answer.value(), json!({"conversation": {"state": "CLOSED"}, "errors": []}));
    assert_eq!(socket.data("f").await["conversationChanged"]["conversation"]["state"], "CLOSED");
    socket.say(&json!({"type": "complete", "id": "f"})).await;
    anna.phone.say("again").unwrap();
    house.at_desk("again").await;
    settled(&mut socket).await;
    socket.leave().await;
    house.close().await;
}

async fn a_cursor_of_another_tenant_shows_nothing_of_it(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    let mut socket = Socket::begin(&house.admin()).await;
    let seen = cursor(&follow_all(&mut socket, &anna).await);
    anna.phone.say("secret").unwrap();
    socket.data("f").await;
    let stranger = house.caller(&switchboard_tests::Claims::of(1).role("admin").tenant("other"));
    let mut theirs = Socket::begin(&stranger).await;
    theirs.subscribe("f", RECEIVED, json!({"after": seen})).await;
    settled(&mut theirs).await;
    settled(&mut theirs).await;
    theirs.leave().await;
    socket.leave().await;
    house.close().await;
}

/// Rows get their numbers before their transactions end: a reader that goes by numbers would see the later one, move on, and
/// never see the earlier one.
async fn what_is_committed_late_is_neither_lost_nor_out_of_order(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    assert_eq!(house.admin().notify(7, "first").await.value(), &json!(true));
    house.history(&anna, "SENT").await;
    let mut socket = Socket::begin(&house.admin()).await;
    socket.subscribe("f", STATUS, json!({})).await;
    settled(&mut socket).await;
    let books = house.books().await;
    let late = books.hold("update message set status = 'uncertain' where body = 'first'").await;
    assert_eq!(house.admin().notify(7, "second").await.value(), &json!(true));
    switchboard_tests::reads(&anna.phone, "second").await;
    house.history(&anna, "SENT").await;
    late.commit().await.unwrap();
    for (text, status) in [("first", "UNCERTAIN"), ("second", "QUEUED"), ("second", "SENT")] {
        let event = socket.data("f").await["messageStatusChanged"].clone();
        assert_eq!((&event["message"]["text"], &event["status"]), (&json!(text), &json!(status)));
    }
    socket.leave().await;
    books.close().await;
    house.close().await;
}

/// SQLite has one writer: nothing can be committed late.
mod postgres_only {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_committed_late_is_neither_lost_nor_out_of_order() {
        let plan = switchboard_tests::Plan::on(switchboard_tests::Database::Postgres);
        super::what_is_committed_late_is_neither_lost_nor_out_of_order(plan).await;
    }
}

on_both!(
    what_people_write_is_shown_as_it_comes,
    what_was_missed_comes_first_and_then_what_is_new,
    every_follower_of_many_writers_gets_everything_once,
    a_user_follows_their_own_messages_only,
    a_reply_gets_on_step_by_step,
    a_conversation_is_followed_until_it_is_completed,
    a_cursor_of_another_tenant_shows_nothing_of_it,
);
