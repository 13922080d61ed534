//! Alert channels.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use switchboard_services::channels;

use super::{ChannelDispatchResult, Connection, DateTime, NodeId, Total, Window, page_length};
use crate::{caller::session, error::Result};

#[derive(Clone)]
pub(crate) struct Channel(pub(crate) channels::Channel);

/// Where alerts go: a chat, the bot that speaks in it, and what is wanted there. The token is never shown.
#[Object]
impl Channel {
    /// Its id.
    pub(crate) async fn id(&self) -> ID {
        NodeId::Channel(self.0.id).into()
    }

    /// The user that it belongs to, by their id in the host application; null: the tenant.
    async fn user_id(&self) -> Option<ID> {
        self.0.user_id.clone().map(ID)
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Telegram's id of the chat as it was written: a 64-bit integer, as text.
    async fn chat_id(&self) -> &str {
        &self.0.chat_id
    }

    /// Who speaks there, without `@`; null while no bot is connected.
    async fn bot_username(&self) -> Option<&str> {
        self.0.bot_username.as_deref()
    }

    /// Whether it speaks with the bot of a token of its own, and not with the tenant's.
    async fn has_own_token(&self) -> bool {
        self.0.has_own_token
    }

    /// When it wants anything; null: always.
    async fn schedule(&self) -> Option<ChannelSchedule> {
        self.0.schedule.clone().map(Into::into)
    }

    /// The least urgent that it wants, 1 to 5.
    async fn level(&self) -> i32 {
        self.0.level
    }

    /// What it wants; empty: everything.
    async fn topics(&self) -> &[String] {
        &self.0.topics
    }

    /// Whether anything is sent.
    async fn is_enabled(&self) -> bool {
        self.0.is_enabled
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// What became of dispatches here, the newest first.
    #[graphql(complexity = "page_length(first, last) * child_complexity + 1")]
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the beginning, 1 to 100. Without both: 20.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<ChannelDispatchResult>> {
        let (services, actor) = session(ctx)?;
        let span = Window { first, after, last, before }.span()?;
        let slice = services.channels.results(actor, self.0.id, &span).await?;
        let total = Total::ChannelResults(self.0.id);
        Ok(Connection::new(slice, &span, total, |row| row.id.0, ChannelDispatchResult))
    }
}

/// When a channel wants anything.
#[derive(Clone, SimpleObject)]
pub(crate) struct ChannelSchedule {
    /// On these days, in the order of the week.
    days: Vec<Weekday>,
    /// When it begins on these days, such as `09:00`; null: the whole day.
    from: Option<String>,
    /// When it ends, such as `18:00` or `24:00`; on the next day where it is before the beginning.
    to: Option<String>,
    /// The time zone by its name in the IANA database, such as `Europe/Berlin`.
    time_zone: &'static str,
}

impl From<channels::Schedule> for ChannelSchedule {
    fn from(schedule: channels::Schedule) -> Self {
        Self {
            from: schedule.from(),
            to: schedule.to(),
            time_zone: schedule.time_zone(),
            days: schedule.days.into_iter().map(Weekday::from).collect(),
        }
    }
}

/// A day of the week.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl From<channels::Weekday> for Weekday {
    fn from(day: channels::Weekday) -> Self {
        match day {
            channels::Weekday::Mon => Self::Monday,
            channels::Weekday::Tue => Self::Tuesday,
            channels::Weekday::Wed => Self::Wednesday,
            channels::Weekday::Thu => Self::Thursday,
            channels::Weekday::Fri => Self::Friday,
            channels::Weekday::Sat => Self::Saturday,
            channels::Weekday::Sun => Self::Sunday,
        }
    }
}

impl From<Weekday> for channels::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}
