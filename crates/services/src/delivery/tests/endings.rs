//! How sends end, answer by answer.

use serde_json::json;
use switchboard_store::{
    attempts,
    entities::{integration::DeliveryPolicy, message::MessageStatus, outbox::OutboxState},
    message_map, messages,
};

use super::scripted::{ANN, BOT, PostOffice, fast, is, lost, record_chat, refused};
use crate::{
    delivery::{FailureNotice, Outgoing},
    telegram::CallError,
};

#[tokio::test]
async fn what_was_accepted_is_sent_mapped_and_shown_as_sent() {
    let office = PostOffice::open().await;
    let message = office.message().await;
    let send = office.accept(Outgoing { message: Some(message), ..office.send("hello") }).await;
    let rows = office.deliver_all(&[send]).await;
    assert_eq!((rows[0].state, rows[0].attempts, rows[0].ambiguous), (OutboxState::Sent, 1, 0));
    let calls = office.telegram.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].params, json!({ "chat_id": ANN, "text": "hello" }));
    let reader = office.house.core.db.reader();
    let mapped = message_map::find(reader, BOT, ANN, 1001).await.unwrap().unwrap();
    assert_eq!((mapped.message_id, mapped.outbox_id), (Some(message), Some(send)));
    let shown = messages::by_id(reader, office.home.tenant, message).await.unwrap().unwrap();
    assert_eq!(shown.status, MessageStatus::Sent);
    assert!(attempts::of(reader, office.home.tenant, send).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_lost_answer_goes_again_flagged_under_resend() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([lost()]);
    let send = office.accept(office.send("hello")).await;
    let rows = office.deliver(&[send]).await;
    assert_eq!((rows[0].state, rows[0].ambiguous), (OutboxState::Sent, 1));
    assert_eq!(office.telegram.texts(), ["hello", "hello"]);
    let traces = attempts::of(office.house.core.db.reader(), office.home.tenant, send).await.unwrap();
    assert_eq!(traces.iter().map(|trace| trace.outcome.as_str()).collect::<Vec<_>>(), ["answer_lost"]);
}

#[tokio::test]
async fn a_lost_answer_stays_uncertain_under_park_and_the_lane_goes_on() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([lost()]);
    let message = office.message().await;
    let parked =
        Outgoing { policy: Some(DeliveryPolicy::Park), message: Some(message), ..office.send("first") };
    let sends = [office.accept(parked).await, office.accept(office.send("second")).await];
    let rows = office.deliver(&sends).await;
    assert_eq!((rows[0].state, rows[1].state), (OutboxState::Uncertain, OutboxState::Sent));
    assert_eq!(office.telegram.texts(), ["first", "second"], "nothing is doubled");
    let shown = messages::by_id(office.house.core.db.reader(), office.home.tenant, message).await.unwrap();
    assert_eq!(shown.unwrap().status, MessageStatus::Uncertain);
}

#[tokio::test]
async fn three_lost_answers_end_a_message_and_get_me_is_asked_before_more_is_tried() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([lost(), lost(), lost(), Ok(json!({ "id": BOT }))]);
    let sends = [office.accept(office.send("first")).await, office.accept(office.send("second")).await];
    let rows = office.deliver(&sends).await;
    assert_eq!((rows[0].state, rows[0].attempts), (OutboxState::Uncertain, 3));
    assert_eq!(rows[1].state, OutboxState::Sent);
    let methods: Vec<_> = office.telegram.calls().into_iter().map(|call| call.method).collect();
    assert_eq!(methods, ["sendMessage", "sendMessage", "sendMessage", "getMe", "sendMessage"]);
}

#[tokio::test]
async fn a_wait_uses_no_attempt_and_other_chats_go_on() {
    let office = PostOffice::open().await;
    let wait = CallError::Refused {
        status: 429,
        description: "Too Many Requests".into(),
        retry_after: Some(1),
        migrate_to: None,
    };
    office.telegram.will_answer([Err(wait)]);
    let first = office.accept(office.send("slow")).await;
    let other_chat = record_chat(&office.house.core, &office.home, ANN + 1).await;
    let running = office.start(fast());
    office.wait_for(&[first], |row| row.state == OutboxState::Pending).await;
    let mut other = office.send("other");
    other.chat = other_chat;
    let other = office.accept(other).await;
    office.wait_for(&[first, other], is(OutboxState::Sent)).await;
    running.stop().await;
    assert_eq!(office.telegram.texts(), ["slow", "other", "slow"]);
    assert_eq!(office.rows(&[first]).await[0].attempts, 1);
}

#[tokio::test]
async fn what_was_surely_not_sent_keeps_its_turn_until_the_network_is_back() {
    let office = PostOffice::open().await;
    let unsent = || Err(CallError::Unsent("connection refused".into()));
    office.telegram.will_answer([unsent(), unsent()]);
    let sends = [office.accept(office.send("first")).await, office.accept(office.send("second")).await];
    let rows = office.deliver(&sends).await;
    assert!(rows.iter().all(|row| row.state == OutboxState::Sent && row.ambiguous == 0 && row.attempts == 1));
    assert_eq!(office.telegram.texts(), ["first", "first", "first", "second"]);
}

#[tokio::test]
async fn what_cannot_be_parsed_goes_once_more_as_plain_text() {
    let office = PostOffice::open().await;
    let unparsed = || refused(400, "Bad Request: can't parse entities: Unsupported start tag");
    office.telegram.will_answer([unparsed(), unparsed(), unparsed()]);
    let params = json!({ "text": "<x>", "parse_mode": "HTML" });
    let send = office.accept(Outgoing { params, ..office.send("") }).await;
    let rows = office.deliver(&[send]).await;
    assert_eq!((rows[0].state, rows[0].reason.as_deref()), (OutboxState::Failed, Some("rejected")));
    let calls = office.telegram.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[1].params, json!({ "chat_id": ANN, "text": "<x>" }));
}

#[tokio::test]
async fn plain_text_of_html_has_no_markup() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([refused(400, "Bad Request: can't parse entities: Unclosed start tag")]);
    let params = json!({ "text": "<b>[ERROR]</b> a &lt; b <pre>x", "parse_mode": "HTML" });
    let send = office.accept(Outgoing { params, ..office.send("") }).await;
    office.deliver(&[send]).await;
    assert_eq!(office.telegram.texts()[1], "[ERROR] a < b x");
}

#[tokio::test]
async fn a_picture_that_telegram_refuses_leaves_its_text() {
    for why in ["failed to get HTTP URL content", "PHOTO_INVALID_DIMENSIONS", "something nobody has seen"] {
        let office = PostOffice::open().await;
        office.telegram.will_answer([refused(400, &format!("Bad Request: {why}"))]);
        let buttons = json!({"inline_keyboard": [[{"text": "Open", "url": "https://x.example/"}]]});
        let params = json!({
            "photo": "https://x.example/a.png", "caption": "<b>down</b>", "parse_mode": "HTML", "reply_markup": buttons,
        });
        let send = Outgoing { method: "sendPhoto", params, ..office.send("") };
        let send = office.accept(send).await;
        let rows = office.deliver(&[send]).await;
        assert_eq!(rows[0].state, OutboxState::Sent, "{why}");
        let calls = office.telegram.calls();
        let methods: Vec<_> = calls.iter().map(|call| call.method.as_str()).collect();
        assert_eq!(methods, ["sendPhoto", "sendMessage"], "{why}");
        let expected = json!({
            "chat_id": ANN, "text": "<b>down</b>", "parse_mode": "HTML", "reply_markup": buttons,
            "link_preview_options": {"is_disabled": true},
        });
        assert_eq!(calls[1].params, expected);
    }
}

#[tokio::test]
async fn a_picture_without_text_that_telegram_refuses_has_failed() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([refused(400, "Bad Request: failed to get HTTP URL content")]);
    let params = json!({ "photo": "https://x.example/a.png" });
    let send = office.accept(Outgoing { method: "sendPhoto", params, ..office.send("") }).await;
    let rows = office.deliver(&[send]).await;
    assert_eq!((rows[0].state, office.telegram.calls().len()), (OutboxState::Failed, 1));
}

#[tokio::test]
async fn an_undelivered_reply_is_told_where_the_agent_works_with_a_button() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([refused(403, "Forbidden: bot was blocked by the user")]);
    let agents = record_chat(&office.house.core, &office.home, -77).await;
    let notice = FailureNotice { chat: agents, reply_to_message_id: 55, language: "en".into() };
    let send = office.accept(Outgoing { on_failure: Some(notice), ..office.send("reply") }).await;
    let running = office.start(fast());
    office.wait_for(&[send], |row| row.done_at.is_some()).await;
    office.wait_for(&[send + 1], is(OutboxState::Sent)).await;
    running.stop().await;
    let told = &office.telegram.calls()[1].params;
    assert_eq!(told["chat_id"], -77);
    assert_eq!(told["reply_parameters"]["message_id"], 55);
    assert_eq!(told["reply_markup"]["inline_keyboard"][0][0]["callback_data"], format!("retry:{send}"));
}

#[tokio::test]
async fn a_refused_token_stops_the_bot_and_keeps_its_queue() {
    let office = PostOffice::open().await;
    office.telegram.will_answer([refused(401, "Unauthorized")]);
    let sends = [office.accept(office.send("first")).await, office.accept(office.send("second")).await];
    let running = office.start(fast());
    let bot = async || {
        let reader = office.house.core.db.reader();
        switchboard_store::bots::find(reader, office.home.tenant, BOT).await.unwrap().unwrap().state
    };
    while bot().await != switchboard_store::entities::bot::BotState::Dead {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    running.stop().await;
    assert!(office.rows(&sends).await.iter().all(|row| row.state == OutboxState::Pending));
    assert_eq!(office.telegram.calls().len(), 1);
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_is_followed() {
    let office = PostOffice::open().await;
    let moved = CallError::Refused {
        status: 400,
        description: "Bad Request: group chat was upgraded to a supergroup chat".into(),
        retry_after: None,
        migrate_to: Some(-1_001_234_567_890),
    };
    office.telegram.will_answer([Err(moved)]);
    let group = record_chat(&office.house.core, &office.home, -77).await;
    let send = office.accept(Outgoing { chat: group, ..office.send("hello") }).await;
    office.deliver(&[send]).await;
    let chats: Vec<_> = office.telegram.calls().iter().map(|call| call.params["chat_id"].clone()).collect();
    assert_eq!(chats, [json!(-77), json!(-1_001_234_567_890_i64)]);
}

#[tokio::test]
async fn what_waited_too_long_expires_unsent() {
    let office = PostOffice::open().await;
    let expires_at = Some(office.house.now());
    let send = office.accept(Outgoing { expires_at, ..office.send("late") }).await;
    let rows = office.deliver(&[send]).await;
    assert_eq!(rows[0].state, OutboxState::Expired);
    assert!(office.telegram.calls().is_empty());
}
