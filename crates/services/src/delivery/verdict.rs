//! What follows from an answer of Telegram: the one table. Descriptions are compared by prefix and without case, because
//! letters change between versions of the server. Texts: `tdlib/telegram-bot-api`, Client.cpp.

use crate::telegram::CallError;

/// What follows from a call that did not simply succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was done (also: there was nothing left to do).
    Done,
    /// Too fast: wait so many seconds, no attempt used.
    Wait(u32),
    /// Surely not sent: the bot backs off, the lane keeps its turn.
    Unsent,
    /// It may have been done: the policy decides.
    AnswerLost,
    /// Refused for good; a stable word says why.
    Failed(&'static str),
    /// Refused in a way that another form of the same may mend, once.
    Repair(Repair, &'static str),
    /// The group is a supergroup now, with this id.
    Migrated(i64),
    /// The token is refused: the bot is dead, its queue is kept.
    BotDead,
    /// Started, and then not called after all: its chat or bot was told to wait meanwhile.
    Withheld,
}

/// Another form of the same send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// Without parse mode and entities.
    PlainText,
    /// Without the reply mark.
    NoReply,
    /// The text under a picture without the picture.
    NoPhoto,
}

impl Repair {
    /// Its bit in `outbox.repairs`.
    pub(super) fn bit(self) -> i32 {
        match self {
            Self::PlainText => 1,
            Self::NoReply => 2,
            Self::NoPhoto => 4,
        }
    }
}

/// Refusals with 400 or 403, by the beginning of the description after `Bad Request: ` or `Forbidden: `.
const REFUSALS: &[(&str, Verdict)] = &[
    ("message is not modified", Verdict::Done),
    ("message to delete not found", Verdict::Done),
    ("query is too old", Verdict::Failed("query_too_old")),
    ("can't parse entities", Verdict::Repair(Repair::PlainText, "rejected")),
    ("can't parse message text", Verdict::Repair(Repair::PlainText, "rejected")),
    ("message to be replied not found", Verdict::Repair(Repair::NoReply, "rejected")),
    ("replied message not found", Verdict::Repair(Repair::NoReply, "rejected")),
    ("wrong http url specified", Verdict::Repair(Repair::NoPhoto, "rejected")),
    ("failed to get http url content", Verdict::Repair(Repair::NoPhoto, "rejected")),
    ("wrong type of the web page content", Verdict::Repair(Repair::NoPhoto, "rejected")),
    ("wrong file identifier/http url", Verdict::Repair(Repair::NoPhoto, "rejected")),
    ("not enough rights to send photos", Verdict::Repair(Repair::NoPhoto, "no_rights")),
    ("not enough rights", Verdict::Failed("no_rights")),
    ("have no rights to send", Verdict::Failed("no_rights")),
    ("need administrator rights", Verdict::Failed("no_rights")),
    ("chat_write_forbidden", Verdict::Failed("no_rights")),
    ("bot was blocked by the user", Verdict::Failed("blocked")),
    ("user is deactivated", Verdict::Failed("deactivated")),
    ("bot was kicked", Verdict::Failed("kicked")),
    ("bot is not a member", Verdict::Failed("not_a_member")),
    ("the group chat was deleted", Verdict::Failed("chat_not_found")),
    ("bot can't initiate conversation", Verdict::Failed("not_started")),
    ("chat not found", Verdict::Failed("chat_not_found")),
    ("user not found", Verdict::Failed("chat_not_found")),
    ("peer_id_invalid", Verdict::Failed("chat_not_found")),
    ("message thread not found", Verdict::Failed("topic_not_found")),
    ("topic_closed", Verdict::Failed("topic_closed")),
    ("topic_deleted", Verdict::Failed("topic_not_found")),
    ("message to copy not found", Verdict::Failed("source_not_found")),
    ("message to forward not found", Verdict::Failed("source_not_found")),
    ("message to edit not found", Verdict::Failed("source_not_found")),
    ("message text is empty", Verdict::Failed("empty")),
    ("message is too long", Verdict::Failed("too_long")),
    ("message_too_long", Verdict::Failed("too_long")),
    ("message caption is too long", Verdict::Failed("too_long")),
    ("media_caption_too_long", Verdict::Failed("too_long")),
];

/// Reads the table.
pub(super) fn judge(error: &CallError) -> Verdict {
    match error {
        CallError::Unsent(_) => Verdict::Unsent,
        CallError::Ambiguous(_) => Verdict::AnswerLost,
        CallError::Unreadable(_) => Verdict::Done,
        CallError::Refused { migrate_to: Some(chat), .. } => Verdict::Migrated(*chat),
        CallError::Refused { status, description, retry_after, .. } => {
            judge_refusal(*status, description, *retry_after)
        }
    }
}

fn judge_refusal(status: u16, description: &str, retry_after: Option<u32>) -> Verdict {
    let text = description.to_lowercase();
    match status {
        429 => Verdict::Wait(retry_after.unwrap_or(1).max(1)),
        401 => Verdict::BotDead,
        404 if !text.contains("method not found") => Verdict::BotDead,
        500.. => Verdict::AnswerLost,
        _ => {
            let reason = text.strip_prefix("bad request: ").or_else(|| text.strip_prefix("forbidden: "));
            let reason = reason.unwrap_or(&text);
            let row = REFUSALS.iter().find(|(prefix, _)| reason.starts_with(prefix));
            row.map_or(Verdict::Failed("rejected"), |(_, verdict)| verdict.clone())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, description: &str) -> CallError {
        CallError::Refused {
            status,
            description: description.to_owned(),
            retry_after: None,
            migrate_to: None,
        }
    }

    #[test]
    fn every_answer_has_its_consequence() {
        let table = [
            (refused(403, "Forbidden: bot was blocked by the user"), Verdict::Failed("blocked")),
            (refused(403, "Forbidden: user is deactivated"), Verdict::Failed("deactivated")),
            (refused(403, "Forbidden: bot was kicked from the supergroup chat"), Verdict::Failed("kicked")),
            (refused(400, "Bad Request: chat not found"), Verdict::Failed("chat_not_found")),
            (refused(400, "Bad Request: MESSAGE_TOO_LONG"), Verdict::Failed("too_long")),
            (refused(400, "Bad Request: message is not modified: specified new…"), Verdict::Done),
            (refused(400, "Bad Request: message to delete not found"), Verdict::Done),
            (
                refused(
                    400,
                    "Bad Request: can't parse entities: Unsupported start tag \"x\" at byte offset 0",
                ),
                Verdict::Repair(Repair::PlainText, "rejected"),
            ),
            (
                refused(400, "Bad Request: message to be replied not found"),
                Verdict::Repair(Repair::NoReply, "rejected"),
            ),
            (
                refused(400, "Bad Request: query is too old and response timeout expired"),
                Verdict::Failed("query_too_old"),
            ),
            (
                refused(400, "Bad Request: failed to get HTTP URL content"),
                Verdict::Repair(Repair::NoPhoto, "rejected"),
            ),
            (
                refused(400, "Bad Request: not enough rights to send photos to the chat"),
                Verdict::Repair(Repair::NoPhoto, "no_rights"),
            ),
            (
                refused(400, "Bad Request: not enough rights to send text messages to the chat"),
                Verdict::Failed("no_rights"),
            ),
            (refused(400, "Bad Request: something nobody has seen"), Verdict::Failed("rejected")),
            (refused(401, "Unauthorized"), Verdict::BotDead),
            (refused(404, "Not Found"), Verdict::BotDead),
            (refused(404, "Not Found: method not found"), Verdict::Failed("rejected")),
            (refused(429, "Too Many Requests: retry after 0"), Verdict::Wait(1)),
            (refused(502, "Bad Gateway"), Verdict::AnswerLost),
            (CallError::Unsent("dns".into()), Verdict::Unsent),
            (CallError::Ambiguous("reset".into()), Verdict::AnswerLost),
            (CallError::Unreadable("result".into()), Verdict::Done),
        ];
        for (error, verdict) in table {
            assert_eq!(judge(&error), verdict, "{error:?}");
        }
    }

    #[test]
    fn a_named_wait_and_a_new_chat_id_are_taken_from_the_parameters() {
        let wait = CallError::Refused {
            status: 429,
            description: String::new(),
            retry_after: Some(17),
            migrate_to: None,
        };
        assert_eq!(judge(&wait), Verdict::Wait(17));
        let moved = CallError::Refused {
            status: 400,
            description: "Bad Request: group chat was upgraded to a supergroup chat".into(),
            retry_after: None,
            migrate_to: Some(-1_001_234_567_890),
        };
        assert_eq!(judge(&moved), Verdict::Migrated(-1_001_234_567_890));
    }
}
