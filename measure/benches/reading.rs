//! Pure parts on the way of an update and of a send: which branch an update takes, a text's length, a sealed token.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use switchboard_bot::handlers::{Route, Setting};
use switchboard_services::{message_text, people::ChatScope, sealing::Keyring};

fn route(c: &mut Criterion) {
    let raw = json!({
        "update_id": 1,
        "message": {
            "message_id": 2, "date": 1_700_000_000, "text": "Where is my parcel?",
            "from": {"id": 3, "is_bot": false, "first_name": "Ada", "username": "ada", "language_code": "en"},
            "chat": {"id": 3, "type": "private", "first_name": "Ada", "username": "ada"},
        },
    });
    let raw = raw.to_string();
    let setting = Setting {
        owner_chat_id: None,
        bot_username: Some("shop_bot"),
        support_chat_id: Some(-1_000_000_000_001),
        scope: ChatScope::Both,
    };
    c.bench_function("update to branch", |b| {
        b.iter(|| {
            let update: Value = serde_json::from_str(black_box(&raw)).unwrap_or_default();
            Route::of(&update, &setting)
        });
    });
}

fn text(c: &mut Criterion) {
    let long = "Ваша посылка в пути. 📦 ".repeat(160);
    c.bench_function("text of 4,000 units checked", |b| {
        b.iter(|| message_text::checked(black_box(&long)).is_ok())
    });
}

fn token(c: &mut Criterion) {
    let secret = "7000000001:mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm".into();
    let keyring = Keyring::new(vec![[7; 32]]).ok();
    let Some((keyring, sealed)) = keyring
        .and_then(|ring| Some((ring.seal(&secret, "row").ok()?, ring)))
        .map(|(sealed, ring)| (ring, sealed))
    else {
        return;
    };
    c.bench_function("sealed token opened", |b| b.iter(|| keyring.open(black_box(&sealed), "row").is_ok()));
}

criterion_group!(benches, route, text, token);
criterion_main!(benches);
