//! cynic, over HTTP and over graphql-transport-ws: Ann links her account, gets a notification, is followed and answered, the
//! inbox is paged and her history read.
#![expect(clippy::disallowed_methods, reason = "no part of the server")]

mod api;
mod documents;
mod phone;

use anyhow::{Context as _, ensure};
use api::{Api, setting};
use cynic::{MutationBuilder as _, QueryBuilder as _};
use documents::{
    Answer, AnswerVariables, History, HistoryVariables, Link, LinkVariables, MessageDirection, Notify,
    NotifyVariables, Page, PageVariables, SendMessageInput, TelegramRegistration,
};
use phone::Phone;

const NAME: &str = "cynic";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let phone = Phone::new()?;
    let ann = Api::new(&setting("DEMO_ANN")?)?;
    let admin = Api::new(&setting("DEMO_ADMIN")?)?;
    links(&phone, &ann).await?;
    notifies(&phone, &admin).await?;
    follows(&phone, &admin).await?;
    let conversation = pages(&admin).await?;
    answers(&phone, &admin, conversation).await?;
    reads_history(&ann).await?;

    let refused = ann.run(Page::build(PageVariables { first: 1, after: None })).await;
    ensure!(format!("{refused:?}").contains("FORBIDDEN"), "Ann saw the inbox: {refused:?}");
    println!("{NAME}: linked, sent, followed, paged and answered");
    Ok(())
}

async fn links(phone: &Phone, ann: &Api) -> anyhow::Result<()> {
    let registration =
        TelegramRegistration { username: "ann".to_owned(), verification_code: Some(phone.code().await?) };
    let linked = ann.run(Link::build(LinkVariables { registration })).await?.register_telegram;
    ensure!(linked.success, "not linked: {}", linked.message);
    Ok(())
}

async fn notifies(phone: &Phone, admin: &Api) -> anyhow::Result<()> {
    let message = format!("Hello from {NAME}");
    let notify = Notify::build(NotifyVariables { user_id: Some(7), message: message.clone() });
    ensure!(admin.run(notify).await?.send_telegram_notification, "the notification was not accepted");
    phone.reads(&message).await
}

/// What comes while it listens, and then, from its cursor, what came while it did not.
async fn follows(phone: &Phone, admin: &Api) -> anyhow::Result<()> {
    let question = format!("Question to {NAME}");
    let seen = admin.next_after(None, phone.says_soon(&question)).await?;
    ensure!(seen.message.text == question, "followed {seen:?}");
    ensure!(seen.message.contact.is_some_and(|contact| contact.first_name == "Ann"), "somebody else wrote");
    let missed = format!("Missed by {NAME}");
    phone.say(&missed, 0).await?;
    let seen = admin.next_after(Some(seen.cursor), async { Ok(()) }).await?;
    ensure!(seen.message.text == missed, "caught up with {seen:?}");
    Ok(())
}

/// The only conversation, and nothing beyond it.
async fn pages(admin: &Api) -> anyhow::Result<cynic::Id> {
    let page = admin.run(Page::build(PageVariables { first: 1, after: None })).await?.conversations;
    let after = page.page_info.end_cursor;
    ensure!(page.total_count == 1 && !page.page_info.has_next_page, "more conversations than Ann's");
    let beyond = admin.run(Page::build(PageVariables { first: 1, after })).await?.conversations;
    ensure!(beyond.nodes.is_empty(), "something beyond the end");
    let conversation = page.nodes.into_iter().next().context("an empty inbox")?;
    ensure!(conversation.contact.is_some_and(|contact| contact.first_name == "Ann"), "not Ann's");
    Ok(conversation.id)
}

async fn answers(phone: &Phone, admin: &Api, conversation_id: cynic::Id) -> anyhow::Result<()> {
    let text = format!("Answer by {NAME}");
    let input =
        SendMessageInput { conversation_id, text: text.clone(), idempotency_key: Some(format!("{NAME}-1")) };
    let sent = admin.run(Answer::build(AnswerVariables { input })).await?.send_message;
    ensure!(sent.errors.is_empty() && sent.message.is_some(), "refused: {:?}", sent.errors);
    phone.reads(&text).await
}

async fn reads_history(ann: &Api) -> anyhow::Result<()> {
    let user_id = cynic::Id::new("7");
    let history = ann.run(History::build(HistoryVariables { user_id })).await?.get_telegram_messages;
    let newest = history.first().context("an empty history")?;
    ensure!(newest.message == format!("Answer by {NAME}"), "the newest is {newest:?}");
    ensure!(newest.direction == MessageDirection::Outgoing, "the newest is {newest:?}");
    Ok(())
}
