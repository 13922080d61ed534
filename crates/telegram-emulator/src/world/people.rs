//! Making bots, users and groups, as BotFather and people do. Called by the control API; ids and usernames that are
//! in use are refused.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{Bot, Chat, Content, GroupKind, NewMessage, Place, Status, User, World, inbox::Inbox};
use crate::error::SimError;

pub(crate) struct BotSetup {
    pub(crate) token: Option<SecretString>,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) privacy: bool,
}

pub(crate) struct UserSetup {
    pub(crate) id: Option<i64>,
    pub(crate) first_name: String,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
    pub(crate) is_premium: bool,
    pub(crate) hides_forwards: bool,
}

pub(crate) struct GroupSetup {
    pub(crate) id: Option<i64>,
    pub(crate) kind: GroupKind,
    pub(crate) title: String,
    pub(crate) forum: bool,
    /// The first is the creator.
    pub(crate) members: Vec<i64>,
    /// Bots, and whether each is an administrator.
    pub(crate) bots: Vec<(i64, bool)>,
}

impl World {
    pub(crate) fn create_bot(&mut self, setup: BotSetup) -> Result<i64, SimError> {
        let username = bare(&setup.username);
        self.free_username(&username)?;
        let token = match setup.token {
            Some(token) => token,
            None => {
                let id = 8_100_000_001 + self.bots.len() as i64;
                SecretString::from(format!("{id}:AA{}", self.random_text(33)))
            }
        };
        let id = bot_id(token.expose_secret())
            .ok_or_else(|| SimError::Invalid("a token is <bot id>:<35 characters of A-Za-z0-9_->".into()))?;
        self.free_id(id)?;
        let bot = Bot {
            id,
            name: setup.name,
            username,
            token,
            privacy: setup.privacy,
            inbox: Inbox::new(self.random_update_id()),
            webhook: None,
            webhook_generation: 0,
            commands: HashMap::new(),
            next_message_id: 1,
            logged_out_until: 0,
            about: HashMap::new(),
        };
        self.bots.insert(id, bot);
        Ok(id)
    }

    /// Gives the bot a new token; the old one is answered with 401 from now on.
    pub(crate) fn revoke_token(&mut self, bot: i64) -> Result<SecretString, SimError> {
        let token = SecretString::from(format!("{bot}:AA{}", self.random_text(33)));
        let bot = self.bots.get_mut(&bot).ok_or_else(|| SimError::UnknownBot(bot.to_string()))?;
        bot.token = token.clone();
        bot.inbox.poll += 1;
        bot.inbox.wake.notify_waiters();
        Ok(token)
    }

    pub(crate) fn create_user(&mut self, setup: UserSetup) -> Result<i64, SimError> {
        let id = setup.id.unwrap_or_else(|| 7_000_000_001 + self.users.len() as i64);
        if id <= 0 {
            return Err(SimError::Invalid("a user's id is positive".into()));
        }
        self.free_id(id)?;
        let username = setup.username.map(|name| bare(&name));
        if let Some(name) = &username {
            self.free_username(name)?;
        }
        let user = User {
            id,
            first_name: setup.first_name,
            last_name: setup.last_name,
            username,
            language_code: setup.language_code,
            is_premium: setup.is_premium,
            hides_forwards: setup.hides_forwards,
            deactivated: false,
        };
        self.users.insert(id, user);
        Ok(id)
    }

    pub(crate) fn rename_user(&mut self, user: i64, username: Option<&str>) -> Result<(), SimError> {
        let username = username.map(bare);
        if let Some(name) = &username
            && self.user(user)?.username.as_ref() != Some(name)
        {
            self.free_username(name)?;
        }
        self.user_mut(user)?.username = username;
        Ok(())
    }

    pub(crate) fn create_group(&mut self, setup: GroupSetup) -> Result<i64, SimError> {
        let id = setup.id.unwrap_or_else(|| self.free_group_id(setup.kind));
        let fits = match setup.kind {
            GroupKind::Group => id < 0 && id > -1_000_000_000_000,
            GroupKind::Supergroup => id < -1_000_000_000_000,
        };
        if !fits {
            return Err(SimError::Invalid(
                "a group's id is negative, a supergroup's begins with -100".into(),
            ));
        }
        let place = Place::Group(id);
        if self.chats.contains_key(&place) {
            return Err(SimError::Taken(id.to_string()));
        }
        for user in &setup.members {
            self.user(*user)?;
        }
        for (bot, _) in &setup.bots {
            self.bot(*bot)?;
        }
        let mut chat = Chat::new(place, self.random_id());
        chat.group = Some(setup.kind);
        chat.title = setup.title.clone();
        chat.forum = setup.forum && setup.kind == GroupKind::Supergroup;
        for (index, user) in setup.members.iter().enumerate() {
            chat.members.insert(*user, if index == 0 { Status::Creator } else { Status::Member });
        }
        self.chats.insert(place, chat);
        if setup.kind == GroupKind::Group
            && let Some(creator) = setup.members.first()
        {
            let mut content = Content::new();
            content.insert("group_chat_created".into(), Value::Bool(true));
            self.post(place, *creator, NewMessage::of(content));
        }
        for (bot, admin) in setup.bots {
            self.add_bot(id, bot, admin, setup.members.first().copied())?;
        }
        Ok(id)
    }

    fn free_id(&self, id: i64) -> Result<(), SimError> {
        if self.users.contains_key(&id) || self.bots.contains_key(&id) {
            return Err(SimError::Taken(id.to_string()));
        }
        Ok(())
    }

    fn free_username(&self, name: &str) -> Result<(), SimError> {
        let taken = self
            .users
            .values()
            .filter_map(|user| user.username.as_deref())
            .chain(self.bots.values().map(|bot| bot.username.as_str()))
            .any(|other| other.eq_ignore_ascii_case(name));
        if taken {
            return Err(SimError::Taken(format!("@{name}")));
        }
        Ok(())
    }
}

fn bare(username: &str) -> String {
    username.trim_start_matches('@').to_owned()
}

/// The bot's id in a token, if the token has the right form.
pub(crate) fn bot_id(token: &str) -> Option<i64> {
    let (id, secret) = token.split_once(':')?;
    let form =
        secret.len() == 35 && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    let id: i64 = id.parse().ok()?;
    (form && id > 0).then_some(id)
}
