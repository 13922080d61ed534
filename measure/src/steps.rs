//! The steps that floors repeat, each run by the services while its statements are listened to.

use anyhow::Context as _;
use serde_json::{Value, json};
use switchboard_services::{
    Work,
    delivery::{Inbox, OwnedBot},
    people::{ChatKind, Person as Sender, TelegramChat},
    support::ReceivedMessage,
};
use switchboard_store::{BotId, WorkerId, entities::inbox::Model, ownership};

use crate::{
    capture::statements_of,
    house::{House, Person, WEBHOOK_SECRET},
    update,
};

/// Statements of a call that accepts a notification.
///
/// # Errors
/// When the call fails.
pub async fn accept(house: &House, person: &Person) -> anyhow::Result<Vec<String>> {
    // The first one makes the lane; what comes after is the usual case.
    house.tell(person, "first").await?;
    Ok(statements_of(house.tell(person, "second")).await?.1)
}

/// Statements of an update that a webhook brings.
#[derive(Debug)]
pub struct Intake {
    /// Storing it, with what is looked up before.
    pub store: Vec<String>,
    /// The look that finds it.
    pub look: Vec<String>,
    /// Handling it: everything in the transaction.
    pub handle: Vec<String>,
}

/// Lets every person write something, in a house whose bot nobody works for; then captures how one writes again.
///
/// # Errors
/// When a step fails.
pub async fn intake(house: &House, people: &[Person]) -> anyhow::Result<Intake> {
    let somebody = people.first().context("nobody")?;
    let (owned, inbox) = (own(house, somebody.bot).await?, Inbox::new(house.core().clone()));
    for (number, person) in (1..).zip(people) {
        store(&inbox, person, number).await?;
        let rows = inbox.waiting(&owned, 1).await?;
        handle(house, &inbox, &owned, person, rows.first().context("the update was not stored")?).await?;
    }
    let store = statements_of(store(&inbox, somebody, 1_000_000)).await?.1;
    let (rows, look) = statements_of(async { Ok(inbox.waiting(&owned, 100).await?) }).await?;
    let row = rows.first().context("the update was not stored")?;
    let handle = statements_of(handle(house, &inbox, &owned, somebody, row)).await?.1;
    Ok(Intake { store, look, handle })
}

async fn store(inbox: &Inbox, person: &Person, number: i64) -> anyhow::Result<()> {
    let raw = update::message(person, number, number, "captured");
    let key = format!("measured-{}", person.bot);
    Ok(inbox.receive_webhook(&key, Some(WEBHOOK_SECRET), raw.as_bytes()).await?)
}

async fn handle(
    house: &House,
    inbox: &Inbox,
    owned: &OwnedBot,
    person: &Person,
    row: &Model,
) -> anyhow::Result<()> {
    let incoming = inbox.open(owned, row).await?.context("the update cannot be opened")?;
    let update: Value = serde_json::from_str(&row.raw)?;
    let username = Some(format!("person{}", person.telegram));
    let chat = TelegramChat {
        telegram_chat_id: person.telegram,
        kind: ChatKind::Private,
        title: None,
        username: username.clone(),
    };
    let sender = Sender {
        telegram_user_id: person.telegram,
        username,
        first_name: format!("Person {}", person.telegram),
        last_name: None,
        language_code: Some("en".to_owned()),
        is_bot: false,
    };
    let message = ReceivedMessage {
        message_id: row.update_id,
        reply_to_message_id: None,
        message_thread_id: None,
        raw: update.get("message").cloned().unwrap_or(json!({})),
    };
    house.services().support.receive(&incoming, &chat, &sender, message).await?;
    Ok(inbox.close(incoming).await?)
}

async fn own(house: &House, bot: BotId) -> anyhow::Result<OwnedBot> {
    let core = house.core();
    let owner = WorkerId::new(core.clock.now());
    ownership::register(core.db.writer(), owner, "", core.clock.now()).await?;
    let work = Work::begin(core).await?;
    let taken = ownership::take(work.tx(), owner, 1_000_000).await?;
    work.commit().await?;
    let row = taken.into_iter().find(|row| row.id == bot).context("the bot is somebody else's")?;
    let (epoch, token_version) = (row.epoch, row.token_version);
    Ok(OwnedBot { bot, tenant: row.tenant_id, owner, epoch, token_version, polled: false })
}
