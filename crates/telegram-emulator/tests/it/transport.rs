//! How calls are written: every form means the same.

use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::Stage;

/// The message without what differs from one message to the next.
fn gist(answer: &Value) -> Value {
    let mut message = answer["result"].clone();
    message.as_object_mut().unwrap().retain(|key, _| !matches!(key.as_str(), "message_id" | "date"));
    message
}

#[tokio::test]
async fn query_form_json_and_multipart_mean_the_same() {
    let stage = Stage::new().await;
    let target = stage.chat.say("hi").unwrap();
    let url = stage.method_url("sendMessage");
    let keyboard = json!({"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]});
    let reply = json!({"message_id": target});
    let typed = json!({"chat_id": stage.anna, "text": "a & b 😀 +", "reply_markup": keyboard, "reply_parameters": reply});
    let mut strings: Vec<(String, String)> = Vec::new();
    for (key, value) in typed.as_object().unwrap() {
        strings.push((key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    let form: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&strings).finish();
    let multipart = strings.iter().cloned().fold(Form::new(), |form, (key, value)| form.text(key, value));
    let urlencoded = "application/x-www-form-urlencoded";
    let requests = [
        stage.http.get(format!("{url}?{form}")),
        stage.http.post(format!("{url}?{form}")),
        stage.http.post(&url).header("content-type", urlencoded).body(form.clone()),
        stage.http.post(&url).multipart(multipart),
        stage.http.post(&url).json(&json!({"chat_id": stage.anna.to_string(), "text": "a & b 😀 +",
            "reply_markup": keyboard.to_string(), "reply_parameters": reply.to_string()})),
    ];
    let first = stage.call("sendMessage", typed).await;
    assert_eq!(first["result"]["reply_markup"], keyboard);
    assert_eq!(first["result"]["reply_to_message"]["message_id"], target);
    for request in requests {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(gist(&answer), gist(&first));
    }
    let calls = stage.sim.calls(0);
    assert!(calls.iter().all(|call| call.params == calls[0].params), "the log does not tell the forms apart");
}

#[tokio::test]
async fn method_names_have_no_case_and_the_test_path_is_the_same() {
    let stage = Stage::new().await;
    let me = stage.ok("getMe", json!({})).await;
    for method in ["getme", "GETME", "GetMe", "test/getMe"] {
        assert_eq!(stage.ok(method, json!({})).await, me);
    }
    assert_eq!(me["username"], "shop_bot");
    assert_eq!(me["is_bot"], true);
    assert!(stage.sim.calls(0).iter().all(|call| call.method == "getMe"));
}

#[tokio::test]
async fn unknown_methods_and_tokens_are_refused_as_telegram_does() {
    let stage = Stage::new().await;
    let answer = stage.call("sendTelepathy", json!({})).await;
    assert_eq!(answer, json!({"ok": false, "error_code": 404, "description": "Not Found: method not found"}));
    let url = format!("{}/bot1:{}/getMe", stage.telegram.url(), "x".repeat(35));
    let response = stage.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 401);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body, json!({"ok": false, "error_code": 401, "description": "Unauthorized"}));
}

#[tokio::test]
async fn a_revoked_token_is_unauthorized_and_the_new_one_works() {
    let mut stage = Stage::new().await;
    let token = stage.sim.revoke_token(stage.bot.id).unwrap();
    assert_eq!(stage.fail("getMe", json!({})).await, "Unauthorized");
    stage.bot.token = token;
    stage.ok("getMe", json!({})).await;
}

#[tokio::test]
async fn no_token_reaches_the_log_or_a_debug_output() {
    use secrecy::ExposeSecret;
    let stage = Stage::new().await;
    let token = stage.bot.token.expose_secret();
    stage.call("sendMessage", json!({"chat_id": stage.anna, "text": format!("my token is {token}")})).await;
    stage.call("setWebhook", json!({"url": format!("http://127.0.0.1:9/{token}")})).await;
    let log = format!("{:?}", stage.sim.calls(0))
        + &serde_json::to_string(&stage.sim.calls(0).iter().map(|call| &call.params).collect::<Vec<_>>())
            .unwrap();
    assert!(!log.contains(token));
    assert!(!format!("{:?} {:?}", stage.bot, stage.sim).contains(token));
}
