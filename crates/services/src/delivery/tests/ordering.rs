//! Whose turn it is: order within a lane, the urgent before the rest, every lane in its turn, no chat above its limit.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use switchboard_store::{
    TenantId,
    entities::{
        chat::{self, ChatKind},
        integration::DeliveryPolicy,
        lane,
        outbox::{self, OutboxState},
    },
};
use tokio::time::Instant;
use uuid::Uuid;

use super::scripted::{BOT, PostOffice, fast, record_chat};
use crate::{
    delivery::{
        Class, DeliverySettings, Limit, Outgoing, accept_with_id,
        scheduler::{Pick, Scheduler},
    },
    work::Work,
};

const WALL: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

fn lane_row(id: i64, chat: i64, class: i16) -> lane::Model {
    lane::Model { id, bot_id: BOT, chat_id: chat, stream: Uuid::nil(), class, open: true }
}

fn chat_row(id: i64, kind: ChatKind) -> chat::Model {
    chat::Model {
        id,
        bot_id: BOT,
        tenant_id: TenantId(Uuid::nil()),
        telegram_chat_id: id * 100,
        kind,
        title: None,
        username: None,
        membership: None,
        added_by: None,
        is_heard: true,
        last_sent_at: None,
        blocked_until: None,
        waits_for: None,
        first_seen_at: WALL,
        last_seen_at: WALL,
    }
}

fn send_row(id: i64, lane: i64) -> Arc<outbox::Model> {
    Arc::new(outbox::Model {
        id,
        tenant_id: TenantId(Uuid::nil()),
        lane_id: lane,
        message_id: None,
        state: OutboxState::Pending,
        op: "sendMessage".to_owned(),
        payload: "{}".to_owned(),
        target: None,
        policy: DeliveryPolicy::Resend,
        on_failure: None,
        epoch: 0,
        attempts: 0,
        ambiguous: 0,
        repairs: 0,
        not_before: None,
        expires_at: None,
        created_at: WALL,
        started_at: None,
        done_at: None,
        reason: None,
        replay_of: None,
        broadcast_id: None,
        revision: 0,
    })
}

/// Runs a scheduler by hand over `lanes` (chat, class, rows), each send taking `latency`; returns (time, pick).
fn run(settings: DeliverySettings, lanes: &[(i64, i16, usize)], latency: Duration) -> Vec<(Duration, Pick)> {
    let start = Instant::now();
    let bot = settings.bot;
    let mut scheduler = Scheduler::new(Arc::new(settings), bot, start);
    let mut queues: Vec<Vec<i64>> = Vec::new();
    let mut rows = Vec::new();
    for (at, (chat, class, count)) in (1_i64..).zip(lanes) {
        let kind = if *chat % 2 == 0 { ChatKind::Private } else { ChatKind::Group };
        rows.push((lane_row(at, *chat, *class), chat_row(*chat, kind)));
        queues.push((0_i64..).take(*count).map(|n| n * 100 + at).collect());
    }
    scheduler.add(rows, start, WALL);
    let (mut now, mut sent, mut flying) = (start, Vec::new(), Vec::<(Instant, i64)>::new());
    let all: usize = lanes.iter().map(|lane| lane.2).sum();
    while sent.len() < all || !flying.is_empty() {
        for lane in scheduler.hungry(100) {
            let queue = &mut queues[usize::try_from(lane).unwrap() - 1];
            let heads: Vec<i64> = queue.drain(..queue.len().min(8)).collect();
            let rows = heads.into_iter().map(|id| send_row(id, lane)).collect();
            scheduler.feed(lane, rows, 8);
        }
        for pick in scheduler.pick(now, WALL).starts {
            assert!(flying.iter().all(|(_, lane)| *lane != pick.lane), "two of one lane in flight");
            scheduler.goes(&pick, now);
            flying.push((now + latency, pick.lane));
            sent.push((now - start, pick));
        }
        let next = flying.iter().map(|(at, _)| *at).chain(scheduler.next_look(now)).min();
        let Some(next) = next else { continue };
        now = next.max(now);
        flying.retain(|(at, lane)| {
            let lands = *at <= now;
            if lands {
                scheduler.ended(*lane);
            }
            !lands
        });
    }
    sent
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lanes_keep_their_order_and_no_window_sees_more_than_its_limit(
        lanes in prop::collection::vec((1_i64..6, 0_i16..3, 0_usize..40), 1..12),
        latency in 0_u64..400,
    ) {
        let settings = DeliverySettings {
            private_chat: Limit { limit: 10, window: Duration::from_secs(10), burst: 3 },
            group_chat: Limit { limit: 20, window: Duration::from_secs(60), burst: 5 },
            ..DeliverySettings::default()
        };
        let sent = run(settings.clone(), &lanes, Duration::from_millis(latency));
        for (lane, (_, _, count)) in (1_i64..).zip(&lanes) {
            let ids: Vec<i64> = sent.iter().filter(|(_, pick)| pick.lane == lane).map(|(_, pick)| pick.row.id).collect();
            prop_assert_eq!(ids.len(), *count);
            prop_assert!(ids.is_sorted());
        }
        for (at, pick) in &sent {
            let limit = if pick.chat % 2 == 0 { settings.private_chat } else { settings.group_chat };
            let from_here = |window: Duration| move |other: &&(Duration, Pick)| other.0 >= *at && other.0 < *at + window;
            let in_chat = sent.iter().filter(from_here(limit.window)).filter(|other| other.1.chat == pick.chat).count();
            prop_assert!(in_chat <= limit.limit as usize);
            prop_assert!(sent.iter().filter(from_here(settings.bot.window)).count() <= settings.bot.limit as usize);
        }
    }
}

#[tokio::test]
async fn a_long_lane_does_not_starve_the_others() {
    let one_by_one = DeliverySettings {
        bot: Limit { limit: 10, window: Duration::from_secs(1), burst: 1 },
        private_chat: fast().private_chat,
        ..fast()
    };
    let sent = run(one_by_one, &[(2, 1, 100), (4, 1, 3), (6, 1, 3)], Duration::ZERO);
    let early: Vec<i64> = sent.iter().take(9).map(|(_, pick)| pick.lane).collect();
    for lane in 1..=3 {
        assert_eq!(early.iter().filter(|picked| **picked == lane).count(), 3, "{early:?}");
    }
}

#[tokio::test]
async fn the_urgent_class_goes_first() {
    let office = PostOffice::open().await;
    let mut sends = Vec::new();
    for (text, class) in
        [("b", Class::Broadcast), ("n", Class::Notice), ("a", Class::Answer), ("p", Class::Probe)]
    {
        sends.push(office.accept(Outgoing { class, ..office.send(text) }).await);
    }
    office.deliver(&sends).await;
    assert_eq!(office.telegram.texts(), ["p", "a", "n", "b"]);
}

#[tokio::test]
async fn a_reply_mark_points_to_what_the_earlier_send_became() {
    let office = PostOffice::open().await;
    let header = office.accept(office.send("header")).await;
    let copy = office.accept(Outgoing { reply_to: Some(header), ..office.send("copy") }).await;
    office.deliver(&[header, copy]).await;
    let calls = office.telegram.calls();
    assert_eq!(calls[1].params["reply_parameters"]["message_id"], 1001);
}

#[tokio::test]
async fn who_is_accepted_while_there_is_always_something_to_do_does_not_wait_for_the_end_of_it() {
    let office = PostOffice::open().await;
    let mut chats = Vec::new();
    for telegram_chat_id in 1..=50 {
        chats.push(record_chat(&office.house.core, &office.home, telegram_chat_id).await);
    }
    let mut sends = Vec::new();
    let work = Work::begin(&office.house.core).await.unwrap();
    for _ in 0..12 {
        for &chat in &chats {
            let outgoing = Outgoing { chat, class: Class::Notice, ..office.send("waiting") };
            sends.push(accept_with_id(&work, office.home.tenant, outgoing).await.unwrap());
        }
    }
    work.commit().await.unwrap();
    // While a step is written, the next ones get their budget.
    let bot = Limit { limit: 1_000, window: Duration::from_secs(1), burst: 2 };
    let running = office.start(DeliverySettings { bot, ..fast() });
    while office.telegram.calls().len() < 50 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    sends.push(office.accept(office.send("urgent")).await);
    office.wait_for(&sends, |row| row.done_at.is_some()).await;
    running.stop().await;
    let texts = office.telegram.texts();
    let place = texts.iter().position(|text| text == "urgent").unwrap();
    assert!(place < texts.len() / 2, "it went as number {place} of {}", texts.len());
}
