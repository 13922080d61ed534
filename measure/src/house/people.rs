//! People in bulk: an account of the application each, a private chat with a bot, and the tie between them.

use switchboard_services::{Work, notifications::Recipient};
use switchboard_store::{
    BotId, ChatId, ContactId, TenantId, UserId,
    chats::{self, SeenChat},
    contacts::{self, SeenPerson},
    entities::chat::ChatKind,
    links, users,
};

use super::House;

/// People that one transaction makes.
const BULK: usize = 500;
/// The first one's id at Telegram.
const FIRST: i64 = 100_000;

/// A linked person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The id in the application.
    pub external_id: String,
    /// The account.
    pub user: UserId,
    /// The person as the bot knows them.
    pub contact: ContactId,
    /// Their private chat with the bot.
    pub chat: ChatId,
    /// Their id at Telegram, and the private chat's.
    pub telegram: i64,
    /// The bot.
    pub bot: BotId,
}

impl House {
    /// Makes so many people for each of the bots.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn people(&self, bots: &[BotId], each: usize) -> anyhow::Result<Vec<Person>> {
        let ids = (FIRST..).zip(bots.iter().flat_map(|bot| std::iter::repeat_n(*bot, each)));
        let all: Vec<(i64, BotId)> = ids.collect();
        let mut made = Vec::with_capacity(all.len());
        for some in all.chunks(BULK) {
            let work = Work::begin(self.core()).await?;
            for (telegram, bot) in some {
                made.push(person(&work, self.actor.tenant, *bot, *telegram).await?);
            }
            work.commit().await?;
        }
        Ok(made)
    }

    /// Tells one person something, as the application does.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn tell(&self, person: &Person, text: &str) -> anyhow::Result<()> {
        let to = Recipient::User(person.external_id.clone());
        Ok(self.services().notifications.send(&self.actor, to, text).await?)
    }
}

async fn person(work: &Work, tenant: TenantId, bot: BotId, telegram: i64) -> anyhow::Result<Person> {
    let external_id = telegram.to_string();
    let user = users::ensure(work.tx(), tenant, &external_id, None, work.now).await?.id;
    let username = Some(format!("person{telegram}"));
    let seen = SeenChat {
        tenant,
        bot,
        telegram_chat_id: telegram,
        kind: ChatKind::Private,
        title: None,
        username: username.clone(),
    };
    let chat = chats::record(work.tx(), seen, work.now).await?.id;
    let seen = SeenPerson {
        tenant,
        bot,
        chat,
        telegram_user_id: telegram,
        username: username.clone(),
        username_key: username,
        first_name: format!("Person {telegram}"),
        last_name: None,
        language_code: Some("en".to_owned()),
    };
    let contact = contacts::record(work.tx(), seen, work.now).await?.0.id;
    links::insert(work.tx(), tenant, user, contact, work.now).await?;
    Ok(Person { external_id, user, contact, chat, telegram, bot })
}
