//! The ends of the tree: each calls one method of the services with what the route found.

use std::sync::Arc;

use switchboard_services::{
    Handling, Incoming, Result, Services,
    integrations::{Ask, Decision},
    people::TelegramChat,
    support::ReceivedMessage,
};

use super::{Command, Press, Speaker};

/// A command.
pub(super) async fn command(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, command): (Speaker, Command),
) -> Result<Handling> {
    let linking = &services.linking;
    match command {
        Command::Start(payload) => {
            let payload = Some(payload.as_str()).filter(|payload| !payload.is_empty());
            linking.start(&incoming, &chat, &person, payload).await?;
        }
        Command::Code => linking.send_code(&incoming, &chat, &person).await?,
        Command::Settings => services.notifications.menu(&incoming, &chat, &person).await?,
        Command::Help => linking.help(&incoming, &chat, &person).await?,
        Command::Stop => linking.stop(&incoming, &chat, &person).await?,
        // The route has a branch of its own for them.
        Command::Support(_) | Command::Agents(_) => {}
    }
    Ok(Handling::Done)
}

/// Somebody asks for another support chat or other agents.
pub(super) async fn asked(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, ask): (Speaker, Ask),
) -> Result<Handling> {
    services.integrations.ask_about_support(&incoming, &chat, &person, &ask).await?;
    Ok(Handling::Done)
}

/// A person's message, whatever it is.
pub(super) async fn person_wrote(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, message): (Speaker, ReceivedMessage),
) -> Result<Handling> {
    services.support.receive(&incoming, &chat, &person, message).await?;
    Ok(Handling::Done)
}

/// A message in the support chat; it may have to wait for what it answers.
pub(super) async fn agent_wrote(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, message): (Speaker, ReceivedMessage),
) -> Result<Handling> {
    services.integrations.chat_heard(&incoming, &chat).await?;
    services.support.agent_wrote(&incoming, &chat, &person, message).await
}

/// A button of ours.
pub(super) async fn button(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, press, query): (Speaker, Press, String),
) -> Result<Handling> {
    match press {
        Press::Disown(link) => services.linking.disown(&incoming, &chat, &person, link, &query).await?,
        Press::Link(token) => {
            services.linking.accept_deep_link(&incoming, &chat, &person, token, &query).await?;
        }
        Press::CancelLink(token) => {
            services.linking.cancel_deep_link(&incoming, &chat, &person, token, &query).await?;
        }
        Press::Wish(choice, menu) => {
            services.notifications.choose(&incoming, (&chat, &person), &choice, menu, &query).await?;
        }
        Press::Decide(request, is_yes, question) => {
            let decision = Decision { request, is_yes, question, query: &query };
            return services.integrations.decide_about_support(&incoming, &chat, &person, decision).await;
        }
        Press::Retry(failed) => services.support.retry(&incoming, &chat, &person, failed, &query).await?,
    }
    Ok(Handling::Done)
}

/// The person blocked the bot, or came back.
pub(super) async fn blocked(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (Speaker { chat, person }, blocked): (Speaker, bool),
) -> Result<Handling> {
    services.linking.blocked(&incoming, &chat, &person, blocked).await?;
    Ok(Handling::Done)
}

/// The bot was added, made an admin, or removed.
pub(super) async fn membership(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (chat, status, by): (TelegramChat, String, Option<i64>),
) -> Result<Handling> {
    tracing::info!(bot = incoming.bot, chat = chat.telegram_chat_id, status, "membership");
    services.integrations.membership_changed(&incoming, &chat, &status, by).await?;
    Ok(Handling::Done)
}

/// Something was heard in a chat where nothing is to be done.
pub(super) async fn heard(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (chat, why): (TelegramChat, &'static str),
) -> Result<Handling> {
    tracing::debug!(bot = incoming.bot, inbox = incoming.inbox, why, "update ignored");
    services.integrations.chat_heard(&incoming, &chat).await?;
    Ok(Handling::Done)
}

/// A group became a supergroup.
pub(super) async fn migrated(
    incoming: Arc<Incoming>,
    services: Arc<Services>,
    (from, to): (i64, i64),
) -> Result<Handling> {
    services.integrations.chat_migrated(&incoming, from, to).await?;
    Ok(Handling::Done)
}

/// Stored and marked handled; nothing else.
pub(super) async fn ignored(incoming: Arc<Incoming>, why: &'static str) -> Result<Handling> {
    tracing::debug!(bot = incoming.bot, inbox = incoming.inbox, why, "update ignored");
    Ok(Handling::Done)
}
