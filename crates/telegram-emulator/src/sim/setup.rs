//! What is needed to make a bot, a person or a group.

use secrecy::SecretString;
use serde::Deserialize;

use crate::world::{GroupKind, GroupSetup, UserSetup};

/// A bot to be made.
#[derive(Clone, Debug)]
pub struct NewBot {
    pub(crate) token: Option<SecretString>,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) privacy: bool,
}

impl NewBot {
    /// A bot in privacy mode with a fresh token.
    pub fn new(username: impl Into<String>, name: impl Into<String>) -> Self {
        NewBot { token: None, username: username.into(), name: name.into(), privacy: true }
    }

    /// This token (`<id>:<35 characters>`) instead of a fresh one; the bot's id is the number in it.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(SecretString::from(token.into()));
        self
    }

    /// Switches privacy mode off: the bot sees everything in groups.
    pub fn sees_everything(mut self) -> Self {
        self.privacy = false;
        self
    }
}

/// A bot that was made.
#[derive(Clone, Debug)]
pub struct BotInfo {
    /// The bot's id.
    pub id: i64,
    /// Without `@`.
    pub username: String,
    /// Shown nowhere else.
    pub token: SecretString,
}

/// A person to be made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    #[serde(default)]
    id: Option<i64>,
    first_name: String,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    language_code: Option<String>,
    #[serde(default)]
    is_premium: bool,
    #[serde(default)]
    hides_forwards: bool,
}

impl NewUser {
    /// A person with a first name only.
    pub fn new(first_name: impl Into<String>) -> Self {
        NewUser {
            id: None,
            first_name: first_name.into(),
            last_name: None,
            username: None,
            language_code: None,
            is_premium: false,
            hides_forwards: false,
        }
    }

    /// This id instead of a free one.
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// The last name.
    pub fn last_name(mut self, name: impl Into<String>) -> Self {
        self.last_name = Some(name.into());
        self
    }

    /// The username, with or without `@`.
    pub fn username(mut self, name: impl Into<String>) -> Self {
        self.username = Some(name.into());
        self
    }

    /// The app's language, an IETF tag such as `ru`.
    pub fn language(mut self, code: impl Into<String>) -> Self {
        self.language_code = Some(code.into());
        self
    }

    /// A premium account.
    pub fn premium(mut self) -> Self {
        self.is_premium = true;
        self
    }

    /// Forwards of this person's messages show only the name.
    pub fn hides_forwards(mut self) -> Self {
        self.hides_forwards = true;
        self
    }
}

impl From<NewUser> for UserSetup {
    fn from(user: NewUser) -> Self {
        UserSetup {
            id: user.id,
            first_name: user.first_name,
            last_name: user.last_name,
            username: user.username,
            language_code: user.language_code,
            is_premium: user.is_premium,
            hides_forwards: user.hides_forwards,
        }
    }
}

/// A group to be made: a supergroup unless said otherwise.
#[derive(Clone, Debug)]
pub struct NewGroup {
    id: Option<i64>,
    kind: GroupKind,
    title: String,
    forum: bool,
    members: Vec<i64>,
    bots: Vec<(i64, bool)>,
}

impl NewGroup {
    /// An empty supergroup.
    pub fn new(title: impl Into<String>) -> Self {
        NewGroup {
            id: None,
            kind: GroupKind::Supergroup,
            title: title.into(),
            forum: false,
            members: Vec::new(),
            bots: Vec::new(),
        }
    }

    /// A basic group or a supergroup.
    pub fn kind(mut self, kind: GroupKind) -> Self {
        self.kind = kind;
        self
    }

    /// This id: negative, below -1000000000000 for a supergroup.
    pub fn id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// A supergroup with topics.
    pub fn forum(mut self) -> Self {
        self.kind = GroupKind::Supergroup;
        self.forum = true;
        self
    }

    /// Adds a person; the first is the creator.
    pub fn member(mut self, user: i64) -> Self {
        self.members.push(user);
        self
    }

    /// Adds a bot as a simple member.
    pub fn bot(mut self, bot: i64) -> Self {
        self.bots.push((bot, false));
        self
    }

    /// Adds a bot as an administrator, who sees everything.
    pub fn admin_bot(mut self, bot: i64) -> Self {
        self.bots.push((bot, true));
        self
    }
}

impl From<NewGroup> for GroupSetup {
    fn from(group: NewGroup) -> Self {
        GroupSetup {
            id: group.id,
            kind: group.kind,
            title: group.title,
            forum: group.forum,
            members: group.members,
            bots: group.bots,
        }
    }
}
