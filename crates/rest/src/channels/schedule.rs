//! When a channel wants anything, as this face writes it.

use serde::{Deserialize, Serialize};
use switchboard_services::channels::{self, NewSchedule};
use utoipa::ToSchema;

/// When a channel wants anything.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewChannelSchedule)]
pub(super) struct ScheduleInput {
    /// Without them: every day.
    days: Option<Vec<Day>>,
    /// When it begins on these days. Without both: the whole day.
    #[schema(example = "09:00")]
    from: Option<String>,
    /// When it ends, up to `24:00`; on the next day where it is before the beginning.
    #[schema(example = "18:00")]
    to: Option<String>,
    /// By its name in the IANA database.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
}

/// When a channel wants anything.
#[derive(Serialize, ToSchema)]
#[schema(as = ChannelSchedule)]
pub(super) struct Schedule {
    /// In the order of the week.
    days: Vec<Day>,
    /// Null: the whole day.
    #[schema(required, example = "09:00")]
    from: Option<String>,
    /// Null: the whole day.
    #[schema(required, example = "18:00")]
    to: Option<String>,
    #[schema(example = "Europe/Berlin")]
    time_zone: &'static str,
}

/// A day of the week.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Weekday)]
pub(super) enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<ScheduleInput> for NewSchedule {
    fn from(input: ScheduleInput) -> Self {
        let days = input.days.map(|days| days.into_iter().map(channels::Weekday::from).collect());
        Self { days, from: input.from, to: input.to, time_zone: input.time_zone }
    }
}

impl From<channels::Schedule> for Schedule {
    fn from(schedule: channels::Schedule) -> Self {
        Self {
            from: schedule.from(),
            to: schedule.to(),
            time_zone: schedule.time_zone(),
            days: schedule.days.into_iter().map(Day::from).collect(),
        }
    }
}

impl From<Day> for channels::Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Mon,
            Day::Tuesday => Self::Tue,
            Day::Wednesday => Self::Wed,
            Day::Thursday => Self::Thu,
            Day::Friday => Self::Fri,
            Day::Saturday => Self::Sat,
            Day::Sunday => Self::Sun,
        }
    }
}

impl From<channels::Weekday> for Day {
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
