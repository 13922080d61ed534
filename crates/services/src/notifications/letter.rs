//! A text for one user: the message of their history, and the send that carries it. Notifications and broadcasts write the same.

use serde_json::json;
use switchboard_store::{
    MessageId,
    addressees::Addressee,
    entities::message::{self, MessageDirection, MessageStatus},
};

use crate::{
    delivery::{Class, Outgoing},
    work::Work,
};

/// Neither is stored yet. The send has the policy of the contact's bot.
pub(crate) fn letter(work: &Work, addressee: &Addressee, text: &str) -> (message::Model, Outgoing) {
    let contact = &addressee.contact;
    let message = message::Model {
        id: MessageId::new(work.now),
        tenant_id: contact.tenant_id,
        conversation_id: addressee.conversation,
        contact_id: contact.id,
        user_id: Some(addressee.user),
        direction: MessageDirection::Outgoing,
        status: MessageStatus::Queued,
        kind: "text".to_owned(),
        body: Some(text.to_owned()),
        admin_username: None,
        failure: None,
        created_at: work.now,
        updated_at: work.now,
    };
    let outgoing = Outgoing {
        class: Class::Notice,
        message: Some(message.id),
        policy: addressee.voice.map(|voice| voice.delivery_policy),
        ..Outgoing::new(contact.bot_id, contact.chat_id, "sendMessage", json!({ "text": text }))
    };
    (message, outgoing)
}
