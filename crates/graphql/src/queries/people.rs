//! `users`, `contacts` and `integrations`: who and what a tenant has.

use async_graphql::{Context, Object};

use crate::{
    caller::session,
    error::Result,
    types::{Connection, Contact, Integration, Total, User, Window, page_length},
};

#[derive(Default)]
pub(super) struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// The tenant's users, the newest first. For admins.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<User>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let slice = services.conversations.users(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Users, |row| row.id.0, User))
    }

    /// The people who pressed /start, the newest first. For admins.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Contact>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let slice = services.conversations.contacts(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Contacts, |row| row.id.0, Contact))
    }

    /// The tenant's bots with their settings, the oldest first. For site owners and admins.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn integrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Integration>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let slice = services.conversations.integrations(actor, &span).await?;
        Ok(Connection::new(slice, &span, Total::Integrations, |row| row.id.0, |row| Integration(row.into())))
    }
}
