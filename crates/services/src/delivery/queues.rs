//! The lanes of one bot, each in the one queue that its standing says.

use std::collections::{BTreeSet, HashMap};

use switchboard_store::{LaneId, entities::lane};
use tokio::time::Instant;

use super::lane::{LaneState, Standing};

/// Lanes by id, and the queues they stand in.
#[derive(Debug, Default)]
pub(super) struct Queues {
    lanes: HashMap<LaneId, LaneState>,
    hungry: BTreeSet<LaneId>,
    /// By class, then by the round in which they were served last.
    ready: BTreeSet<(i16, u64, LaneId)>,
    later: BTreeSet<(Instant, LaneId)>,
    closing: BTreeSet<LaneId>,
    round: u64,
}

impl Queues {
    /// A lane that is new here; its rows must be read.
    pub(super) fn insert(&mut self, lane: &lane::Model) {
        self.lanes.insert(lane.id, LaneState::new(lane));
        self.hungry.insert(lane.id);
    }

    pub(super) fn contains(&self, id: LaneId) -> bool {
        self.lanes.contains_key(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.lanes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lanes.is_empty()
    }

    pub(super) fn get(&self, id: LaneId) -> Option<&LaneState> {
        self.lanes.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: LaneId) -> Option<&mut LaneState> {
        self.lanes.get_mut(&id)
    }

    /// Forgets a closed lane.
    pub(super) fn remove(&mut self, id: LaneId) {
        self.closing.remove(&id);
        self.lanes.remove(&id);
    }

    pub(super) fn hungry(&self) -> impl Iterator<Item = LaneId> {
        self.hungry.iter().copied()
    }

    pub(super) fn closing(&self) -> impl Iterator<Item = LaneId> {
        self.closing.iter().copied()
    }

    pub(super) fn is_closing(&self, id: LaneId) -> bool {
        self.closing.contains(&id)
    }

    /// The most urgent lane that was served longest ago.
    pub(super) fn first_ready(&self) -> Option<LaneId> {
        self.ready.first().map(|(_, _, id)| *id)
    }

    /// When a lane may send next.
    pub(super) fn next_turn(&self, now: Instant) -> Option<Instant> {
        if self.ready.is_empty() { self.later.first().map(|(at, _)| *at) } else { Some(now) }
    }

    /// Those whose time has come are ready.
    pub(super) fn wake_due(&mut self, now: Instant) {
        while let Some(&(at, id)) = self.later.first() {
            if at > now {
                break;
            }
            self.queue(id);
        }
    }

    /// The lane's turn is over: what it has next decides where it stands.
    pub(super) fn settle(&mut self, id: LaneId) {
        let Some(lane) = self.lanes.get(&id) else { return };
        match (lane.heads.is_empty(), lane.more) {
            (false, _) => self.queue(id),
            (true, true) => self.place(id, Standing::Hungry),
            (true, false) => self.place(id, Standing::Closing),
        }
    }

    /// To the end of the round.
    pub(super) fn queue(&mut self, id: LaneId) {
        self.round += 1;
        self.place(id, Standing::Ready(self.round));
    }

    /// Where the lane stands from now on.
    pub(super) fn place(&mut self, id: LaneId, standing: Standing) {
        let Some(lane) = self.lanes.get_mut(&id) else { return };
        match lane.standing {
            Standing::Hungry => self.hungry.remove(&id),
            Standing::Ready(round) => self.ready.remove(&(lane.class, round, id)),
            Standing::Later(at) => self.later.remove(&(at, id)),
            Standing::Closing => self.closing.remove(&id),
            Standing::InFlight => true,
        };
        match standing {
            Standing::Hungry => self.hungry.insert(id),
            Standing::Ready(round) => self.ready.insert((lane.class, round, id)),
            Standing::Later(at) => self.later.insert((at, id)),
            Standing::Closing => self.closing.insert(id),
            Standing::InFlight => true,
        };
        lane.standing = standing;
    }
}
