//! What the owner reads, to the byte.

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_tests::{House, PATIENCE, Plan, on_both};
use telegram_emulator::{Call, Phone, Seen};

use super::{ivan, post, with_owner};

const RULE: &str = "━━━━━━━━━━━━━━━━━━━━━━";

/// The contract's text without its tags.
const IVAN: &str = r#"📝 Новая заявка с сайта
━━━━━━━━━━━━━━━━━━━━━━
👤 Имя: Иван Петров
📧 Email: ivan@example.com
📞 Телефон: +7 999 123-45-67
🏢 Компания: ООО "Рога и копыта"

💬 Сообщение:
Здравствуйте! Интересует ваша услуга по разработке сайта.
Хотел бы обсудить детали проекта.

━━━━━━━━━━━━━━━━━━━━━━
🔗 utm_source: google | страница: /services/web | устройство: desktop"#;

/// The contract's text as it is sent.
const IVAN_HTML: &str = r#"📝 <b>Новая заявка с сайта</b>
━━━━━━━━━━━━━━━━━━━━━━
👤 <b>Имя:</b> Иван Петров
📧 <b>Email:</b> ivan@example.com
📞 <b>Телефон:</b> +7 999 123-45-67
🏢 <b>Компания:</b> ООО "Рога и копыта"

💬 <b>Сообщение:</b>
Здравствуйте! Интересует ваша услуга по разработке сайта.
Хотел бы обсудить детали проекта.

━━━━━━━━━━━━━━━━━━━━━━
🔗 <i>utm_source: google | страница: /services/web | устройство: desktop</i>"#;

/// Posts a lead and waits until the owner reads about it.
async fn told(house: &House, owner: &Phone, lead: Value) -> (Seen, Arc<Call>) {
    let (seen, called) = (owner.last_from_bot().map_or(0, |seen| seen.message_id), house.sim.last_call());
    let answer = post(&house.admin(), lead).await;
    assert_eq!((answer.status, &answer.body["notice"]), (201, &json!("accepted")), "{answer:?}");
    let read = owner.wait_for_bot(seen, PATIENCE).await.expect("a message to the owner");
    let call = house.sim.wait_for_call(called, PATIENCE, |call| call.method == "sendMessage").await;
    (read, call.expect("a call"))
}

async fn the_sample_lead_reads_as_the_contract_to_the_byte(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let (read, call) = told(&house, &owner, ivan()).await;
    assert_eq!(read.text, IVAN);
    assert_eq!(call.text(), Some(IVAN_HTML));
    assert_eq!(call.params["parse_mode"], "HTML");
    assert_eq!(call.params["link_preview_options"], json!({"is_disabled": true}));
    let marked = read.entities.iter().filter(|entity| entity["type"] == "bold").count();
    assert_eq!(marked, 6);
    house.close().await;
}

async fn lines_without_content_are_left_out(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let title = format!("📝 Новая заявка с сайта\n{RULE}");
    for (lead, rest) in [
        (json!({"name": "Иван"}), "\n👤 Имя: Иван".to_owned()),
        (json!({"name": "Иван", "email": "", "phone": " ", "company": null}), "\n👤 Имя: Иван".to_owned()),
        (json!({"message": "Привет"}), "\n\n💬 Сообщение:\nПривет".to_owned()),
        (
            json!({"phone": "1", "utm_campaign": "x"}),
            format!("\n📞 Телефон: 1\n\n{RULE}\n🔗 utm_campaign: x"),
        ),
        (
            json!({"email": "a@b", "utm_campaign": "x", "utm_source": "g", "device": "tv"}),
            format!("\n📧 Email: a@b\n\n{RULE}\n🔗 utm_source: g | utm_campaign: x | устройство: tv"),
        ),
    ] {
        let (read, _) = told(&house, &owner, lead).await;
        assert_eq!(read.text, format!("{title}{rest}"));
    }
    house.close().await;
}

async fn markup_in_every_field_is_shown_and_not_obeyed(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let fields =
        ["name", "email", "phone", "company", "message", "utm_source", "utm_campaign", "page", "device"];
    let lead: Value = fields
        .iter()
        .map(|field| ((*field).to_owned(), json!("<b>& &lt;")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let (read, call) = told(&house, &owner, lead).await;
    assert_eq!(read.text.matches("<b>& &lt;").count(), fields.len());
    assert_eq!(call.text().unwrap().matches("&lt;b&gt;&amp; &amp;lt;").count(), fields.len());
    house.close().await;
}

async fn a_message_over_1000_characters_is_cut_and_ends_in_dots(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let thousand = format!("{}<", "я".repeat(999));
    let (read, _) = told(&house, &owner, json!({"message": thousand})).await;
    assert!(read.text.ends_with(&format!("Сообщение:\n{thousand}")));
    let (read, _) = told(&house, &owner, json!({"message": format!("{thousand}я")})).await;
    assert!(read.text.ends_with(&format!("Сообщение:\n{thousand}...")), "{}", read.text.len());
    house.close().await;
}

async fn a_tenant_that_speaks_english_gets_the_english_twin(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let books = house.books().await;
    books.change("update tenant set language = 'en' where slug = 'default'").await;
    books.close().await;
    let (read, _) = told(&house, &owner, ivan()).await;
    assert!(
        read.text
            .starts_with(&format!("📝 New request from the site\n{RULE}\n👤 Name: Иван Петров\n📧 Email:"))
    );
    assert!(read.text.ends_with("🔗 utm_source: google | page: /services/web | device: desktop"));
    for word in ["\n📞 Phone: ", "\n🏢 Company: ", "\n\n💬 Message:\n"] {
        assert!(read.text.contains(word), "{word}");
    }
    house.close().await;
}

on_both!(
    the_sample_lead_reads_as_the_contract_to_the_byte,
    lines_without_content_are_left_out,
    markup_in_every_field_is_shown_and_not_obeyed,
    a_message_over_1000_characters_is_cut_and_ends_in_dots,
    a_tenant_that_speaks_english_gets_the_english_twin,
);
