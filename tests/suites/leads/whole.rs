//! A lead through both faces, whole: every field, the answer with its headers, and the English letter to the byte.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Plan, on_both, reads};

use super::{ivan, with_owner};

const LEADS: &str = "/api/v1/telegram/leads";

const ENGLISH: &str = r#"📝 <b>New request from the site</b>
━━━━━━━━━━━━━━━━━━━━━━
👤 <b>Name:</b> Иван Петров
📧 <b>Email:</b> ivan@example.com
📞 <b>Phone:</b> +7 999 123-45-67
🏢 <b>Company:</b> ООО "Рога и копыта"

💬 <b>Message:</b>
Здравствуйте! Интересует ваша услуга по разработке сайта.
Хотел бы обсудить детали проекта.

━━━━━━━━━━━━━━━━━━━━━━
🔗 <i>utm_source: google | utm_campaign: spring | page: /services/web | device: desktop</i>"#;

async fn the_english_letter_is_the_russian_one_in_english(plan: Plan) {
    let (house, owner) = with_owner(plan).await;
    let books = house.books().await;
    books.change("update tenant set language = 'en' where slug = 'default'").await;
    books.close().await;
    let mut lead = ivan();
    lead["utm_campaign"] = json!("spring");
    let stored = house.admin().send_to(Method::POST, LEADS, &lead).await;
    for (field, value) in lead.as_object().unwrap() {
        assert_eq!(stored.json(201)[field], *value, "{field}");
    }
    reads(&owner, "New request").await;
    // Telegram notes a call down when it has answered it, a moment after the message is there.
    house.quiet().await;
    let call = house.sim.calls(0).into_iter().rfind(|call| call.method == "sendMessage").unwrap();
    assert_eq!(call.text(), Some(ENGLISH));
    house.close().await;
}

async fn graphql_takes_and_shows_every_field(plan: Plan) {
    let house = plan.open().await;
    let fields = "name email phone company message utmSource utmCampaign page device";
    let lead: Value = fields
        .split(' ')
        .map(|field| (field.to_owned(), json!(format!("the {field}"))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let submit = format!("mutation($lead: LeadForm!) {{ submitLead(lead: $lead) {{ {fields} }} }}");
    let posted = house.admin().graphql(&submit, json!({"lead": lead})).await;
    assert_eq!(*posted.value(), lead);
    let listed = house.admin().call(Method::GET, LEADS).await;
    assert_eq!(listed.json(200)["data"][0]["utm_campaign"], "the utmCampaign");
    house.close().await;
}

on_both!(the_english_letter_is_the_russian_one_in_english, graphql_takes_and_shows_every_field);
