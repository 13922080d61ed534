//! An account of the host application.

use async_graphql::{ID, Object};
use switchboard_services::conversations;

use super::{DateTime, NodeId};

#[derive(Clone)]
pub(crate) struct User(pub(crate) conversations::User);

/// An account of the host application.
#[Object]
impl User {
    /// Its id here.
    pub(crate) async fn id(&self) -> ID {
        NodeId::User(self.0.id).into()
    }

    /// Its id in the host application.
    async fn user_id(&self) -> ID {
        ID(self.0.external_id.clone())
    }

    /// What to call the user, if the application ever said.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// When it was first seen here.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
