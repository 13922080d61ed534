//! The control API over HTTP, as scripts use it, and the page.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::Stage;

async fn post(stage: &Stage, path: &str, body: Value) -> (u16, Value) {
    // As `curl -d` sends it: JSON under the content type of a form.
    let request = stage.http.post(format!("{}/_sim/{path}", stage.telegram.url()));
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(body.to_string());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn get(stage: &Stage, path: &str) -> Value {
    stage
        .http
        .get(format!("{}/_sim/{path}", stage.telegram.url()))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

#[tokio::test]
async fn say_with_wait_brings_the_bots_answer_and_no_other_long_numbers() {
    let stage = Stage::new().await;
    let say = post(&stage, "say", json!({"user": "anna", "text": "/start", "wait": 20}));
    let answer = async {
        let update = stage.ok("getUpdates", json!({"timeout": 50})).await;
        let chat = update[0]["message"]["chat"]["id"].clone();
        stage.ok("sendMessage", json!({"chat_id": chat, "text": "Your code: 482913"})).await;
    };
    let ((status, said), ()) = tokio::join!(say, answer);
    assert_eq!(status, 200);
    assert_eq!(said["messages"][0]["text"], "Your code: 482913");
    let text = said.to_string();
    let runs: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= 6).collect();
    assert_eq!(runs, ["482913"]);
    let (_, replied) =
        post(&stage, "say", json!({"user": "anna", "text": "thanks", "reply_to_last": true})).await;
    let transcript = get(&stage, "transcript?user=anna&bot=shop_bot").await;
    let last = &transcript["messages"][2];
    assert_eq!(
        (&last["message_id"], &last["reply_to"]),
        (&replied["message_id"], &said["messages"][0]["message_id"])
    );
}

#[tokio::test]
async fn a_whole_world_can_be_made_and_played_over_http() {
    let stage = Stage::new().await;
    let (status, bot) = post(&stage, "bots", json!({"username": "second_bot"})).await;
    assert_eq!(status, 200);
    assert_eq!(bot["token"].as_str().unwrap().split(':').nth(1).unwrap().len(), 35);
    assert_eq!(post(&stage, "bots", json!({"username": "SECOND_BOT"})).await.0, 409);
    post(&stage, "users", json!({"first_name": "Boris", "username": "boris"})).await;
    let group = json!({"title": "Team", "members": ["anna", "boris"], "admin_bots": ["shop_bot"]});
    let (_, group) = post(&stage, "groups", group).await;
    let chat = group["id"].clone();
    let (status, _) = post(&stage, "say", json!({"user": "boris", "chat": chat, "text": "hi"})).await;
    assert_eq!(status, 200);
    let photo = json!({"user": "anna", "chat": chat, "kind": "photo", "caption": "see"});
    assert_eq!(post(&stage, "send", photo).await.0, 200);
    let raw = json!({"user": "anna", "chat": chat, "raw": {"text": "x", "entities": [{"type": "new", "offset": 0, "length": 1}]}});
    let (_, sent) = post(&stage, "send", raw).await;
    let updates = stage.updates().await;
    assert_eq!(updates.last().unwrap()["message"]["entities"][0]["type"], "new");
    let edit = json!({"user": "anna", "chat": chat, "message_id": sent["message_id"], "text": "y"});
    post(&stage, "edit", edit).await;
    assert_eq!(stage.updates().await[0]["edited_message"]["text"], "y");
    post(&stage, "raw-update", json!({"bot": "shop_bot", "update": {"novelty": {}}})).await;
    assert_eq!(stage.updates().await[0]["novelty"], json!({}));
    let (status, refused) =
        post(&stage, "say", json!({"user": "nobody", "bot": "shop_bot", "text": "a"})).await;
    assert_eq!((status, &refused["error"]), (404, &json!("there is no user nobody")));
    assert_eq!(get(&stage, "state").await["chats"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_log_can_be_waited_for_and_faults_be_set_over_http() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let fault = json!({"kind": "too_many_requests", "retry_after": 3, "method": "sendMessage", "count": 1});
    post(&stage, "faults", fault).await;
    let wait = get(&stage, "calls?after=0&wait=20&method=sendMessage");
    let call = stage.call("sendMessage", json!({"chat_id": stage.anna, "text": "hello"}));
    let (calls, answer) = tokio::join!(wait, call);
    assert_eq!(answer["error_code"], 429);
    let logged = &calls["calls"][0];
    assert_eq!((&logged["fault"], &logged["applied"]), (&json!("too_many_requests"), &json!(false)));
    assert_eq!(logged["params"]["chat_id"], stage.anna);
    assert!(!calls.to_string().contains(stage.bot.token.expose_secret()));
}

#[tokio::test]
async fn foreign_web_pages_are_kept_out() {
    let stage = Stage::new().await;
    let url = format!("{}/_sim/reset", stage.telegram.url());
    let request = |origin: String| stage.http.post(&url).header("origin", origin).body("{}").send();
    assert_eq!(request("https://evil.example".into()).await.unwrap().status(), 403);
    assert_eq!(request(stage.telegram.url()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let stage = Stage::new().await;
    for (path, part) in [
        ("/", "Local Telegram"),
        ("/page/app.js", "EventSource"),
        ("/page/chat.css", ".phone"),
        ("/page/words.js", "Локальный"),
    ] {
        let text = stage.http.get(stage.telegram.url() + path).send().await.unwrap().text().await.unwrap();
        assert!(text.contains(part), "{path}");
    }
}

#[tokio::test]
async fn a_forum_is_made_played_and_ended_over_http() {
    let stage = Stage::new().await;
    let ok = async |path: &str, body: Value| {
        let (status, answer) = post(&stage, path, body).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    };
    let group = json!({"title": "F", "forum": true, "members": ["anna"], "admin_bots": ["shop_bot"]});
    let chat = ok("groups", group).await["id"].clone();
    let seat = |mut fields: Value| {
        fields["user"] = json!("anna");
        fields["chat"] = chat.clone();
        fields
    };
    let thread = ok("topics", seat(json!({"name": "T"}))).await["thread"].clone();
    ok("topics/rename", seat(json!({"thread": thread, "name": "U"}))).await;
    ok("topics/close", seat(json!({"thread": thread}))).await;
    ok("topics/reopen", seat(json!({"thread": thread}))).await;
    let said = ok("say", seat(json!({"thread": thread, "text": "hi"}))).await["message_id"].clone();
    ok("react", seat(json!({"message_id": said, "emoji": ["👍"]}))).await;
    ok("pin", seat(json!({"message_id": said}))).await;
    let album =
        ok("album", seat(json!({"thread": thread, "items": ["photo", "video"], "caption": "two"}))).await;
    assert_eq!(album["message_ids"].as_array().unwrap().len(), 2);
    let file = json!({"thread": thread, "kind": "document", "file_name": "a.txt", "content": "aGVsbG8="});
    let file = ok("send", seat(file)).await["message_id"].clone();
    let seen = get(&stage, &format!("transcript?user=anna&chat={chat}")).await;
    let seen =
        seen["messages"].as_array().unwrap().iter().find(|one| one["message_id"] == file).unwrap().clone();
    assert_eq!(seen["thread"], thread);
    let id = seen["raw"]["document"]["file_id"].as_str().unwrap().to_owned();
    let url = format!("{}/_sim/files/{id}", stage.telegram.url());
    assert_eq!(stage.http.get(url).send().await.unwrap().text().await.unwrap(), "hello");
    ok("promote", json!({"chat": chat, "bot": "shop_bot", "rights": ["can_pin_messages"]})).await;
    ok("topics/delete", seat(json!({"thread": thread}))).await;
    let kept = ok("snapshots", json!({})).await["id"].clone();
    let url = format!("{}/_sim/groups", stage.telegram.url());
    let response = stage.http.delete(url).body(json!({"chat": chat}).to_string()).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let send = json!({"chat_id": chat, "text": "a"});
    assert_eq!(stage.fail("sendMessage", send.clone()).await, "Forbidden: the group chat was deleted");
    ok(&format!("snapshots/{kept}"), json!({})).await;
    stage.ok("sendMessage", send).await;
    let basic = json!({"title": "B", "kind": "group", "members": ["anna"]});
    let basic = ok("groups", basic).await["id"].clone();
    assert_ne!(ok("upgrade", json!({"chat": basic})).await["id"], basic);
    ok("business", json!({"user": "anna"})).await;
    assert_eq!(get(&stage, "openapi.json").await["openapi"], "3.1.0");
}
