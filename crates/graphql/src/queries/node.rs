//! `node` and `nodes`: whatever has an id, found again by it.

use async_graphql::{Context, ID, Object};
use switchboard_services::{Actor, Error, Services};

use crate::{
    caller::session,
    error::Result,
    types::{ApiKey, Channel, Contact, Conversation, Integration, Message, Node, NodeId, User},
};

/// The most ids at a time.
const MAX_NODES: usize = 100;

#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object with this id; null if there is none, or none that the caller may see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The object's id.")] id: ID,
    ) -> Result<Option<Node>> {
        let (services, actor) = session(ctx)?;
        find(services, actor, &id).await
    }

    /// The objects with these ids, in the same order; null for each that `node` would answer null for.
    #[graphql(complexity = "ids.len() * child_complexity + 1")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "100 ids at most.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        let (services, actor) = session(ctx)?;
        if ids.len() > MAX_NODES {
            return Err(Error::bad_input("Give 100 ids at most.").into());
        }
        let mut nodes = Vec::with_capacity(ids.len());
        for id in &ids {
            nodes.push(find(services, actor, id).await?);
        }
        Ok(nodes)
    }
}

async fn find(services: &Services, actor: &Actor, id: &ID) -> Result<Option<Node>> {
    let conversations = &services.conversations;
    let Ok(id) = NodeId::read(id) else { return Ok(None) };
    let found = match id {
        NodeId::ApiKey(id) => {
            services.accounts.find_api_key(actor, id).await.map(|row| Node::ApiKey(ApiKey(row)))
        }
        NodeId::Channel(id) => services.channels.get(actor, id).await.map(|row| Node::Channel(Channel(row))),
        NodeId::Contact(id) => conversations.contact(actor, id).await.map(|row| Node::Contact(Contact(row))),
        NodeId::Conversation(id) => {
            conversations.get(actor, id).await.map(|row| Node::Conversation(Conversation(row)))
        }
        NodeId::Integration(id) => {
            conversations.integration(actor, id).await.map(|row| Node::Integration(Integration(row.into())))
        }
        NodeId::Message(id) => conversations.message(actor, id).await.map(|row| Node::Message(Message(row))),
        NodeId::User(id) => conversations.user(actor, id).await.map(|row| Node::User(User(row))),
    };
    match found {
        Ok(node) => Ok(Some(node)),
        Err(Error::NotFound(_) | Error::Forbidden(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
