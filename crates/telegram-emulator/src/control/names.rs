//! How scripts name people, bots and chats: by id, or by username, or not at all where only one is possible.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::Refusal;
use crate::{
    core::Core,
    error::SimError,
    world::{Place, World},
};

/// An id or a username. A number in quotes, as in a query string, is an id.
#[derive(Clone, Debug)]
pub(super) enum Name {
    Id(i64),
    Username(String),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Number(number) if number.is_i64() => Ok(Name::Id(number.as_i64().unwrap_or_default())),
            Value::String(text) => Ok(text.parse().map_or_else(|_| Name::Username(text), Name::Id)),
            _ => Err(serde::de::Error::custom("an id or a username was expected")),
        }
    }
}

/// A person in a chat: `user` with `bot` (or neither, where there is one bot), or `user` with `chat`, a group.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Seat {
    user: Name,
    #[serde(default)]
    bot: Option<Name>,
    #[serde(default, deserialize_with = "optional_id")]
    chat: Option<i64>,
    /// The topic.
    #[serde(default, deserialize_with = "optional_id")]
    pub(super) thread: Option<i64>,
}

impl Seat {
    /// The user's id and the chat.
    pub(super) fn find(&self, core: &Core) -> Result<(i64, Place), Refusal> {
        core.read(|world| {
            let user = user(world, &self.user)?;
            let place = match self.chat {
                Some(chat) if chat < 0 => Place::Group(chat),
                _ => Place::private(user, bot(world, self.bot.as_ref())?),
            };
            Ok((user, place))
        })
    }
}

pub(super) fn user(world: &World, name: &Name) -> Result<i64, SimError> {
    match name {
        Name::Id(id) => world.user(*id).map(|user| user.id),
        Name::Username(name) => {
            world.user_by_name(name).map(|user| user.id).ok_or_else(|| SimError::UnknownUser(name.clone()))
        }
    }
}

/// The named bot; without a name the only one there is.
pub(super) fn bot(world: &World, name: Option<&Name>) -> Result<i64, SimError> {
    match name {
        Some(Name::Id(id)) => world.bot(*id).map(|bot| bot.id),
        Some(Name::Username(name)) => {
            world.bot_by_name(name).map(|bot| bot.id).ok_or_else(|| SimError::UnknownBot(name.clone()))
        }
        None if world.bots.len() == 1 => Ok(world.bots.keys().copied().next().unwrap_or_default()),
        None => Err(SimError::Invalid("say which bot: there is not exactly one".into())),
    }
}

/// A number, also in quotes.
pub(super) fn optional_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Option::<Value>::deserialize(deserializer)? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_i64()),
        Some(Value::String(text)) => text.parse().map(Some).map_err(serde::de::Error::custom),
        Some(_) => Err(serde::de::Error::custom("a number was expected")),
    }
}
