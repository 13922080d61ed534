//! When a channel wants anything: on which days, in which hours, where.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use switchboard_store::entities::channel::Model;

use crate::error::{Error, Result};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
const DAY: i32 = 24 * 60;

/// A schedule as a caller writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSchedule {
    /// Without them: every day. None twice.
    pub days: Option<Vec<Weekday>>,
    /// When it begins on these days, such as `09:00`. Without both: the whole day.
    pub from: Option<String>,
    /// When it ends, such as `18:00` or `24:00`; on the next day where it is before the beginning.
    pub to: Option<String>,
    /// By its name in the IANA database, such as `Europe/Berlin`.
    pub time_zone: String,
}

/// When a channel wants anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// In the order of the week.
    pub days: Vec<Weekday>,
    hours: Option<(i32, i32)>,
    time_zone: Tz,
}

impl Schedule {
    /// # Errors
    /// `BadInput` for a time zone that is not known, days that are none or twice there, hours that are none.
    pub(super) fn new(new: &NewSchedule) -> Result<Self> {
        let zone = new.time_zone.trim().parse();
        let time_zone = zone.map_err(|_| {
            Error::bad_field(
                "schedule.time_zone",
                "schedule: the time zone is not known: give a name such as Europe/Berlin or UTC.",
            )
        })?;
        let hours = match (&new.from, &new.to) {
            (None, None) => None,
            (Some(from), Some(to)) => Some((minute("schedule.from", from)?, minute("schedule.to", to)?)),
            (from, _) => {
                let missing = if from.is_none() { "schedule.from" } else { "schedule.to" };
                return Err(Error::bad_field(missing, "schedule: give both from and to, or neither."));
            }
        };
        if hours.is_some_and(|(from, to)| from == to || from == DAY || to == 0) {
            return Err(Error::bad_field(
                "schedule.to",
                "schedule: it begins and ends at two different times; midnight as an end is 24:00.",
            ));
        }
        let days = match &new.days {
            None => WEEK.to_vec(),
            Some(days) => once(days)?,
        };
        Ok(Self { days, hours, time_zone })
    }

    /// Whether anything is wanted now. A night belongs to the day on which it begins.
    pub(super) fn is_open(&self, now: DateTime<Utc>) -> bool {
        let local = now.with_timezone(&self.time_zone);
        let minute = i32::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
        let today = self.days.contains(&local.weekday());
        let yesterday = self.days.contains(&local.weekday().pred());
        match self.hours {
            None => today,
            Some((from, to)) if from < to => today && (from..to).contains(&minute),
            Some((from, to)) => (today && minute >= from) || (yesterday && minute < to),
        }
    }

    /// When it begins; `None`: the whole day.
    #[must_use]
    pub fn from(&self) -> Option<String> {
        self.hours.map(|(from, _)| written(from))
    }

    /// When it ends; `None`: the whole day.
    #[must_use]
    pub fn to(&self) -> Option<String> {
        self.hours.map(|(_, to)| written(to))
    }

    /// By its name in the IANA database.
    #[must_use]
    pub fn time_zone(&self) -> &'static str {
        self.time_zone.name()
    }

    /// The stored one.
    pub(super) fn of_row(row: &Model) -> Option<Self> {
        let time_zone = row.time_zone.as_deref()?.parse().ok()?;
        let bits = row.days?;
        let days = WEEK.into_iter().filter(|day| bits & bit(*day) != 0).collect();
        Some(Self { days, hours: row.opens.zip(row.closes), time_zone })
    }

    /// Stores it, or that there is none.
    pub(super) fn store(schedule: Option<&Self>, row: &mut Model) {
        row.days = schedule.map(|schedule| schedule.days.iter().map(|day| bit(*day)).sum());
        row.opens = schedule.and_then(|schedule| schedule.hours).map(|(from, _)| from);
        row.closes = schedule.and_then(|schedule| schedule.hours).map(|(_, to)| to);
        row.time_zone = schedule.map(|schedule| schedule.time_zone.name().to_owned());
    }
}

fn bit(day: Weekday) -> i32 {
    1 << day.num_days_from_monday()
}

fn once(days: &[Weekday]) -> Result<Vec<Weekday>> {
    let sorted: Vec<Weekday> = WEEK.into_iter().filter(|day| days.contains(day)).collect();
    if days.is_empty() || sorted.len() != days.len() {
        let text = "schedule: days are one to seven days of the week, each once.";
        return Err(Error::bad_field("schedule.days", text));
    }
    Ok(sorted)
}

fn minute(field: &str, text: &str) -> Result<i32> {
    let parts = text.split_once(':').filter(|(hour, minute)| hour.len() == 2 && minute.len() == 2);
    let time = parts.and_then(|(hour, minute)| Some((number(hour)?, number(minute)?)));
    match time {
        Some((hour @ 0..24, minute @ 0..60)) => Ok(i32::from(hour) * 60 + i32::from(minute)),
        Some((24, 0)) => Ok(DAY),
        _ => Err(Error::bad_field(field, "schedule: a time of the day is written as 09:00.")),
    }
}

/// Digits only: a sign would be taken as well.
fn number(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn written(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(days: &[Weekday], hours: Option<(&str, &str)>, zone: &str) -> Result<Schedule> {
        Schedule::new(&NewSchedule {
            days: Some(days.to_vec()),
            from: hours.map(|(from, _)| from.to_owned()),
            to: hours.map(|(_, to)| to.to_owned()),
            time_zone: zone.to_owned(),
        })
    }

    fn open(schedule: &Schedule, moments: &[(&str, bool)]) {
        for (moment, is_open) in moments {
            assert_eq!(schedule.is_open(moment.parse().unwrap()), *is_open, "{moment}");
        }
    }

    #[test]
    fn working_hours_are_those_of_the_channels_own_clock_through_summer_time() {
        let work = schedule(&WEEK[..5], Some(("09:00", "18:00")), "Europe/Berlin").unwrap();
        open(
            &work,
            &[
                ("2026-01-16T07:59:59Z", false),
                ("2026-01-16T08:00:00Z", true),
                ("2026-01-16T16:59:59Z", true),
                ("2026-01-16T17:00:00Z", false),
                ("2026-01-17T12:00:00Z", false),
                ("2026-07-17T07:00:00Z", true),
                ("2026-07-17T16:00:00Z", false),
            ],
        );
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let friday_night = schedule(&[Weekday::Fri], Some(("22:00", "06:00")), "UTC").unwrap();
        open(
            &friday_night,
            &[
                ("2026-01-16T03:00:00Z", false),
                ("2026-01-16T22:00:00Z", true),
                ("2026-01-17T05:59:00Z", true),
                ("2026-01-17T06:00:00Z", false),
                ("2026-01-17T23:00:00Z", false),
            ],
        );
    }

    #[test]
    fn days_alone_are_whole_days_and_hours_alone_are_of_every_day() {
        let weekend = schedule(&WEEK[5..], None, "Asia/Tokyo").unwrap();
        open(&weekend, &[("2026-01-16T14:59:00Z", false), ("2026-01-16T15:00:00Z", true)]);
        let new = NewSchedule {
            from: Some("00:00".into()),
            to: Some("24:00".into()),
            time_zone: "UTC".into(),
            ..NewSchedule::default()
        };
        let always = Schedule::new(&new).unwrap();
        open(&always, &[("2026-01-16T00:00:00Z", true), ("2026-01-18T23:59:59Z", true)]);
        assert_eq!((always.from().as_deref(), always.to().as_deref()), (Some("00:00"), Some("24:00")));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        let twice = [Weekday::Mon, Weekday::Mon];
        assert!(schedule(&[], None, "UTC").is_err() && schedule(&twice, None, "UTC").is_err());
        assert!(schedule(&WEEK, None, "Mars/Olympus").is_err());
        for (from, to) in [
            ("09:00", "09:00"),
            ("9:00", "18:00"),
            ("25:00", "26:00"),
            ("24:00", "06:00"),
            ("06:00", "00:00"),
            ("+9:00", "18:00"),
            ("24:01", "25:00"),
            ("", ""),
        ] {
            assert!(schedule(&WEEK, Some((from, to)), "UTC").is_err(), "{from} {to}");
        }
        let half =
            NewSchedule { from: Some("09:00".into()), time_zone: "UTC".into(), ..NewSchedule::default() };
        assert!(Schedule::new(&half).is_err());
    }
}
