//! Business connections: a person lets a bot act for the account. Told by `business_connection`, read by
//! `getBusinessConnection`.

use serde_json::{Value, json};

use super::World;
use crate::error::SimError;

#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) id: String,
    pub(crate) bot: i64,
    pub(crate) user: i64,
    date: i64,
    enabled: bool,
}

impl World {
    /// Connects, or changes whether the connection is on. Returns its id.
    pub(crate) fn connect_business(&mut self, user: i64, bot: i64, on: bool) -> Result<String, SimError> {
        self.user(user)?;
        self.bot(bot)?;
        let known = self.connections.iter_mut().find(|own| own.user == user && own.bot == bot);
        let connection = match known {
            Some(known) => {
                known.enabled = on;
                known.clone()
            }
            None => {
                let id = self.random_text(22);
                let made = Connection { id, bot, user, date: self.clock.now(), enabled: on };
                self.connections.push(made.clone());
                made
            }
        };
        let card = self.connection_card(&connection);
        self.push_update(bot, "business_connection", card, user);
        Ok(connection.id)
    }

    /// The `BusinessConnection` object.
    pub(crate) fn connection_card(&self, connection: &Connection) -> Value {
        json!({"id": connection.id, "user": self.account_card(connection.user), "user_chat_id": connection.user,
            "date": connection.date, "is_enabled": connection.enabled, "can_reply": true,
            "rights": {"can_reply": true, "can_read_messages": true}})
    }
}
