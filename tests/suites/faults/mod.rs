//! Telegram, the network and the database fail under load, in every way there is: what was accepted is not lost, and what may be
//! there twice is marked.

mod answers;
mod clock;
mod database;
mod dead_bot;
mod herd;
mod outage;
mod rate_limits;
mod updates;

use std::time::Duration;

use switchboard_tests::{Claims, Figures, House, Load, PATIENCE, Plan, audit, eventually};
use telegram_emulator::{Fault, FaultKind, Phone};

/// A house with three linked people who are busy.
struct Busy {
    house: House,
    load: Load,
}

impl Busy {
    async fn open(plan: Plan) -> Self {
        let house = plan.open().await;
        // An answer may be asked about, and what is uncertain is told to the agent: both are no surprise here.
        house.announce("Conflict: ");
        let mut people: Vec<(i32, Phone)> = Vec::new();
        for (user, name) in [(11, "anna"), (12, "ben"), (13, "carla")] {
            people.push((user, house.linked(user, name, name).await.phone));
        }
        // Good for as long as any clock says.
        let sender = Claims::of(1).role("admin").with("exp", 4_102_444_800_i64);
        let load = Load::begin(&house.sim, house.desk(), &house.caller(&sender), &people);
        Self { house, load }
    }

    /// Waits until so many more notifications were accepted.
    async fn accept_more(&self, more: usize) {
        let wanted = self.load.accepted() + more;
        eventually("that load", || async { self.load.accepted() }, |accepted| *accepted >= wanted).await;
    }

    /// A fault for the next calls of both methods that carry words, and waits until it is used up.
    async fn play(&self, kind: FaultKind, times: u32) {
        for method in ["sendMessage", "copyMessage"] {
            self.house.sim.fault(Fault::new(kind).bot(self.house.bot.id).method(method).times(times));
        }
        self.used_up().await;
    }

    async fn used_up(&self) {
        let over = self.house.sim.wait_for(PATIENCE, |sim| sim.faults().is_empty().then_some(())).await;
        assert!(over.is_some(), "these faults were not met: {:?}", self.house.sim.faults());
    }

    /// Comes to rest and judges.
    async fn judge(self) -> Figures {
        let ledger = self.load.rest().await;
        self.house.quiet().await;
        let books = self.house.books().await;
        let figures = audit(&self.house.sim, self.house.desk(), &books, &ledger).await;
        books.close().await;
        self.house.close().await;
        figures
    }
}

/// How long a call to Telegram may take in these tests.
const CALL_TIMEOUT: Duration = Duration::from_secs(1);

fn parked(plan: Plan) -> Plan {
    plan.settings("[delivery]\npolicy = \"park\"\n")
}
