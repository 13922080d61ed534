//! Whether a channel wants an alert.

use chrono::{DateTime, Utc};
use switchboard_store::entities::channel::Model;

use super::{alert::Subject, schedule::Schedule, view::topics};

/// Why a channel does not want it, in a stable word; `None`: it does.
pub(super) fn objection(
    channel: &Model,
    subject: Option<&Subject>,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    if !channel.is_enabled {
        return Some("disabled");
    }
    if let Some(subject) = subject {
        let wanted = topics(&channel.topics);
        if !wanted.is_empty() && !wanted.contains(&subject.topic) {
            return Some("topic");
        }
        if subject.level < channel.level {
            return Some("level");
        }
    }
    let is_open = Schedule::of_row(channel).is_none_or(|schedule| schedule.is_open(now));
    (!is_open).then_some("schedule")
}

#[cfg(test)]
mod tests {
    use switchboard_store::{ChannelId, TenantId};
    use uuid::Uuid;

    use super::*;

    const NOW: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

    fn channel(change: impl FnOnce(&mut Model)) -> Model {
        let mut channel = Model {
            id: ChannelId(Uuid::nil()),
            tenant_id: TenantId(Uuid::nil()),
            user_id: None,
            name: "On call".to_owned(),
            chat_id: "-7".to_owned(),
            bot_id: None,
            days: None,
            opens: None,
            closes: None,
            time_zone: None,
            level: 3,
            topics: r#"["orders"]"#.to_owned(),
            is_enabled: true,
            created_at: NOW,
            updated_at: NOW,
            deleted_at: None,
        };
        change(&mut channel);
        channel
    }

    fn subject(topic: &str, level: i32) -> Option<Subject> {
        Some(Subject { topic: topic.to_owned(), level })
    }

    #[test]
    fn a_channel_wants_its_topics_from_its_level_on() {
        let plain = channel(|_| {});
        for (topic, level, objected) in [
            ("orders", 3, None),
            ("orders", 5, None),
            ("orders", 2, Some("level")),
            ("payments", 5, Some("topic")),
        ] {
            assert_eq!(objection(&plain, subject(topic, level).as_ref(), NOW), objected, "{topic} {level}");
        }
        let all = channel(|row| row.topics = "[]".to_owned());
        assert_eq!(objection(&all, subject("payments", 3).as_ref(), NOW), None);
    }

    #[test]
    fn a_channel_that_is_named_is_asked_for_its_hours_only() {
        assert_eq!(objection(&channel(|_| {}), None, NOW), None);
        let off = channel(|row| row.is_enabled = false);
        assert_eq!(objection(&off, None, NOW), Some("disabled"));
        // The epoch was a Thursday.
        let mondays = channel(|row| (row.days, row.time_zone) = (Some(1), Some("UTC".to_owned())));
        assert_eq!(objection(&mondays, None, NOW), Some("schedule"));
        assert_eq!(objection(&mondays, subject("orders", 5).as_ref(), NOW), Some("schedule"));
    }
}
