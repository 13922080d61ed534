//! Written at once or resolved by the library: the answer is the same.

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
use chrono::TimeDelta;
use switchboard_services::{
    MessageDirection as Direction, MessageId, MessageStatus as Status, support::HistoryMessage,
};

use super::*;

struct Query(Vec<HistoryMessage>);

#[Object]
impl Query {
    async fn page(&self) -> MessagePage {
        MessagePage(self.0.iter().cloned().map(TelegramMessage).collect())
    }

    async fn list(&self) -> Vec<TelegramMessage> {
        self.0.iter().cloned().map(TelegramMessage).collect()
    }
}

fn history() -> Vec<HistoryMessage> {
    let now = chrono::DateTime::from_timestamp_nanos(1_790_000_000_123_456_000);
    let statuses = [Status::Received, Status::Queued, Status::Sent, Status::Failed, Status::Uncertain];
    let texts = ["", "<b>&amp; \"quoted\" \\", "line\nline\u{1}", "🦀 \u{2028}", "{\"a\":1}"];
    (0..5)
        .map(|n| HistoryMessage {
            id: MessageId::new(now),
            text: texts[n].to_owned(),
            timestamp: now + TimeDelta::nanoseconds(1_000 * n as i64),
            direction: if n == 0 { Direction::Incoming } else { Direction::Outgoing },
            status: statuses[n],
            admin_username: (n > 2).then(|| format!("agent \"{n}\"")),
        })
        .collect()
}

async fn both(history: Vec<HistoryMessage>, selection: &str) -> (String, String) {
    let schema = Schema::new(Query(history), EmptyMutation, EmptySubscription);
    let mut answers = Vec::new();
    for field in ["page", "list"] {
        let answer = schema.execute(format!("{{ it: {field} {selection} }}")).await;
        assert!(answer.errors.is_empty(), "{selection}: {:?}", answer.errors);
        answers.push(serde_json::to_string(&answer.data).unwrap());
    }
    let list = answers.pop().unwrap();
    (answers.pop().unwrap(), list)
}

#[tokio::test]
async fn whatever_is_selected_is_answered_as_the_library_would_to_the_byte() {
    for selection in [
        "{ id message timestamp direction status adminUsername }",
        "{ status adminUsername __typename }",
        "{ a: message b: message message message a: message }",
        "{ ... on TelegramMessage { id status } }",
        "{ id ... { message } direction }",
        "{ id @skip(if: false) message @include(if: true) status @skip(if: true) t: timestamp @include(if: false) }",
    ] {
        let (page, list) = both(history(), selection).await;
        assert_eq!(page, list, "{selection}");
        let (page, list) = both(Vec::new(), selection).await;
        assert_eq!(page, list, "{selection}");
    }
}

#[test]
fn only_plain_fields_are_written_at_once() {
    let items = |selection: &str| {
        let document = async_graphql::parser::parse_query(selection).unwrap();
        document.operations.iter().next().unwrap().1.node.selection_set.node.items.clone()
    };
    let keys = |selection: &str| {
        plain(&items(selection))
            .map(|wanted| wanted.iter().map(|one| (one.key.to_owned(), one.field)).collect::<Vec<_>>())
    };
    let expected = vec![("id".to_owned(), Field::Id), ("t".to_owned(), Field::TypeName)];
    assert_eq!(keys("{ id t: __typename id }"), Some(expected));
    for selection in ["{ ... { id } }", "{ id @skip(if: false) }", "{ id unknown }"] {
        assert_eq!(keys(selection), None, "{selection}");
    }
}
