//! Ids of objects, the same for everything: opaque, and enough to find the object again.

use std::fmt::Display;

use async_graphql::ID;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use switchboard_services::{
    ApiKeyId, ChannelId, ContactId, ConversationId, Error, IntegrationId, MessageId, UserId,
};
use uuid::Uuid;

use crate::error::Result;

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeId {
    ApiKey(ApiKeyId),
    Channel(ChannelId),
    Contact(ContactId),
    Conversation(ConversationId),
    Integration(IntegrationId),
    Message(MessageId),
    User(UserId),
}

impl NodeId {
    /// # Errors
    /// `NOT_FOUND`: what is no id names nothing.
    pub(crate) fn read(id: &ID) -> Result<Self> {
        parse(id).ok_or_else(|| Error::not_found("There is nothing with this id.").into())
    }

    /// Also as the command line writes it.
    pub(crate) fn api_key(id: &ID) -> switchboard_services::Result<ApiKeyId> {
        match parse(id) {
            Some(Self::ApiKey(id)) => Ok(id),
            _ => id.parse().map_err(|_| Error::not_found("There is no such API key.")),
        }
    }

    pub(crate) fn channel(id: &ID) -> Result<ChannelId> {
        Ok(Self::named_channel(id)?)
    }

    /// For a mutation that answers with its errors.
    pub(crate) fn named_channel(id: &ID) -> switchboard_services::Result<ChannelId> {
        match parse(id) {
            Some(Self::Channel(id)) => Ok(id),
            _ => Err(Error::not_found("There is no such channel.")),
        }
    }

    pub(crate) fn conversation(id: &ID) -> Result<ConversationId> {
        match parse(id) {
            Some(Self::Conversation(id)) => Ok(id),
            _ => Err(Error::not_found("There is no such conversation.").into()),
        }
    }

    /// Also as `getTelegramMessages` and `sendTelegramMessage` write it.
    pub(crate) fn message(id: &ID) -> Result<MessageId> {
        match parse(id) {
            Some(Self::Message(id)) => Ok(id),
            _ => id.parse().map_err(|_| Error::not_found("There is no such message.").into()),
        }
    }
}

impl From<NodeId> for ID {
    fn from(id: NodeId) -> Self {
        let text = |kind: &str, id: &dyn Display| ID(URL_SAFE_NO_PAD.encode(format!("{kind}:{id}")));
        match id {
            NodeId::ApiKey(id) => text("ApiKey", &id),
            NodeId::Channel(id) => text("Channel", &id),
            NodeId::Contact(id) => text("Contact", &id),
            NodeId::Conversation(id) => text("Conversation", &id),
            NodeId::Integration(id) => text("Integration", &id),
            NodeId::Message(id) => text("Message", &id),
            NodeId::User(id) => text("User", &id),
        }
    }
}

fn parse(id: &ID) -> Option<NodeId> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
    let (kind, id) = text.split_once(':')?;
    let id: Uuid = id.parse().ok()?;
    Some(match kind {
        "ApiKey" => NodeId::ApiKey(ApiKeyId(id)),
        "Channel" => NodeId::Channel(ChannelId(id)),
        "Contact" => NodeId::Contact(ContactId(id)),
        "Conversation" => NodeId::Conversation(ConversationId(id)),
        "Integration" => NodeId::Integration(IntegrationId(id)),
        "Message" => NodeId::Message(MessageId(id)),
        "User" => NodeId::User(UserId(id)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_what_it_names() {
        let id = Uuid::from_u128(7);
        for node in [NodeId::Message(MessageId(id)), NodeId::User(UserId(id)), NodeId::Contact(ContactId(id))]
        {
            assert_eq!(NodeId::read(&ID::from(node)).unwrap(), node);
        }
        for nothing in
            ["", "7", "TWVzc2FnZTo3", "Tm90aGluZzowMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDc"]
        {
            assert!(NodeId::read(&ID::from(nothing)).is_err(), "{nothing}");
        }
        assert_eq!(NodeId::message(&ID(id.to_string())).unwrap(), MessageId(id));
        for key in [ID(id.to_string()), ID::from(NodeId::ApiKey(ApiKeyId(id)))] {
            assert_eq!(NodeId::api_key(&key).unwrap(), ApiKeyId(id));
        }
        assert!(
            NodeId::conversation(&ID::from(NodeId::User(UserId(id)))).is_err(),
            "a user is no conversation"
        );
    }
}
