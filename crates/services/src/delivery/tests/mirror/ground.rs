//! The real thing: a database, two workers' memories, and how it is compared with the model.

use std::{collections::VecDeque, sync::Arc};

use switchboard_store::{
    ChatId, LaneId, OutboxId, WorkerId, dispatch,
    entities::{
        integration::DeliveryPolicy,
        outbox::{self, OutboxState},
    },
    integrations, outcomes, ownership,
};
use tokio::runtime::Runtime;

use super::super::{
    protocol::{
        Policy,
        model::Action,
        state::{self, Answer, RowState, State},
    },
    scripted::{ANN, BOT, PostOffice, record_chat},
};
use crate::{
    actor::{Actor, Role},
    deliveries::Deliveries,
    delivery::{Outgoing, roster::OwnedBot, scheduler::Pick},
    error::Error,
    people::database::{Database, Removal},
};

/// A send in flight.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) pick: Pick,
    pub(super) answer: Option<Answer>,
}

/// A lane in a worker's memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Held {
    pub(super) heads: VecDeque<Arc<outbox::Model>>,
    pub(super) flight: Option<Flight>,
}

/// A process.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) id: WorkerId,
    pub(super) owned: Option<OwnedBot>,
    pub(super) lanes: Vec<Held>,
}

/// A chat with its lane and sends.
#[derive(Debug)]
pub(super) struct Street {
    pub(super) chat: ChatId,
    pub(super) telegram_chat_id: i64,
    pub(super) lane: Option<LaneId>,
    pub(super) sends: Vec<OutboxId>,
}

pub(super) struct Ground {
    runtime: Option<Runtime>,
    removal: Option<Removal>,
    pub(super) world: World,
}

pub(super) struct World {
    pub(super) office: PostOffice,
    pub(super) policy: DeliveryPolicy,
    pub(super) streets: Vec<Street>,
    pub(super) hands: [Hand; 2],
    /// The id under which a process owned the bot when it crashed.
    pub(super) crashed: Option<WorkerId>,
    pub(super) admin: Actor,
}

impl Ground {
    pub(super) fn open<D: Database>(state: &State, policy: Policy) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (world, removal) = runtime.block_on(async {
            let (house, removal) = D::open().await;
            (World::open(PostOffice::in_house(house).await, state.lanes.len(), policy).await, removal)
        });
        Self { runtime: Some(runtime), removal, world }
    }

    /// Does it.
    pub(super) fn make(&mut self, action: Action) {
        self.runtime.as_ref().unwrap().block_on(self.world.make(action));
    }

    /// Fails unless the database says what the model says.
    pub(super) fn compare(&self, state: &State) {
        self.runtime.as_ref().unwrap().block_on(self.world.compare(state));
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let (Some(runtime), Some(removal)) = (self.runtime.take(), self.removal.take()) {
            runtime.block_on(removal.carry_out());
        }
    }
}

impl World {
    async fn open(office: PostOffice, lanes: usize, policy: Policy) -> Self {
        let mut streets = Vec::new();
        for telegram_chat_id in (ANN..).take(lanes) {
            let chat = record_chat(&office.house.core, &office.home, telegram_chat_id).await;
            streets.push(Street { chat, telegram_chat_id, lane: None, sends: Vec::new() });
        }
        let policy = match policy {
            Policy::Resend => DeliveryPolicy::Resend,
            Policy::Park => DeliveryPolicy::Park,
        };
        let admin = office.house.caller(&office.home, "1", Role::Admin).await;
        let hands = [Self::hire(&office).await, Self::hire(&office).await];
        Self { office, policy, streets, hands, crashed: None, admin }
    }

    /// A process that starts.
    pub(super) async fn hire(office: &PostOffice) -> Hand {
        let now = office.house.now();
        let id = WorkerId::new(now);
        ownership::register(office.house.core.db.writer(), id, "", now).await.unwrap();
        Hand { id, owned: None, lanes: Vec::new() }
    }

    /// Every second send carries a message.
    pub(super) async fn accept(&mut self, lane: usize) {
        let street = &self.streets[lane];
        let message =
            if street.sends.len().is_multiple_of(2) { Some(self.office.message().await) } else { None };
        let send = self.office.send(&format!("{lane}-{}", street.sends.len()));
        let outgoing = Outgoing { chat: street.chat, policy: Some(self.policy), message, ..send };
        let id = self.office.accept(outgoing).await;
        let row = self.office.rows(&[id]).await.remove(0);
        let street = &mut self.streets[lane];
        street.sends.push(id);
        street.lane = Some(row.lane_id);
    }

    pub(super) async fn cancel(&self, lane: usize, send: state::Send) {
        let deliveries = Deliveries::new(self.office.house.core.clone());
        deliveries.cancel(&self.admin, self.streets[lane].sends[send]).await.unwrap();
    }

    pub(super) async fn replay(&mut self, lane: usize, send: state::Send) {
        let deliveries = Deliveries::new(self.office.house.core.clone());
        let old = self.streets[lane].sends[send];
        let new = deliveries.replay(&self.admin, old).await.unwrap();
        let twice = deliveries.replay(&self.admin, old).await;
        assert!(matches!(twice, Err(Error::Conflict(_))), "a send was sent again twice: {twice:?}");
        self.streets[lane].sends.push(new);
    }

    async fn compare(&self, state: &State) {
        let reader = self.office.house.core.db.reader();
        let rows = outcomes::after(reader, self.office.home.tenant, 0, 1_000).await.unwrap();
        for (street, lane) in self.streets.iter().zip(&state.lanes) {
            let known: Vec<_> = rows.iter().filter(|row| street.sends.contains(&row.id)).map(shown).collect();
            let is_there = |row: &&state::Row| !matches!(row.state, RowState::Unborn | RowState::Uncommitted);
            let wanted: Vec<_> = lane.rows.iter().filter(is_there).map(wanted).collect();
            assert_eq!(known, wanted, "the rows of {street:?}");
            if let Some(id) = street.lane {
                let found = dispatch::lanes(reader, BOT, &[id]).await.unwrap();
                assert_eq!(found[0].0.open, lane.open, "whether {street:?} is open");
            }
        }
        let (_, bot) = integrations::by_bot(reader, BOT).await.unwrap().unwrap();
        assert_eq!(bot.epoch, i64::from(state.epoch));
        let owner = match state.owner {
            state::Owner::Worker(worker) => Some(self.hands[worker].id),
            state::Owner::Crashed => self.crashed,
            // Nobody, or somebody who is gone.
            state::Owner::Free => return,
        };
        assert_eq!(bot.owner, owner);
    }
}

/// State, doubts, and the epoch under which it was started.
type Seen = (OutboxState, i32, Option<i64>);

fn shown(row: &outbox::Model) -> Seen {
    (row.state, row.ambiguous, (row.state == OutboxState::Sending).then_some(row.epoch))
}

fn wanted(row: &state::Row) -> Seen {
    let state = match row.state {
        RowState::Unborn | RowState::Uncommitted | RowState::Pending => OutboxState::Pending,
        RowState::Sending => OutboxState::Sending,
        RowState::Sent => OutboxState::Sent,
        RowState::Uncertain => OutboxState::Uncertain,
        RowState::Failed => OutboxState::Failed,
        RowState::Cancelled => OutboxState::Cancelled,
        RowState::Expired => OutboxState::Expired,
    };
    (state, i32::from(row.ambiguous), (state == OutboxState::Sending).then_some(i64::from(row.epoch)))
}
