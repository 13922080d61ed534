//! What stands around a message that one may see: nothing of whoever has the chat now.

use serde_json::{Value, json};
use switchboard_tests::{Caller, Plan, on_both};

const AROUND: &str = "{ messages(last: 1) { nodes { text user { userId }
    contact { username user { userId } }
    conversation { contact { username } assignee { userId } lastMessage { text } } } } }";

async fn newest(caller: &Caller) -> Value {
    caller.graphql(AROUND, json!({})).await.value()["nodes"][0].clone()
}

async fn a_former_user_of_a_chat_sees_nothing_of_the_one_after_them(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna").await;
    anna.phone.say("from seven").unwrap();
    house.at_desk("from seven").await;
    let before = newest(&anna.caller).await;
    assert_eq!(before["contact"], json!({"username": "anna", "user": {"userId": "7"}}));
    assert_eq!(before["conversation"]["lastMessage"]["text"], "from seven");
    let assign = "mutation($input: AssignConversationInput!) { assignConversation(input: $input) { errors { code } } }";
    let inbox = house.admin().graphql("{ conversations { nodes { id } } }", json!({})).await;
    let input = json!({"input": {"conversationId": inbox.value()["nodes"][0]["id"], "userId": "1"}});
    assert_eq!(house.admin().graphql(assign, input).await.value()["errors"], json!([]));
    assert_eq!(
        newest(&anna.caller).await["conversation"]["assignee"],
        Value::Null,
        "agents are nobody's business"
    );

    // The phone goes to somebody else, who links it and writes.
    let eight = house.link(8, &anna.phone, "anna").await;
    anna.phone.say("from eight").unwrap();
    house.at_desk("from eight").await;
    let seen = newest(&anna.caller).await;
    let expected =
        json!({"text": "from seven", "user": {"userId": "7"}, "contact": null, "conversation": null});
    assert_eq!(seen, expected);
    let own = newest(&eight.caller).await;
    assert_eq!((&own["text"], &own["contact"]["user"]["userId"]), (&json!("from eight"), &json!("8")));
    assert_eq!(own["conversation"]["lastMessage"]["text"], "from eight");
    house.close().await;
}

on_both!(a_former_user_of_a_chat_sees_nothing_of_the_one_after_them);
