//! `users`, `contacts` and `integrations`: who and what a tenant has.

use super::connection;
use crate::types::{Connection, Contact, Integration, Total, User};

connection! {
    /// The tenant's users, the newest first. For admins.
    UsersQuery.users(services, actor, span) -> User {
        let slice = services.conversations.users(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Users, |row| row.id.0, User))
    }
}

connection! {
    /// The people who pressed /start, the newest first. For admins.
    ContactsQuery.contacts(services, actor, span) -> Contact {
        let slice = services.conversations.contacts(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Contacts, |row| row.id.0, Contact))
    }
}

connection! {
    /// The tenant's bots with their settings, the oldest first. For site owners and admins.
    BotsQuery.integrations(services, actor, span) -> Integration {
        let slice = services.conversations.integrations(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Integrations, |row| row.id.0, |row| Integration(row.into())))
    }
}
