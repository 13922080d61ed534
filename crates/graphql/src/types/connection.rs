//! Lists by the Relay specification: pages of 1 to 100 by cursors that stay good when rows come and go, and a total that is
//! counted only when it is asked for.

use async_graphql::{Context, Object, OutputType, SimpleObject};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use switchboard_services::{
    ChannelId, ConversationId, Error, OutboxId,
    audit::AuditFilter,
    conversations::{ConversationFilter, ConversationPlace, Slice, Span},
    deliveries::OutboxState,
};
use uuid::Uuid;

use super::{
    ApiKey, AuditEntry, Channel, ChannelDispatchResult, Contact, Conversation, Delivery, Integration, Lead,
    Message, User,
};
use crate::{caller::session, error::Result};

const DEFAULT_PAGE: i32 = 20;
const LARGEST_PAGE: i32 = 100;

/// Which page is asked for.
pub(crate) struct Window {
    pub(crate) first: Option<i32>,
    pub(crate) after: Option<String>,
    pub(crate) last: Option<i32>,
    pub(crate) before: Option<String>,
}

impl Window {
    /// # Errors
    /// `BAD_USER_INPUT` for both `first` and `last`, a number out of 1 to 100, or a cursor that is none of this list.
    pub(crate) fn span<K: Place>(&self) -> Result<Span<K>> {
        let (name, take, from_end) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(Error::bad_input("Give `first` or `last`, not both.").into()),
            (None, Some(last)) => ("last", last, true),
            (first, None) => ("first", first.unwrap_or(DEFAULT_PAGE), false),
        };
        if !(1..=LARGEST_PAGE).contains(&take) {
            return Err(Error::bad_input(format!("`{name}` must be from 1 to {LARGEST_PAGE}.")).into());
        }
        let place = |name: &str, text: &Option<String>| match text {
            Some(text) => K::read(text)
                .map(Some)
                .ok_or_else(|| Error::bad_input(format!("`{name}` is no cursor of this list."))),
            None => Ok(None),
        };
        let (after, before) = (place("after", &self.after)?, place("before", &self.before)?);
        Ok(Span { after, before, take: u64::from(take.unsigned_abs()), from_end })
    }
}

/// What an operation's cost is multiplied with for a page.
pub(crate) fn page_length(first: Option<i32>, last: Option<i32>) -> usize {
    let length = last.or(first).unwrap_or(DEFAULT_PAGE).clamp(1, LARGEST_PAGE);
    usize::try_from(length).unwrap_or(1)
}

/// A place in a list, as a cursor carries it.
pub(crate) trait Place: Sized {
    fn text(&self) -> String;
    fn parse(text: &str) -> Option<Self>;

    fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.text())
    }

    fn read(cursor: &str) -> Option<Self> {
        Self::parse(&String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?)
    }
}

impl Place for Uuid {
    fn text(&self) -> String {
        format!("p1:{self}")
    }

    fn parse(text: &str) -> Option<Self> {
        text.strip_prefix("p1:")?.parse().ok()
    }
}

impl Place for OutboxId {
    fn text(&self) -> String {
        format!("n1:{self}")
    }

    fn parse(text: &str) -> Option<Self> {
        text.strip_prefix("n1:")?.parse().ok()
    }
}

impl Place for ConversationPlace {
    fn text(&self) -> String {
        format!("t1:{}:{}", self.0.timestamp_nanos_opt().unwrap_or_default(), self.1)
    }

    fn parse(text: &str) -> Option<Self> {
        let (time, id) = text.strip_prefix("t1:")?.split_once(':')?;
        Some((DateTime::from_timestamp_nanos(time.parse().ok()?), id.parse().ok()?))
    }
}

/// What a list is of, to count it.
#[derive(Clone, Debug)]
pub(crate) enum Total {
    Conversations(ConversationFilter),
    MessagesOf(ConversationId),
    OwnMessages,
    Users,
    Contacts,
    Integrations,
    AuditEntries(AuditFilter),
    Channels,
    ChannelResults(ChannelId),
    Deliveries(Option<OutboxState>),
    Leads,
    ApiKeys,
}

/// A page of a list.
pub(crate) struct Connection<N: OutputType> {
    edges: Vec<Edge<N>>,
    has_next_page: bool,
    has_previous_page: bool,
    total: Total,
}

impl<N: OutputType> Connection<N> {
    /// `place` is where a row stands, `node` what is shown of it.
    pub(crate) fn new<T, K: Place>(
        slice: Slice<T>,
        span: &Span<K>,
        total: Total,
        place: impl Fn(&T) -> K,
        node: impl Fn(T) -> N,
    ) -> Self {
        let edge = |row: T| Edge { cursor: place(&row).write(), node: node(row) };
        let edges = slice.rows.into_iter().map(edge).collect();
        let (has_next_page, has_previous_page) = if span.from_end {
            (span.before.is_some(), slice.has_more)
        } else {
            (slice.has_more, span.after.is_some())
        };
        Self { edges, has_next_page, has_previous_page, total }
    }
}

/// A page of a list.
#[Object(
    concrete(name = "ApiKeyConnection", params(ApiKey)),
    concrete(name = "AuditEntryConnection", params(AuditEntry)),
    concrete(name = "ChannelConnection", params(Channel)),
    concrete(name = "ChannelDispatchResultConnection", params(ChannelDispatchResult)),
    concrete(name = "ContactConnection", params(Contact)),
    concrete(name = "ConversationConnection", params(Conversation)),
    concrete(name = "DeliveryConnection", params(Delivery)),
    concrete(name = "IntegrationConnection", params(Integration)),
    concrete(name = "LeadConnection", params(Lead)),
    concrete(name = "MessageConnection", params(Message)),
    concrete(name = "UserConnection", params(User))
)]
impl<N: OutputType> Connection<N>
where
    Edge<N>: OutputType,
{
    /// The items of the page with their cursors.
    async fn edges(&self) -> &[Edge<N>] {
        &self.edges
    }

    /// The items of the page.
    async fn nodes(&self) -> Vec<&N> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Whether there is more, and how to get it.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: self.has_previous_page,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }

    /// How many items there are on all pages. It is counted when it is asked for, which takes longer the more there are.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let (services, actor) = session(ctx)?;
        let conversations = &services.conversations;
        let count = match &self.total {
            Total::Conversations(filter) => conversations.count(actor, filter).await?,
            Total::MessagesOf(conversation) => conversations.count_messages(actor, *conversation).await?,
            Total::OwnMessages => conversations.count_own_messages(actor).await?,
            Total::Users => conversations.count_users(actor).await?,
            Total::Contacts => conversations.count_contacts(actor).await?,
            Total::Integrations => conversations.count_integrations(actor).await?,
            Total::AuditEntries(filter) => services.audit.count(actor, filter).await?,
            Total::Channels => services.channels.count(actor).await?,
            Total::ChannelResults(channel) => services.channels.count_results(actor, *channel).await?,
            Total::Deliveries(state) => services.deliveries.count(actor, *state).await?,
            Total::Leads => services.leads.count(actor).await?,
            Total::ApiKeys => services.accounts.count_api_keys(actor).await?,
        };
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }
}

/// An item of a list.
#[derive(SimpleObject)]
#[graphql(
    concrete(name = "ApiKeyEdge", params(ApiKey)),
    concrete(name = "AuditEntryEdge", params(AuditEntry)),
    concrete(name = "ChannelEdge", params(Channel)),
    concrete(name = "ChannelDispatchResultEdge", params(ChannelDispatchResult)),
    concrete(name = "ContactEdge", params(Contact)),
    concrete(name = "ConversationEdge", params(Conversation)),
    concrete(name = "DeliveryEdge", params(Delivery)),
    concrete(name = "IntegrationEdge", params(Integration)),
    concrete(name = "LeadEdge", params(Lead)),
    concrete(name = "MessageEdge", params(Message)),
    concrete(name = "UserEdge", params(User))
)]
pub(crate) struct Edge<N: OutputType> {
    /// Its place in the list, for `after` and `before`.
    cursor: String,
    /// The item.
    node: N,
}

/// Where a page ends.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether something comes after this page.
    has_next_page: bool,
    /// Whether something comes before this page.
    has_previous_page: bool,
    /// The first item's cursor.
    start_cursor: Option<String>,
    /// The last item's cursor.
    end_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_to_no_other_list() {
        let (send, id) = (9_007_199_254_740_993_i64, Uuid::from_u128(7));
        assert_eq!(i64::read(&send.write()), Some(send));
        assert_eq!(Uuid::read(&id.write()), Some(id));
        assert_eq!(i64::read(&id.write()), None);
        assert_eq!(Uuid::read(&send.write()), None);
        for junk in ["", "7", "bjE6", "bjE6eA", "\u{fffd}"] {
            assert_eq!(i64::read(junk), None, "{junk}");
        }
    }
}
