//! Files: every sending method, `getFile`, and the download.

use reqwest::multipart::{Form, Part};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use telegram_emulator::Draft;

use crate::Stage;

async fn upload(stage: &Stage, kind: &str, content: &'static [u8]) -> Value {
    let method: String = kind.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
    let form = Form::new()
        .text("chat_id", stage.anna.to_string())
        .part(kind.to_owned(), Part::bytes(content).file_name("file.dat"));
    let request = stage.http.post(stage.method_url(&format!("send{method}"))).multipart(form);
    request.send().await.unwrap().json::<Value>().await.unwrap()["result"].clone()
}

async fn download(stage: &Stage, file_id: &Value) -> Vec<u8> {
    let path = stage.ok("getFile", json!({"file_id": file_id})).await["file_path"].clone();
    let token = stage.bot.token.expose_secret();
    let url = format!("{}/file/bot{token}/{}", stage.telegram.url(), path.as_str().unwrap());
    let response = stage.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn what_is_uploaded_can_be_sent_again_by_id_and_downloaded_whole() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    for kind in ["document", "video", "audio", "voice", "video_note", "animation", "sticker"] {
        let sent = upload(&stage, kind, b"the content").await;
        let id = &sent[kind]["file_id"];
        assert_eq!(sent[kind]["file_size"], 11, "{kind}");
        assert_eq!(download(&stage, id).await, b"the content");
        let mut again = json!({"chat_id": stage.anna});
        again[kind] = id.clone();
        let method = format!("send{}", kind.replace('_', ""));
        assert_eq!(&stage.ok(&method, again).await[kind]["file_id"], id);
    }
    let photo = upload(&stage, "photo", b"a picture").await;
    let sizes = photo["photo"].as_array().unwrap();
    assert_eq!(download(&stage, &sizes.last().unwrap()["file_id"]).await, b"a picture");
    assert_eq!(download(&stage, &sizes[0]["file_id"]).await[..2], [0xff, 0xd8], "a thumbnail is a picture");
}

#[tokio::test]
async fn files_of_people_can_be_downloaded_and_too_big_ones_not() {
    let stage = Stage::new().await;
    stage.chat.send(Draft::file("document", "notes.txt", "my notes")).unwrap();
    stage.chat.send(Draft::voice()).unwrap();
    stage.chat.send(Draft::file("video", "long.mp4", vec![0; 20 * 1024 * 1024 + 1])).unwrap();
    let updates = stage.updates().await;
    let document = &updates[0]["message"]["document"];
    assert_eq!(document["file_name"], "notes.txt");
    assert_eq!(download(&stage, &document["file_id"]).await, b"my notes");
    let voice = &updates[1]["message"]["voice"];
    let size = voice["file_size"].as_u64().unwrap() as usize;
    assert_eq!(download(&stage, &voice["file_id"]).await.len(), size);
    let long = json!({"file_id": updates[2]["message"]["video"]["file_id"]});
    assert_eq!(stage.fail("getFile", long).await, "Bad Request: file is too big");
    assert_eq!(stage.fail("getFile", json!({"file_id": "x"})).await, "Bad Request: invalid file_id");
}

#[tokio::test]
async fn a_sticker_sent_again_keeps_its_emoji_and_protected_content_is_copied_but_not_forwarded() {
    let stage = Stage::new().await;
    stage.chat.send(Draft::sticker("🦊")).unwrap();
    let sticker = stage.updates().await[0]["message"]["sticker"].clone();
    let again = json!({"chat_id": stage.anna, "sticker": sticker["file_id"], "protect_content": true});
    let sent = stage.ok("sendSticker", again).await;
    assert_eq!(sent["sticker"]["emoji"], "🦊");
    let copy = json!({"chat_id": stage.anna, "from_chat_id": stage.anna, "message_id": sent["message_id"]});
    stage.ok("copyMessage", copy.clone()).await;
    assert_eq!(stage.fail("forwardMessage", copy).await, "Bad Request: the message can't be forwarded");
}

#[tokio::test]
async fn downloads_need_the_token_and_an_existing_path() {
    let stage = Stage::new().await;
    let status = async |token: &str, path: &str| {
        let url = format!("{}/file/bot{token}/{path}", stage.telegram.url());
        stage.http.get(url).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(stage.bot.token.expose_secret(), "documents/file_9.txt").await, 404);
    assert_eq!(status("1:nobody", "documents/file_9.txt").await, 401);
}

#[tokio::test]
async fn places_contacts_polls_and_dice_are_sent_or_refused() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let with = |mut fields: Value| {
        fields["chat_id"] = json!(stage.anna);
        fields
    };
    let place = stage.ok("sendLocation", with(json!({"latitude": 1.5, "longitude": "2.5"}))).await;
    assert_eq!(place["location"], json!({"latitude": 1.5, "longitude": 2.5}));
    let contact = stage.ok("sendContact", with(json!({"phone_number": "+7", "first_name": "B"}))).await;
    assert_eq!(contact["contact"]["phone_number"], "+7");
    let dice = stage.ok("sendDice", with(json!({"emoji": "🏀"}))).await;
    assert!((1..=5).contains(&dice["dice"]["value"].as_i64().unwrap()));
    let poll = json!({"question": "Tea?", "options": ["Yes", {"text": "No"}]});
    let poll = stage.ok("sendPoll", with(poll)).await;
    assert_eq!(poll["poll"]["options"][1]["text"], "No");
    assert_eq!(poll["poll"]["is_anonymous"], true);
    let none = stage.fail("sendPoll", with(json!({"question": "Tea?", "options": []}))).await;
    assert_eq!(none, "Bad Request: poll must have at least one answer option");
    assert_eq!(
        stage.fail("sendLocation", with(json!({"latitude": 91}))).await,
        "Bad Request: longitude is empty"
    );
}

#[tokio::test]
async fn large_uploads_come_through_and_leave_the_connection_usable() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let content: &'static [u8] = vec![7; 12 * 1024 * 1024].leak();
    let sent = upload(&stage, "document", content).await;
    assert_eq!(sent["document"]["file_size"], content.len());
    assert_eq!(download(&stage, &sent["document"]["file_id"]).await, content);
    // Bytes after the last part must not cost the connection: clients keep it open and use it again.
    let mut socket = tokio::net::TcpStream::connect(stage.telegram.addr()).await.unwrap();
    let path = stage.method_url("getMe").split_once("/bot").unwrap().1.to_owned();
    let body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--\r\n\r\nepilogue";
    let head = format!(
        "POST /bot{path} HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    for _ in 0..3 {
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(body.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"}}") {
            assert_ne!(socket.read_buf(&mut answer).await.unwrap(), 0, "the connection was closed");
        }
        assert!(answer.starts_with(b"HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn a_file_by_url_arrives_unless_its_host_is_invalid() {
    let stage = Stage::new().await;
    stage.chat.say("/start").unwrap();
    let photo = |url: &str| json!({"chat_id": stage.anna, "photo": url, "caption": "a"});
    let sent = stage.ok("sendPhoto", photo("https://pictures.example/a.png")).await;
    assert_eq!(sent["caption"], "a");
    assert_eq!(
        stage.fail("sendPhoto", photo("https://pictures.invalid:8443/a.png")).await,
        "Bad Request: failed to get HTTP URL content"
    );
}
