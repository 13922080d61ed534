//! /settings: a user's wishes as buttons, in the linked private chat. Each press changes one and shows all anew, in the
//! same message.

use chrono::Duration;
use serde_json::{Value, json};
use switchboard_store::{ChatId, chats, contacts, entities::contact, links};

use super::{
    Notifications,
    wishes::{self, NewWishes, Wishes},
};
use crate::{
    delivery::{Outgoing, accept},
    error::Result,
    incoming::Incoming,
    people::{self, ChatKind, Person, TelegramChat},
    preferences::{Preferences, QuietHours},
    texts::{Lang, settings as texts},
};

const PREFIX: &str = "set:";
const MUTE: Duration = Duration::hours(8);
/// 22:00 to 08:00; the application sets others.
const QUIET: (i32, i32) = (22 * 60, 8 * 60);

/// What a button of the menu changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Whether this category is wanted.
    Category(String),
    /// Nothing for a while, or notifications again.
    Mute,
    /// Quiet hours, or none.
    Quiet,
}

impl Choice {
    /// Reads `callback_data`.
    #[must_use]
    pub fn read(data: &str) -> Option<Self> {
        let choice = data.strip_prefix(PREFIX)?;
        Some(match (choice, choice.strip_prefix("category:")) {
            (_, Some(name)) => Self::Category(name.to_owned()),
            ("mute", _) => Self::Mute,
            ("quiet", _) => Self::Quiet,
            _ => return None,
        })
    }

    /// At most 53 of the 64 bytes that Telegram takes.
    fn data(&self) -> String {
        match self {
            Self::Category(name) => format!("{PREFIX}category:{name}"),
            Self::Mute => format!("{PREFIX}mute"),
            Self::Quiet => format!("{PREFIX}quiet"),
        }
    }

    fn change(&self, now: chrono::DateTime<chrono::Utc>, zone: &str, old: &Preferences) -> Result<NewWishes> {
        let mut new = NewWishes::default();
        match self {
            Self::Category(name) => {
                let mut muted = old.muted_categories.clone();
                let was_muted = muted.iter().any(|other| other == name);
                if was_muted {
                    muted.retain(|other| other != name)
                } else {
                    muted.push(name.clone())
                }
                new.muted_categories = Some(muted);
            }
            Self::Mute if old.muted_until.is_some_and(|until| now < until) => new.muted_until = Some(None),
            Self::Mute => new.muted_until = Some(Some(now + MUTE)),
            Self::Quiet if old.quiet_hours.is_some() => new.quiet_hours = Some(None),
            Self::Quiet => new.quiet_hours = Some(Some(QuietHours::new(QUIET.0, QUIET.1, zone)?)),
        }
        Ok(new)
    }
}

impl Notifications {
    /// /settings in a private chat. In groups nothing is said of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn menu(&self, incoming: &Incoming, chat: &TelegramChat, person: &Person) -> Result<()> {
        if chat.kind != ChatKind::Private || !people::answers_in(&incoming.integration, chat.kind) {
            people::record_chat(incoming, chat).await?;
            return Ok(());
        }
        let met = people::meet(incoming, chat, person).await?;
        let lang = people::language_of(&met.contact);
        let params = match met.user {
            None => json!({"text": texts::link_first(lang)}),
            Some(user) => {
                show(incoming, lang, &wishes::of_user(&incoming.work, incoming.tenant, user.id).await?)
            }
        };
        post(incoming, met.contact.chat_id, "sendMessage", params).await
    }

    /// A button of the menu: changes the wishes of the user who is linked now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choose(
        &self,
        incoming: &Incoming,
        (chat, person): (&TelegramChat, &Person),
        choice: &Choice,
        menu_message: i64,
        callback_query_id: &str,
    ) -> Result<()> {
        let quiet_answer = json!({"callback_query_id": callback_query_id});
        if chat.kind != ChatKind::Private {
            let row = people::record_chat(incoming, chat).await?;
            return post(incoming, row, "answerCallbackQuery", quiet_answer).await;
        }
        lock_linked_account(incoming, chat).await?;
        let met = people::meet(incoming, chat, person).await?;
        let (lang, here) = (people::language_of(&met.contact), met.contact.chat_id);
        let Some(wishes) = chosen(incoming, &met.contact, choice).await? else {
            let text = json!({"callback_query_id": callback_query_id, "text": texts::link_first(lang)});
            return post(incoming, here, "answerCallbackQuery", text).await;
        };
        post(incoming, here, "answerCallbackQuery", quiet_answer).await?;
        let mut menu = show(incoming, lang, &wishes);
        menu["message_id"] = menu_message.into();
        post(incoming, here, "editMessageText", menu).await
    }
}

/// First the account, then the contact: in this order everybody locks them.
async fn lock_linked_account(incoming: &Incoming, chat: &TelegramChat) -> Result<()> {
    let (tx, tenant) = (incoming.work.tx(), incoming.tenant);
    let known = chats::by_telegram_id(tx, tenant, incoming.bot, chat.telegram_chat_id).await?;
    let Some(chat) = known else { return Ok(()) };
    let Some(contact) = contacts::by_chat(tx, tenant, chat.id).await? else { return Ok(()) };
    if let Some(link) = links::active_of_contact(tx, tenant, contact.id).await? {
        links::lock_account(tx, tenant, link.user_id).await?;
    }
    Ok(())
}

/// The wishes after a press; `None` where no user is linked. An old menu may name a category that is gone: nothing changes.
async fn chosen(incoming: &Incoming, contact: &contact::Model, choice: &Choice) -> Result<Option<Wishes>> {
    let (work, tenant) = (&incoming.work, incoming.tenant);
    let Some(link) = links::active_of_contact(work.tx(), tenant, contact.id).await? else { return Ok(None) };
    let zone = match people::language_of(contact) {
        Lang::Ru => "Europe/Moscow",
        Lang::En => "UTC",
    };
    let wishes = wishes::change(work, tenant, link.user_id, |old, categories| {
        let is_known = !matches!(choice, Choice::Category(name) if !categories.contains(name));
        if is_known { choice.change(work.now, zone, old) } else { Ok(NewWishes::default()) }
    });
    wishes.await.map(Some)
}

fn show(incoming: &Incoming, lang: Lang, wishes: &Wishes) -> Value {
    let Preferences { muted_categories, muted_until, quiet_hours } = &wishes.preferences;
    let until = muted_until.filter(|until| incoming.work.now < *until);
    let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours = quiet_hours
        .map(|hours| format!("{}–{} ({})", clock(hours.from), clock(hours.to), hours.time_zone.name()));
    let button = |text: String, choice: Choice| json!([{"text": text, "callback_data": choice.data()}]);
    let mut rows: Vec<Value> = wishes
        .categories
        .iter()
        .map(|name| {
            let sign = if muted_categories.contains(name) { "🔕" } else { "✅" };
            button(format!("{sign} {}", texts::category(lang, name)), Choice::Category(name.clone()))
        })
        .collect();
    let mute = if until.is_some() { texts::unmute_button(lang) } else { texts::mute_button(lang) };
    let quiet = if hours.is_some() { texts::loud_button(lang) } else { texts::quiet_button(lang) };
    rows.push(button(mute.to_owned(), Choice::Mute));
    rows.push(button(quiet.to_owned(), Choice::Quiet));
    let until = until.map(|until| until.format("%Y-%m-%d %H:%M UTC").to_string());
    let text = texts::settings(lang, until.as_deref(), hours.as_deref());
    json!({"text": text, "reply_markup": {"inline_keyboard": rows}})
}

async fn post(incoming: &Incoming, chat: ChatId, method: &'static str, params: Value) -> Result<()> {
    let outgoing = Outgoing::new(incoming.bot, chat, method, params);
    accept(&incoming.work, incoming.tenant, outgoing).await?;
    Ok(())
}
