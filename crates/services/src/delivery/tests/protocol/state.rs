//! One state of the world: what is committed, what the workers hold in memory, and what arrived at Telegram.

/// A send of a lane, by its place in the order of acceptance.
pub(in crate::delivery::tests) type Send = usize;

/// `outbox.state`, and before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) enum RowState {
    Unborn,
    /// Inserted in a transaction that is still open.
    Uncommitted,
    Pending,
    Sending,
    Sent,
    Uncertain,
    Failed,
    Cancelled,
    Expired,
}

/// A row of `outbox`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Row {
    pub(in crate::delivery::tests) state: RowState,
    pub(in crate::delivery::tests) epoch: u8,
    pub(in crate::delivery::tests) ambiguous: u8,
    /// Calls that nobody waits for any more, and that Telegram may still take.
    pub(in crate::delivery::tests) strays: u8,
    /// `cancelled` was answered, whatever the state says since.
    pub(in crate::delivery::tests) taken_back: bool,
    pub(in crate::delivery::tests) replayed: bool,
}

/// A row of `lane`, with its sends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Lane {
    pub(in crate::delivery::tests) open: bool,
    pub(in crate::delivery::tests) rows: Vec<Row>,
    /// What Telegram took, in its order.
    pub(in crate::delivery::tests) arrived: Vec<Send>,
}

/// `bot.owner`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) enum Owner {
    /// Nobody, or one that was declared gone and has found out.
    Free,
    /// A process that does not exist any more. Its beat stands still for ever.
    Crashed,
    /// This worker, under the id that it has now.
    Worker(usize),
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) enum Answer {
    Done,
    Refused,
    /// Surely not sent.
    Unsent,
    Lost,
}

/// How far a send in flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) enum Stage {
    /// The commit that marks it may have failed; the step is written again.
    Marking,
    /// Marked: the courier has it, and Telegram may take it at any time.
    Flying,
    /// The report is there.
    Answered(Answer),
}

/// The send in flight of a lane.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Flight {
    pub(in crate::delivery::tests) send: Send,
    /// As the row was when it was started.
    pub(in crate::delivery::tests) ambiguous: u8,
    pub(in crate::delivery::tests) stage: Stage,
}

/// `delivery::lane::LaneState`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Memory {
    /// Rows that were read; none: they must be read.
    pub(in crate::delivery::tests) heads: Vec<Send>,
    /// One, unless the protocol is flawed.
    pub(in crate::delivery::tests) flights: Vec<Flight>,
}

/// `delivery::owner::Owner`: the task that sends for the bot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Task {
    pub(in crate::delivery::tests) epoch: u8,
    /// It starts nothing any more.
    pub(in crate::delivery::tests) stopping: bool,
    pub(in crate::delivery::tests) lanes: Vec<Memory>,
}

/// A server process.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::delivery::tests) struct Worker {
    pub(in crate::delivery::tests) is_dead: bool,
    /// It was declared gone while it lives, and does not know.
    pub(in crate::delivery::tests) is_gone: bool,
    pub(in crate::delivery::tests) task: Option<Task>,
}

/// Everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::delivery::tests) struct State {
    pub(in crate::delivery::tests) lanes: Vec<Lane>,
    pub(in crate::delivery::tests) owner: Owner,
    pub(in crate::delivery::tests) epoch: u8,
    pub(in crate::delivery::tests) workers: [Worker; 2],
    /// What may still go wrong.
    pub(in crate::delivery::tests) troubles: u8,
}

impl Row {
    pub(in crate::delivery::tests) fn is_waiting(&self) -> bool {
        matches!(self.state, RowState::Pending | RowState::Sending)
    }

    pub(in crate::delivery::tests) fn has_ended(&self) -> bool {
        self.state == RowState::Sent || self.is_undelivered()
    }

    /// What `Deliveries::replay` sends again.
    pub(in crate::delivery::tests) fn is_undelivered(&self) -> bool {
        matches!(self.state, RowState::Uncertain | RowState::Failed | RowState::Cancelled | RowState::Expired)
    }

    /// What a person sees: it may be there twice, or it may not be there.
    pub(in crate::delivery::tests) fn is_flagged(&self) -> bool {
        self.ambiguous > 0 || self.state == RowState::Uncertain
    }
}

impl Lane {
    pub(in crate::delivery::tests) fn times(&self, send: Send) -> usize {
        self.arrived.iter().filter(|arrived| **arrived == send).count()
    }

    /// `store::dispatch::heads`.
    pub(in crate::delivery::tests) fn waiting(&self) -> Vec<Send> {
        (0..self.rows.len()).filter(|send| self.rows[*send].is_waiting()).collect()
    }

    pub(in crate::delivery::tests) fn is_locked(&self) -> bool {
        self.rows.iter().any(|row| row.state == RowState::Uncommitted)
    }
}

impl State {
    /// `lanes` says how many sends each lane gets.
    pub(in crate::delivery::tests) fn new(lanes: &[usize], troubles: u8) -> Self {
        let row = Row {
            state: RowState::Unborn,
            epoch: 0,
            ambiguous: 0,
            strays: 0,
            taken_back: false,
            replayed: false,
        };
        let lane = |sends: &usize| Lane { open: false, rows: vec![row.clone(); *sends], arrived: Vec::new() };
        Self {
            lanes: lanes.iter().map(lane).collect(),
            owner: Owner::Free,
            epoch: 0,
            workers: [Worker::default(), Worker::default()],
            troubles,
        }
    }

    /// The workers are alike: of two states that differ only in which is which, one is enough.
    pub(in crate::delivery::tests) fn ordered(mut self) -> Self {
        if self.workers[0] > self.workers[1] {
            self.workers.swap(0, 1);
            if let Owner::Worker(worker) = &mut self.owner {
                *worker = 1 - *worker;
            }
        }
        self
    }

    /// `store::ownership::hold`.
    pub(in crate::delivery::tests) fn holds(&self, worker: usize) -> bool {
        let epoch = self.workers[worker].task.as_ref().map(|task| task.epoch);
        self.owner == Owner::Worker(worker) && epoch == Some(self.epoch)
    }
}
