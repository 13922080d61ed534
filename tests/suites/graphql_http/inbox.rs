//! The inbox: conversations by pages, what belongs to them, and what the application does with them.

use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, House, Linked, Plan, on_both, reads};

const LIST: &str = "query($first: Int, $after: String, $last: Int, $before: String, $filter: ConversationFilterInput, $order: ConversationOrder) {
  conversations(first: $first, after: $after, last: $last, before: $before, filter: $filter, order: $order) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id state isUnread assignee { userId } contact { firstName user { userId } } lastMessage { text } } }
  } }";
const SEND: &str = "mutation($input: SendMessageInput!) { sendMessage(input: $input) { message { id text status } errors { code message path } } }";
const READ: &str = "mutation($input: MarkConversationReadInput!) { markConversationRead(input: $input) { conversation { isUnread } errors { code } } }";
const ASSIGN: &str = "mutation($input: AssignConversationInput!) { assignConversation(input: $input) { conversation { assignee { userId } } errors { code } } }";
const RETRY: &str = "mutation($input: RetryMessageInput!) { retryMessage(input: $input) { message { status } errors { code message } } }";

/// So many people, each of whom wrote once, in order.
async fn busy(house: &House, count: i32) -> Vec<Linked> {
    let mut people = Vec::new();
    for n in 0..count {
        let person = house.linked(100 + n, &format!("P{n}"), &format!("person{n}")).await;
        person.phone.say(format!("question {n}")).unwrap();
        house.at_desk(&format!("question {n}")).await;
        people.push(person);
    }
    people
}

async fn page(caller: &Caller, variables: Value) -> Value {
    caller.graphql(LIST, variables).await.value().clone()
}

fn names(page: &Value) -> Vec<&str> {
    let edges = page["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["contact"]["firstName"].as_str().unwrap()).collect()
}

async fn pages_forth_and_back_show_everything_once(plan: Plan) {
    let house = plan.open().await;
    busy(&house, 5).await;
    let admin = house.admin();
    let first = page(&admin, json!({"first": 2})).await;
    assert_eq!((names(&first), &first["totalCount"]), (vec!["P4", "P3"], &json!(5)));
    assert_eq!(first["edges"][0]["node"]["lastMessage"]["text"], "question 4");
    assert_eq!(first["edges"][0]["node"]["contact"]["user"]["userId"], "104");
    let info = &first["pageInfo"];
    assert_eq!((&info["hasNextPage"], &info["hasPreviousPage"]), (&json!(true), &json!(false)));
    let second = page(&admin, json!({"first": 2, "after": info["endCursor"]})).await;
    let third = page(&admin, json!({"first": 2, "after": second["pageInfo"]["endCursor"]})).await;
    assert_eq!((names(&second), names(&third)), (vec!["P2", "P1"], vec!["P0"]));
    assert_eq!(third["pageInfo"]["hasNextPage"], false);
    let back = page(&admin, json!({"last": 2, "before": third["pageInfo"]["startCursor"]})).await;
    assert_eq!(names(&back), ["P2", "P1"]);
    assert_eq!(back["pageInfo"]["hasPreviousPage"], true);
    assert_eq!(names(&page(&admin, json!({"last": 2})).await), ["P1", "P0"]);
    assert_eq!(names(&page(&admin, json!({"order": "OLDEST_FIRST", "first": 2})).await), ["P0", "P1"]);
    for bad in
        [json!({"first": 0}), json!({"first": 101}), json!({"first": 1, "last": 1}), json!({"after": "junk"})]
    {
        assert_eq!(admin.graphql(LIST, bad).await.code(), "BAD_USER_INPUT");
    }
    assert_eq!(house.user(7).graphql(LIST, json!({})).await.code(), "FORBIDDEN");
    house.close().await;
}

async fn another_tenant_finds_nothing_by_any_id(plan: Plan) {
    let house = plan.open().await;
    busy(&house, 1).await;
    let list = page(&house.admin(), json!({})).await;
    let id = &list["edges"][0]["node"]["id"];
    let stranger = house.caller(&Claims::of(1).role("admin").tenant("other"));
    assert_eq!(names(&page(&stranger, json!({})).await), Vec::<&str>::new());
    let node = "query($id: ID!) { node(id: $id) { id __typename } }";
    assert_eq!(
        *house.admin().graphql(node, json!({"id": id})).await.value(),
        json!({"id": id, "__typename": "Conversation"})
    );
    assert_eq!(*stranger.graphql(node, json!({"id": id})).await.value(), Value::Null);
    assert_eq!(*house.user(7).graphql(node, json!({"id": id})).await.value(), Value::Null);
    assert_eq!(*house.admin().graphql(node, json!({"id": "junk"})).await.value(), Value::Null);
    let sent = stranger.graphql(SEND, json!({"input": {"conversationId": id, "text": "hi"}})).await;
    assert_eq!(sent.value()["errors"][0]["code"], "NOT_FOUND");
    assert_eq!(sent.value()["errors"][0]["path"], json!(["input", "conversationId"]));
    house.close().await;
}

async fn an_answer_of_the_application_arrives_once_under_its_key(plan: Plan) {
    let house = plan.open().await;
    let people = busy(&house, 1).await;
    let admin = house.admin();
    let list = page(&admin, json!({})).await;
    let id = &list["edges"][0]["node"]["id"];
    let input = json!({"input": {"conversationId": id, "text": "Here it is", "idempotencyKey": "k1"}});
    let first = admin.graphql(SEND, input.clone()).await.value().clone();
    assert_eq!(
        (&first["message"]["text"], &first["message"]["status"]),
        (&json!("Here it is"), &json!("QUEUED"))
    );
    reads(&people[0].phone, "Here it is").await;
    let again = admin.graphql(SEND, input).await.value().clone();
    assert_eq!(again["message"]["id"], first["message"]["id"]);
    let other = admin
        .graphql(SEND, json!({"input": {"conversationId": id, "text": "else", "idempotencyKey": "k1"}}))
        .await;
    assert_eq!(other.value()["errors"][0]["code"], "CONFLICT");
    let empty = admin.graphql(SEND, json!({"input": {"conversationId": id, "text": " "}})).await;
    assert_eq!(empty.value()["errors"][0]["path"], json!(["input", "text"]));
    house.quiet().await;
    let arrived = people[0].phone.messages().into_iter().filter(|seen| seen.text == "Here it is").count();
    assert_eq!(arrived, 1);
    house.close().await;
}

async fn conversations_are_read_assigned_and_filtered(plan: Plan) {
    let house = plan.open().await;
    let people = busy(&house, 2).await;
    let admin = house.admin();
    let unread = |value: bool| json!({"filter": {"unread": value}});
    let list = page(&admin, unread(true)).await;
    assert_eq!(names(&list), ["P1", "P0"]);
    let id = &list["edges"][0]["node"]["id"];
    let read = admin.graphql(READ, json!({"input": {"conversationId": id}})).await;
    assert_eq!(*read.value(), json!({"conversation": {"isUnread": false}, "errors": []}));
    assert_eq!(names(&page(&admin, unread(true)).await), ["P0"]);
    people[1].phone.say("one more").unwrap();
    house.at_desk("one more").await;
    assert_eq!(names(&page(&admin, unread(true)).await), ["P1", "P0"]);

    let assigned = admin.graphql(ASSIGN, json!({"input": {"conversationId": id, "userId": 100}})).await;
    assert_eq!(assigned.value()["conversation"]["assignee"]["userId"], "100");
    let nobody = admin.graphql(ASSIGN, json!({"input": {"conversationId": id, "userId": "999"}})).await;
    assert_eq!(nobody.value()["errors"][0]["code"], "NOT_FOUND");
    let by = |assignee: Value| json!({"filter": {"assignee": assignee}});
    let users = admin.graphql("{ users { nodes { id userId } } }", json!({})).await.value()["nodes"].clone();
    let user = users.as_array().unwrap().iter().find(|user| user["userId"] == "100").unwrap()["id"].clone();
    for (assignee, expected) in [
        (json!({"isAssigned": false}), vec!["P0"]),
        (json!({"isAssigned": true}), vec!["P1"]),
        (json!({"id": user}), vec!["P1"]),
        (json!({"id": id}), vec![]),
    ] {
        assert_eq!(names(&page(&admin, by(assignee.clone())).await), expected, "{assignee}");
    }
    for none in [json!({}), json!({"id": user, "isAssigned": true}), json!({"id": null})] {
        assert_eq!(admin.graphql(LIST, by(none.clone())).await.code(), "BAD_USER_INPUT", "{none}");
    }
    let given_up = admin.graphql(ASSIGN, json!({"input": {"conversationId": id, "userId": null}})).await;
    assert_eq!(given_up.value()["conversation"]["assignee"], Value::Null);
    house.close().await;
}

async fn a_message_that_failed_is_sent_again(plan: Plan) {
    let house = plan.open().await;
    house.announce("Forbidden: bot was blocked by the user");
    let people = busy(&house, 1).await;
    let admin = house.admin();
    people[0].phone.block().unwrap();
    let list = page(&admin, json!({})).await;
    let input = json!({"input": {"conversationId": list["edges"][0]["node"]["id"], "text": "Here it is"}});
    let sent = admin.graphql(SEND, input).await.value().clone();
    let id = json!({"input": {"messageId": sent["message"]["id"]}});
    house.history(&people[0], "FAILED").await;
    people[0].phone.unblock().unwrap();
    let again = admin.graphql(RETRY, id.clone()).await;
    assert_eq!(*again.value(), json!({"message": {"status": "QUEUED"}, "errors": []}));
    reads(&people[0].phone, "Here it is").await;
    house.history(&people[0], "SENT").await;
    let done = admin.graphql(RETRY, id).await;
    assert_eq!(done.value()["errors"][0]["code"], "CONFLICT");
    house.close().await;
}

async fn a_user_pages_through_their_own_messages(plan: Plan) {
    let house = plan.open().await;
    let people = busy(&house, 2).await;
    let own = "{ messages(last: 1) { totalCount nodes { text direction user { userId } } } }";
    let answer = people[0].caller.graphql(own, json!({})).await;
    let expected = json!({"totalCount": 1, "nodes": [{"text": "question 0", "direction": "INCOMING", "user": {"userId": "100"}}]});
    assert_eq!(*answer.value(), expected);
    let lists = "{ users(first: 1) { totalCount nodes { userId } } contacts(first: 100) { nodes { username } } integrations { nodes { botUsername isActive } } }";
    let answer = house.admin().graphql(lists, json!({})).await.body;
    assert_eq!(
        answer["data"]["integrations"]["nodes"],
        json!([{"botUsername": "shop_bot", "isActive": true}])
    );
    assert_eq!(answer["data"]["contacts"]["nodes"].as_array().unwrap().len(), 2);
    house.close().await;
}

on_both!(
    pages_forth_and_back_show_everything_once,
    another_tenant_finds_nothing_by_any_id,
    an_answer_of_the_application_arrives_once_under_its_key,
    conversations_are_read_assigned_and_filtered,
    a_message_that_failed_is_sent_again,
    a_user_pages_through_their_own_messages,
);
