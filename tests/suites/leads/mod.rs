//! Leads: CONTRACTS.md, section 2. What a site's form posts is stored, and its owner reads it in Telegram.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Answer, Caller, House, Plan};
use telegram_emulator::Phone;

mod intake;
mod letter;
mod listing;
mod outages;
mod whole;

/// A house whose default integration knows its owner's chat; the owner's phone.
async fn with_owner(plan: Plan) -> (House, Phone) {
    let house = plan.open().await;
    let owner = house.anybody("Olga", "olga_owns");
    house.start(&owner).await;
    set(&house, &format!("owner_chat_id = {}", owner.user)).await;
    (house, owner)
}

/// Changes the default integration.
async fn set(house: &House, change: &str) {
    let books = house.books().await;
    books.change(&format!("update integration set {change}")).await;
    books.close().await;
}

async fn post(caller: &Caller, lead: Value) -> Answer {
    caller.rest(Method::POST, "/leads", Some(lead)).await
}

/// The contract's example.
fn ivan() -> Value {
    json!({
        "name": "Иван Петров", "email": "ivan@example.com", "phone": "+7 999 123-45-67",
        "company": "ООО \"Рога и копыта\"",
        "message": "Здравствуйте! Интересует ваша услуга по разработке сайта.\nХотел бы обсудить детали проекта.",
        "utm_source": "google", "page": "/services/web", "device": "desktop",
    })
}
