//! Who may answer: every member of the support chat, or only the listed ones where the integration has a list.

use switchboard_store::entities::integration;

use crate::{
    people::{Person, TelegramChat},
    texts::Lang,
};

/// Whether `chat` is the integration's support chat and `person` one of its agents. Bots are not. An admin who
/// hides behind the group is a member of it, and counts unless there is a list.
pub(super) fn include(integration: &integration::Model, chat: &TelegramChat, person: &Person) -> bool {
    integration.support_chat_id == Some(chat.telegram_chat_id)
        && !person.is_bot
        && is_listed(integration, person)
}

fn is_listed(integration: &integration::Model, person: &Person) -> bool {
    let Some(list) = &integration.agents else { return true };
    match serde_json::from_str::<Vec<i64>>(list) {
        Ok(ids) => ids.contains(&person.telegram_user_id),
        // A list that can't be read lets nobody in.
        Err(error) => {
            tracing::error!(integration = %integration.id, %error, "the list of agents can't be read");
            false
        }
    }
}

/// What the history calls an agent: the username, or the name where there is none.
pub(super) fn display_name(agent: &Person) -> String {
    match (&agent.username, &agent.last_name) {
        (Some(username), _) => username.clone(),
        (None, Some(last)) => format!("{} {last}", agent.first_name),
        (None, None) => agent.first_name.clone(),
    }
}

/// The language in which to write to an agent.
pub(super) fn language_of(agent: &Person) -> Lang {
    Lang::from_code(agent.language_code.as_deref())
}
