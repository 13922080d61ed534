//! A site with linked people, ready for load, and how a run of kills is judged.

use std::time::Duration;

use switchboard_tests::{
    DEAD_AFTER, Database, Figures, Ledger, Load, PATIENCE, Plan, Process, Site, audit, eventually,
};
use telegram_emulator::Phone;

/// How updates come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Intake {
    /// By `getUpdates`.
    Polling,
    /// By webhook.
    Webhook,
}

/// A site and the people who live there.
pub(super) struct Street {
    pub(super) site: Site,
    pub(super) people: Vec<(i32, Phone)>,
}

impl Street {
    /// Three linked people; no server runs.
    pub(super) async fn open(plan: Plan, intake: Intake) -> Self {
        let site = plan.site().await;
        let server = site.start().await;
        if intake == Intake::Webhook {
            site.use_webhook().await;
        }
        let mut people = Vec::new();
        for (user, name) in [(11, "anna"), (12, "ben"), (13, "carla")] {
            people.push((user, site.linked(user, name).await));
        }
        site.quiet().await;
        server.stop().await;
        Self { site, people }
    }

    pub(super) fn begin(&self) -> Load {
        Load::begin(&self.site.sim, &self.site.desk, &self.site.admin(), &self.people)
    }

    /// Waits until the bot sends again; returns how long after the start that was.
    pub(super) async fn sends_again(&self, server: &Process) -> Duration {
        let (sim, before) = (&self.site.sim, self.site.sim.last_call());
        let sends = |call: &telegram_emulator::Call| call.applied && call.method == "sendMessage";
        let sent = sim.wait_for_call(before, PATIENCE, sends).await;
        assert!(sent.is_some(), "it sends nothing any more; the log:\n{}", self.site.logs());
        server.started.elapsed()
    }

    /// Waits until the bot has handled as many more updates as it has in hand at a time.
    pub(super) async fn handles_again(&self) {
        let books = self.site.books().await;
        let handled = || books.count("select count(*) as n from inbox where state = 'handled'");
        let before = handled().await;
        eventually("that updates are handled", handled, |now| *now >= before + 8).await;
        books.close().await;
    }

    /// Waits until everybody was busy for a while.
    pub(super) async fn goes_on(&self, load: &Load) {
        let (accepted, answered) = (load.accepted(), load.answered());
        let seen = || async { (load.accepted(), load.answered()) };
        eventually("that life goes on", seen, |now| now.0 >= accepted + 15 && now.1 >= answered + 5).await;
    }

    /// How long a restart may take on a slow machine; the promise is 2 s, and on PostgreSQL the silence of the dead one more.
    pub(super) fn check_recovery(&self, took: Duration) {
        let silence = if self.site.kind == Database::Postgres { DEAD_AFTER } else { 0 };
        let limit = Duration::from_secs(u64::from(silence) + 8);
        assert!(took < limit, "it took {took:?} to send again");
    }

    /// Waits until all is done, and judges. No failure of Telegram's was played: only what a dead owner had started may be doubled.
    pub(super) async fn judge(&self, load: Load) -> Figures {
        let figures = self.audit(&load.rest().await).await;
        assert!(
            figures.accepted > 0 && figures.written > 0 && figures.answers > 0,
            "there was no load: {figures}"
        );
        assert!(
            figures.doubled <= figures.orphaned,
            "more was doubled than was started at a kill: {figures}"
        );
        assert_eq!(figures.uncertain + figures.reordered, 0, "{figures}");
        figures
    }

    /// Waits until all is done, and looks for what was lost, out of order, or doubled in silence.
    pub(super) async fn audit(&self, ledger: &Ledger) -> Figures {
        self.site.quiet().await;
        let books = self.site.books().await;
        let figures = audit(&self.site.sim, &self.site.desk, &books, ledger).await;
        books.close().await;
        self.site.check_logs();
        figures
    }
}
