//! A page of a user's history, which applications read more than anything else. What a client wants of every message is looked at
//! once, and the page is written as JSON at once; message by message the library spends more on the way to its fields than the
//! database does on reading them.
//!
//! Only for a selection of plain fields. One with fragments or directives is resolved by the library, with the same words.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerError, ServerResult, Value,
    parser::types::{self, Selection},
    registry::Registry,
    resolver_utils::EnumType,
};
use async_graphql_value::RAW_VALUE_TOKEN;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{
    DateTime, TelegramMessage,
    telegram_message::{MessageDirection, MessageStatus},
};

#[cfg(test)]
mod tests;

/// The newest first.
pub(crate) struct MessagePage(pub(crate) Vec<TelegramMessage>);

impl OutputType for MessagePage {
    fn type_name() -> Cow<'static, str> {
        <Vec<TelegramMessage> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<TelegramMessage> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<TelegramMessage> as OutputType>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<types::Field>,
    ) -> ServerResult<Value> {
        match plain(&ctx.item.node.items) {
            Some(wanted) => {
                self.written(&wanted).map_err(|error| ServerError::new(error.to_string(), Some(field.pos)))
            }
            None => self.0.resolve(ctx, field).await,
        }
    }
}

impl MessagePage {
    fn written(&self, wanted: &[Wanted<'_>]) -> serde_json::Result<Value> {
        let rows: Vec<_> = self.0.iter().map(|message| Written { message, wanted }).collect();
        let json = serde_json::to_string(&rows)?;
        let raw = [(Name::new(RAW_VALUE_TOKEN), Value::String(json))];
        Ok(Value::Object(raw.into_iter().collect()))
    }
}

/// A field, by the name that the client gives it.
struct Wanted<'a> {
    key: &'a str,
    field: Field,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Message,
    Timestamp,
    Direction,
    Status,
    AdminUsername,
    TypeName,
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "id" => Self::Id,
            "message" => Self::Message,
            "timestamp" => Self::Timestamp,
            "direction" => Self::Direction,
            "status" => Self::Status,
            "adminUsername" => Self::AdminUsername,
            "__typename" => Self::TypeName,
            _ => return None,
        })
    }
}

/// What is wanted, if it is nothing but plain fields.
fn plain(items: &[Positioned<Selection>]) -> Option<Vec<Wanted<'_>>> {
    let mut wanted: Vec<Wanted<'_>> = Vec::with_capacity(items.len());
    for item in items {
        let Selection::Field(selected) = &item.node else { return None };
        let selected = &selected.node;
        if !selected.directives.is_empty() {
            return None;
        }
        let field = Field::named(selected.name.node.as_str())?;
        let key = selected.response_key().node.as_str();
        // Asked for twice, it is answered once; that it is the same field both times was validated.
        if !wanted.iter().any(|known| known.key == key) {
            wanted.push(Wanted { key, field });
        }
    }
    Some(wanted)
}

struct Written<'a> {
    message: &'a TelegramMessage,
    wanted: &'a [Wanted<'a>],
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = &self.message.0;
        let mut map = serializer.serialize_map(Some(self.wanted.len()))?;
        for Wanted { key, field } in self.wanted {
            match field {
                Field::Id => map.serialize_entry(key, &message.id.to_string())?,
                Field::Message => map.serialize_entry(key, &message.text)?,
                Field::Timestamp => map.serialize_entry(key, &DateTime(message.timestamp).text())?,
                Field::Direction => {
                    map.serialize_entry(key, &name_of(MessageDirection::from(message.direction)))?;
                }
                Field::Status => {
                    map.serialize_entry(key, &name_of(MessageStatus::from(message.status)))?;
                }
                Field::AdminUsername => map.serialize_entry(key, &message.admin_username)?,
                Field::TypeName => map.serialize_entry(key, "TelegramMessage")?,
            }
        }
        map.end()
    }
}

fn name_of<T: EnumType>(value: T) -> Option<&'static str> {
    T::items().iter().find(|item| item.value == value).map(|item| item.name)
}
