//! What was answered is kept, though the process dies the moment after: a mutation answered `true`, a webhook call answered 200.

use serde_json::json;
use switchboard_tests::{Hook, Plan, Site, on_both, reads};
use telegram_emulator::{Fault, FaultKind};

/// Nothing can be sent before the kill: Telegram is reached, but slow.
fn hold_up(site: &Site) {
    site.sim.fault(Fault::new(FaultKind::Delay { ms: 60_000 }).bot(site.bot.id));
}

async fn a_notification_answered_true_arrives_after_a_kill(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    let anna = site.linked(7, "anna").await;
    site.quiet().await;
    hold_up(&site);
    for number in 1..=20 {
        assert_eq!(*site.admin().notify(7, &format!("n-7-{number}")).await.value(), true);
    }
    server.kill().await;
    site.sim.clear_faults();
    let server = site.start().await;
    reads(&anna, "n-7-20").await;
    site.quiet().await;
    let texts: Vec<String> = anna
        .messages()
        .into_iter()
        .filter(|seen| seen.text.starts_with("n-"))
        .map(|seen| seen.text)
        .collect();
    let wanted: Vec<String> = (1..=20).map(|number| format!("n-7-{number}")).collect();
    assert_eq!(texts, wanted, "each once, in order");
    server.stop().await;
    site.check_logs();
}

async fn an_update_answered_200_is_handled_once_after_a_kill(plan: Plan) {
    let site = plan.site().await;
    let server = site.start().await;
    site.use_webhook().await;
    let anna = site.linked(7, "anna").await;
    site.quiet().await;
    let books = site.books().await;
    let hook = Hook::take(&site.sim, &books, site.kind).await;
    books.close().await;
    hold_up(&site);
    let update = json!({"update_id": 900_000_001, "message": {
        "message_id": 100_001, "date": 1_800_000_000, "text": "only once",
        "chat": {"id": anna.user, "type": "private", "first_name": "Anna"},
        "from": {"id": anna.user, "is_bot": false, "first_name": "Anna"}}});
    assert_eq!(hook.post(&site.admin(), &update).await, 200);
    server.kill().await;
    site.sim.clear_faults();
    let server = site.start().await;
    reads(&site.desk, "only once").await;
    // Telegram did not hear the 200, and says it again.
    assert_eq!(hook.post(&site.admin(), &update).await, 200);
    site.quiet().await;
    let books = site.books().await;
    assert_eq!(books.count("select count(*) as n from message where body = 'only once'").await, 1);
    assert_eq!(
        books
            .count("select count(*) as n from inbox where update_id = 900000001 and state = 'handled'")
            .await,
        1
    );
    // Its relay may have been started at the kill: then it is there twice at most, and marked.
    let shown = site.desk.messages().into_iter().filter(|seen| seen.text.contains("only once")).count();
    let flagged = books.count("select count(*) as n from outbox where ambiguous > 0").await;
    assert!(shown == 1 || flagged > 0, "shown {shown} times, and {flagged} sends are marked");
    books.close().await;
    server.stop().await;
    site.check_logs();
}

on_both!(
    a_notification_answered_true_arrives_after_a_kill,
    an_update_answered_200_is_handled_once_after_a_kill
);
