//! What a user wants to be notified of.

use async_graphql::{InputObject, MaybeUndefined, Object};
use switchboard_services::{
    Result as ServiceResult,
    notifications::{NewWishes, Wishes},
    preferences,
};

use super::DateTime;
use crate::error::{GraphqlError, Result};

pub(crate) struct NotificationPreferences(pub(crate) Wishes);

/// What a user wants to be notified of, and when. Replies of support always come.
#[Object]
impl NotificationPreferences {
    /// Every category, and whether it is wanted.
    async fn categories(&self) -> Vec<NotificationCategory> {
        let muted = &self.0.preferences.muted_categories;
        let all = self.0.categories.iter();
        all.map(|name| NotificationCategory { name: name.clone(), is_wanted: !muted.contains(name) })
            .collect()
    }

    /// Nothing is wanted before; null: no such time was set.
    async fn muted_until(&self) -> Option<DateTime> {
        self.0.preferences.muted_until.map(DateTime)
    }

    /// Hours of each day in which nothing is wanted.
    async fn quiet_hours(&self) -> Option<QuietHours> {
        self.0.preferences.quiet_hours.map(QuietHours)
    }
}

pub(crate) struct NotificationCategory {
    name: String,
    is_wanted: bool,
}

/// A kind of notifications.
#[Object]
impl NotificationCategory {
    /// `subscription`, `security`, `payment`, `support`, or one of the tenant's own.
    async fn name(&self) -> &str {
        &self.name
    }

    /// Whether the user wants it.
    async fn is_wanted(&self) -> bool {
        self.is_wanted
    }
}

pub(crate) struct QuietHours(preferences::QuietHours);

/// Hours of each day; over midnight where they end before they begin.
#[Object]
impl QuietHours {
    /// When they begin, such as `22:00`.
    async fn from(&self) -> String {
        written(self.0.from)
    }

    /// When they end, such as `08:00`.
    async fn to(&self) -> String {
        written(self.0.to)
    }

    /// The time zone by its name in the IANA database, such as `Europe/Berlin`.
    async fn time_zone(&self) -> &str {
        self.0.time_zone.name()
    }
}

/// What to change. What is left out stays.
#[derive(InputObject)]
pub(crate) struct NotificationPreferencesInput {
    /// All categories that are not wanted from now on.
    muted_categories: Option<Vec<String>>,
    /// Nothing is wanted before; null: notifications again.
    muted_until: MaybeUndefined<DateTime>,
    /// Hours of each day in which nothing is wanted; null: none.
    quiet_hours: MaybeUndefined<QuietHoursInput>,
}

/// Hours of each day; over midnight where they end before they begin.
#[derive(InputObject)]
pub(crate) struct QuietHoursInput {
    /// When they begin, such as `22:00`.
    from: String,
    /// When they end, such as `08:00`.
    to: String,
    /// The time zone by its name in the IANA database, such as `Europe/Berlin`.
    time_zone: String,
}

impl TryFrom<NotificationPreferencesInput> for NewWishes {
    type Error = GraphqlError;

    fn try_from(input: NotificationPreferencesInput) -> Result<Self> {
        let quiet_hours = match input.quiet_hours {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(hours) => Some(Some(read(&hours)?)),
        };
        let muted_until = match input.muted_until {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(until) => Some(Some(until.0)),
        };
        Ok(Self { muted_categories: input.muted_categories, muted_until, quiet_hours })
    }
}

fn read(hours: &QuietHoursInput) -> ServiceResult<preferences::QuietHours> {
    preferences::QuietHours::new(minute(&hours.from)?, minute(&hours.to)?, &hours.time_zone)
}

fn minute(text: &str) -> ServiceResult<i32> {
    let parts = text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2);
    let time = parts.and_then(|(hour, minute)| Some((hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?)));
    match time {
        Some((hour @ 0..24, minute @ 0..60)) => Ok(i32::from(hour) * 60 + i32::from(minute)),
        _ => Err(switchboard_services::Error::bad_input("A time of the day is written as 22:00.")),
    }
}

fn written(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
