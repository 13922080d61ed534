//! What a user wants to be notified of, and when: the rule that everything which notifies users asks before it accepts a
//! send. Replies of people are no notifications, and never ask.

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;
use switchboard_store::{
    HeldNotificationId, TenantId, UserId,
    addressees::Addressee,
    entities::{held_notification, notification_preference::Model},
    preferences,
};

use crate::{
    error::{Error, Result},
    work::Work,
};

/// Why a notification was held back.
pub use switchboard_store::entities::held_notification::HoldReason;

/// The categories that every tenant has.
pub const CATEGORIES: [&str; 4] = ["subscription", "security", "payment", "support"];
/// The category that may be forced.
pub const SECURITY: &str = "security";

const LONGEST_CATEGORY: usize = 40;
const DAY: i32 = 24 * 60;

/// A user's wishes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Not wanted.
    pub muted_categories: Vec<String>,
    /// Nothing is wanted before.
    pub muted_until: Option<DateTime<Utc>>,
    /// Nothing is wanted in these hours.
    pub quiet_hours: Option<QuietHours>,
}

/// Hours of each day; over midnight where they end before they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes after midnight, 0 to 1439.
    pub from: i32,
    /// Minutes after midnight, not the same.
    pub to: i32,
    /// Where midnight is.
    pub time_zone: Tz,
}

impl QuietHours {
    /// # Errors
    /// [`Error::BadInput`] for a time zone that is not known, or hours that are none.
    pub fn new(from: i32, to: i32, time_zone: &str) -> Result<Self> {
        let zone = time_zone.trim().parse();
        let time_zone = zone.map_err(|_| {
            Error::bad_input("The time zone is not known: give a name such as Europe/Berlin or UTC.")
        })?;
        if !(0..DAY).contains(&from) || !(0..DAY).contains(&to) || from == to {
            return Err(Error::bad_input("Quiet hours begin and end at two different times of the day."));
        }
        Ok(Self { from, to, time_zone })
    }

    fn contain(&self, now: DateTime<Utc>) -> bool {
        let local = now.with_timezone(&self.time_zone);
        let minute = i32::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

impl Preferences {
    /// Why a notification of `category` is not wanted at `now`; `None`: it is.
    #[must_use]
    pub fn against(&self, category: Option<&str>, now: DateTime<Utc>) -> Option<HoldReason> {
        let is_muted = |category: &str| self.muted_categories.iter().any(|muted| muted == category);
        if category.is_some_and(is_muted) {
            Some(HoldReason::Category)
        } else if self.muted_until.is_some_and(|until| now < until) {
            Some(HoldReason::Muted)
        } else if self.quiet_hours.is_some_and(|hours| hours.contain(now)) {
            Some(HoldReason::QuietHours)
        } else {
            None
        }
    }

    /// The stored record.
    #[must_use]
    pub fn of_row(row: &Model) -> Self {
        let hours = row.quiet_from.zip(row.quiet_to).zip(row.time_zone.as_deref());
        Self {
            muted_categories: serde_json::from_str(&row.muted_categories).unwrap_or_default(),
            muted_until: row.muted_until,
            quiet_hours: hours.and_then(|((from, to), zone)| QuietHours::new(from, to, zone).ok()),
        }
    }

    /// As it is stored.
    #[must_use]
    pub fn to_row(&self, tenant: TenantId, user: UserId, now: DateTime<Utc>) -> Model {
        Model {
            user_id: user,
            tenant_id: tenant,
            muted_categories: serde_json::json!(self.muted_categories).to_string(),
            muted_until: self.muted_until,
            quiet_from: self.quiet_hours.map(|hours| hours.from),
            quiet_to: self.quiet_hours.map(|hours| hours.to),
            time_zone: self.quiet_hours.map(|hours| hours.time_zone.name().to_owned()),
            updated_at: now,
        }
    }
}

/// The category of that name: lower case, letters, digits, `_` and `-`.
///
/// # Errors
/// [`Error::BadInput`] for what is no name.
pub fn category(name: &str) -> Result<String> {
    let name = name.trim().to_ascii_lowercase();
    let is_name = (1..=LONGEST_CATEGORY).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
    let text = "A category is named by 1 to 40 letters, digits, `_` or `-`, for example payment.";
    if is_name { Ok(name) } else { Err(Error::bad_input(text)) }
}

/// What the user wants.
///
/// # Errors
/// When the database fails.
pub async fn of_user(work: &Work, tenant: TenantId, user: UserId) -> Result<Preferences> {
    let row = preferences::of_user(work.tx(), tenant, user).await?;
    Ok(row.as_ref().map(Preferences::of_row).unwrap_or_default())
}

/// Whether the user wants this notification now. If not, that is recorded with the reason, and it must not be sent.
///
/// # Errors
/// When the database fails.
pub async fn hold_back(
    work: &Work,
    addressee: &Addressee,
    category: Option<&str>,
    text: &str,
) -> Result<Option<HoldReason>> {
    let wishes = addressee.preferences.as_ref().map(Preferences::of_row).unwrap_or_default();
    let Some(reason) = wishes.against(category, work.now) else {
        return Ok(None);
    };
    let held = held_notification::Model {
        id: HeldNotificationId::new(work.now),
        tenant_id: addressee.contact.tenant_id,
        user_id: addressee.user,
        category: category.map(str::to_owned),
        reason,
        body: text.to_owned(),
        held_at: work.now,
    };
    preferences::hold(work.tx(), held).await?;
    Ok(Some(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn quiet_hours_are_of_the_users_own_clock_over_midnight_and_through_summer_time() {
        let hours = QuietHours::new(22 * 60, 8 * 60, "Europe/Berlin").unwrap();
        for (moment, is_quiet) in [
            ("2026-01-15T20:59:00Z", false),
            ("2026-01-15T21:00:00Z", true),
            ("2026-01-16T06:59:59Z", true),
            ("2026-01-16T07:00:00Z", false),
            ("2026-07-15T20:00:00Z", true),
            ("2026-07-15T06:00:00Z", false),
        ] {
            assert_eq!(hours.contain(at(moment)), is_quiet, "{moment}");
        }
        let noon = QuietHours::new(12 * 60, 13 * 60, "UTC").unwrap();
        assert!(noon.contain(at("2026-01-15T12:59:00Z")) && !noon.contain(at("2026-01-15T13:00:00Z")));
    }

    #[test]
    fn hours_that_are_none_and_zones_that_nobody_knows_are_refused() {
        for (from, to, zone) in
            [(0, 0, "UTC"), (-1, 5, "UTC"), (5, 1440, "UTC"), (1, 2, "Mars/Olympus"), (1, 2, "")]
        {
            assert!(QuietHours::new(from, to, zone).is_err(), "{from} {to} {zone}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_held_back_for_the_first_reason() {
        let now = at("2026-01-15T12:30:00Z");
        let mut wishes =
            Preferences { muted_categories: vec!["payment".to_owned()], ..Preferences::default() };
        assert_eq!(wishes.against(Some("payment"), now), Some(HoldReason::Category));
        assert_eq!(wishes.against(Some("security"), now), None);
        assert_eq!(wishes.against(None, now), None);
        wishes.quiet_hours = QuietHours::new(720, 780, "UTC").ok();
        assert_eq!(wishes.against(None, now), Some(HoldReason::QuietHours));
        wishes.muted_until = Some(at("2026-01-15T12:30:01Z"));
        assert_eq!(wishes.against(None, now), Some(HoldReason::Muted));
        assert_eq!(wishes.against(Some("payment"), now), Some(HoldReason::Category));
    }

    #[test]
    fn categories_have_plain_names() {
        assert_eq!(category(" Payment ").unwrap(), "payment");
        for name in ["", "два", "a b", &"a".repeat(41), "a:b"] {
            assert!(category(name).is_err(), "{name}");
        }
    }
}
