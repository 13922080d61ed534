//! Whatever people and agents send reaches the other side as it is.

use serde_json::{Value, json};
use switchboard_tests::{House, PATIENCE, Plan, SupportChat, on_both};
use telegram_emulator::{Draft, Phone, Seen};

/// Content without words that is copied as it is, also such that no client knows yet.
fn wordless() -> Vec<(&'static str, Draft)> {
    let newer = json!({"hologram": {"file_id": "h-1", "depth": 3}});
    vec![
        ("sticker", Draft::sticker("🙃")),
        ("location", Draft::location(59.93, 30.31)),
        ("contact", Draft::contact("+79990000001", "Мария")),
        ("dice", Draft::kind("dice")),
        ("video_note", Draft::kind("video_note")),
        ("hologram", Draft::raw(newer)),
    ]
}

/// Content that can carry a caption.
fn captioned() -> Vec<(&'static str, Draft)> {
    vec![
        ("photo", Draft::photo()),
        ("photo", Draft::photo().caption("Смотрите 👀")),
        ("voice", Draft::voice()),
        ("document", Draft::document("receipt.pdf").caption("the receipt")),
        ("video", Draft::kind("video")),
        ("animation", Draft::kind("animation")),
        ("audio", Draft::kind("audio")),
    ]
}

fn newest(phone: &Phone) -> i64 {
    phone.messages().last().map_or(0, |seen| seen.message_id)
}

/// The next message of the bot after `after` that is of this kind.
async fn next(phone: &Phone, after: i64, kind: &str) -> Seen {
    let wanted = |seen: &Seen| seen.message_id > after && seen.is_from_bot() && seen.kind == kind;
    phone.wait_for(PATIENCE, wanted).await.unwrap_or_else(|| panic!("no {kind} came"))
}

/// The words that an entity of this type marks.
fn marked(seen: &Seen, kind: &str) -> String {
    let entity = seen.entities.iter().find(|entity| entity["type"] == kind);
    let entity = entity.unwrap_or_else(|| panic!("no {kind} in {seen:?}"));
    let at = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
    let units: Vec<u16> = seen.text.encode_utf16().skip(at("offset")).take(at("length")).collect();
    String::from_utf16(&units).unwrap()
}

fn content<'a>(seen: &'a Seen, kind: &str) -> &'a Value {
    &seen.raw[kind]
}

/// Sends it as a person; returns what stands in the person's chat and in the support chat.
async fn sent_by_person(house: &House, phone: &Phone, kind: &str, draft: Draft) -> (Seen, Seen) {
    let before = newest(house.desk());
    let id = phone.send(draft).unwrap();
    let shown = next(house.desk(), before, kind).await;
    let original = phone.messages().into_iter().find(|seen| seen.message_id == id).unwrap();
    assert_eq!(content(&shown, kind), content(&original, kind));
    (original, shown)
}

async fn content_of_every_kind_reaches_the_agents_with_who_writes(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna_sends").await;
    for (kind, draft) in captioned() {
        let (original, shown) = sent_by_person(&house, &anna.phone, kind, draft).await;
        let caption = format!("Anna (@anna_sends) · user 7\n{}", original.text);
        assert_eq!(shown.text, caption.trim_end(), "{kind}");
    }
    for (kind, draft) in wordless() {
        let before = newest(house.desk());
        let (_, shown) = sent_by_person(&house, &anna.phone, kind, draft).await;
        let header = next(house.desk(), before, "text").await;
        assert_eq!(header.text, "Anna (@anna_sends) · user 7");
        assert_eq!(shown.reply_to, Some(header.message_id), "{kind} answers its header");
    }
    house.close().await;
}

async fn the_history_names_content_without_words(plan: Plan) {
    let house = plan.support(SupportChat::Nowhere).open().await;
    let anna = house.linked(7, "Anna", "anna_sends").await;
    let all = [
        Draft::photo(),
        Draft::voice(),
        Draft::sticker("🙂"),
        Draft::photo().caption("a cat"),
        wordless().remove(5).1,
    ];
    for draft in all {
        anna.phone.send(draft).unwrap();
    }
    house.quiet().await;
    let page = anna.caller.messages(7).await;
    let told: Vec<_> = page.list().iter().map(|m| m["message"].as_str().unwrap()).collect();
    assert_eq!(told, ["[hologram]", "a cat", "[sticker]", "[voice]", "[photo]"]);
    house.close().await;
}

async fn words_keep_their_marks_below_the_header(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Анна 🦊", "anna_sends").await;
    let text = "👨‍👩‍👧 שלום עולם مرحبا bold";
    let units = |words: &str| words.encode_utf16().count();
    let offset = units("👨‍👩‍👧 ");
    let marks = json!([
        {"type": "italic", "offset": offset, "length": units("שלום עולם")},
        {"type": "bold", "offset": units("👨‍👩‍👧 שלום עולם مرحبا "), "length": 4},
    ]);
    anna.phone.send(Draft::text(text).entities(marks)).unwrap();
    let shown = house.at_desk("مرحبا").await;
    assert_eq!(shown.text, format!("Анна 🦊 (@anna_sends) · user 7\n{text}"));
    assert_eq!(marked(&shown, "italic"), "שלום עולם");
    let bold: Vec<_> = shown.entities.iter().filter(|entity| entity["type"] == "bold").collect();
    assert_eq!(bold.len(), 2, "the header and the word");
    assert_eq!(marked(&shown, "bold"), "Анна 🦊 (@anna_sends) · user 7");
    house.close().await;
}

async fn a_text_with_a_mark_that_nobody_knows_is_copied(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna_sends").await;
    let marks = json!([{"type": "date_time", "offset": 3, "length": 8, "unix_time": 1_800_000_000}]);
    let before = newest(house.desk());
    anna.phone.send(Draft::text("At tomorrow, please").entities(marks.clone())).unwrap();
    let shown = house.at_desk("At tomorrow, please").await;
    assert_eq!(shown.text, "At tomorrow, please");
    assert_eq!(json!(shown.entities), marks, "the mark is kept");
    let header = next(house.desk(), before, "text").await;
    assert_eq!(
        (header.text.as_str(), shown.reply_to),
        ("Anna (@anna_sends) · user 7", Some(header.message_id))
    );
    let page = anna.caller.messages(7).await;
    assert_eq!(page.list()[0]["message"], "At tomorrow, please");
    house.close().await;
}

async fn replies_of_every_kind_reach_the_person(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna_reads").await;
    anna.phone.say("Where is it?").unwrap();
    let shown = house.at_desk("Where is it?").await;
    let marks = json!([{"type": "bold", "offset": 5, "length": 4}]);
    let texts = [("text", Draft::text("שלום here 🎁").entities(marks))];
    for (kind, draft) in captioned().into_iter().chain(wordless()).chain(texts) {
        let before = newest(&anna.phone);
        let reply = house.desk().send(draft.reply_to(shown.message_id)).unwrap();
        let original = house.desk().messages().into_iter().find(|seen| seen.message_id == reply).unwrap();
        let came = next(&anna.phone, before, kind).await;
        assert_eq!(content(&came, kind), content(&original, kind), "{kind}");
        assert_eq!((&came.text, &came.entities), (&original.text, &original.entities), "{kind}");
    }
    house.close().await;
}

async fn a_text_of_full_length_reaches_the_agents_whole(plan: Plan) {
    let house = plan.open().await;
    let anna = house.linked(7, "Anna", "anna_sends").await;
    let long = "я".repeat(4096);
    anna.phone.say(long.clone()).unwrap();
    assert_eq!(house.at_desk(&long).await.text, long);
    house.close().await;
}

async fn updates_of_unknown_kinds_are_stored_and_harm_nothing(plan: Plan) {
    let house = plan.open().await;
    let odd = [
        json!({"quantum_message": {"spin": "up"}}),
        json!({"message": "not an object"}),
        json!({"message": {"message_id": 1, "chat": {"id": 5, "type": "galaxy"}, "date": 1}}),
        json!({"callback_query": {"id": "1", "data": "retry:999999999", "from": {"id": 5, "first_name": "X"}}}),
        json!({}),
    ];
    for update in odd {
        let id = house.sim.raw_update(house.bot.id, update.clone()).unwrap();
        house.quiet().await;
        let books = house.books().await;
        let stored = books.count(&format!("select count(*) as n from inbox where update_id = {id}")).await;
        assert_eq!(stored, 1, "{update}");
        books.close().await;
    }
    let anna = house.anybody("Anna", "anna");
    anna.say("and all goes on").unwrap();
    house.at_desk("and all goes on").await;
    house.close().await;
}

on_both!(
    content_of_every_kind_reaches_the_agents_with_who_writes,
    the_history_names_content_without_words,
    words_keep_their_marks_below_the_header,
    a_text_with_a_mark_that_nobody_knows_is_copied,
    replies_of_every_kind_reach_the_person,
    a_text_of_full_length_reaches_the_agents_whole,
    updates_of_unknown_kinds_are_stored_and_harm_nothing,
);
