//! The owner of one bot: a task that alone sends for it. It reads lanes and heads, asks the scheduler whose turn it is,
//! marks starts and ends in one commit at a time, and hands started sends to the courier. Stopped, it finishes what is
//! in flight. What it could not finish is settled by the next owner.

use std::{sync::Arc, time::Duration};

use switchboard_store::integrations;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    courier::{Courier, Report},
    desk::Desk,
    ending::{Change, Ending},
    pauses::{SUSPICIOUS_LOSSES, back_off, probe},
    roster::OwnedBot,
    scheduler::Scheduler,
    settings::{DeliverySettings, Limit},
    step::{Step, Written},
    verdict::Verdict,
};
use crate::{bots, core::Core, error::Result, telegram::BotAccess, wakes::OutboxBell};

/// One bot's sending side.
pub(super) struct Owner {
    pub(super) core: Core,
    settings: Arc<DeliverySettings>,
    pub(super) owned: OwnedBot,
    access: Arc<BotAccess>,
    pub(super) scheduler: Scheduler,
    courier: Courier,
    pub(super) desk: Arc<Desk>,
    pub(super) bell: Arc<OutboxBell>,
    /// Boxed: the channel keeps room for dozens, for every idle bot.
    reports: mpsc::UnboundedReceiver<Box<Report>>,
    /// Whether the database holds open lanes beyond those in memory.
    pub(super) more_lanes: bool,
    probes: (mpsc::UnboundedSender<()>, mpsc::UnboundedReceiver<()>),
    pub(super) step: Step,
    failures: u32,
    losses: u32,
    pub(super) stop: CancellationToken,
}

impl Owner {
    /// Reads what an owner must know before it sends.
    ///
    /// # Errors
    /// When the bot has no token that opens, or the database fails.
    pub(super) async fn new(
        core: Core,
        settings: Arc<DeliverySettings>,
        desk: Arc<Desk>,
        owned: OwnedBot,
        stop: CancellationToken,
    ) -> Result<Self> {
        // The semaphore is never closed.
        let turn = desk.starting.acquire().await.ok();
        let access = Arc::new(bots::access(&core, owned.bot).await?);
        let row = integrations::by_bot(core.db.reader(), owned.bot).await?.map(|(_, bot)| bot);
        drop(turn);
        let now = Instant::now();
        let own_rate = row.as_ref().and_then(|bot| bot.rate).and_then(|rate| u32::try_from(rate).ok());
        let own_burst = row.as_ref().and_then(|bot| bot.burst).and_then(|burst| u32::try_from(burst).ok());
        let limit = Limit {
            limit: own_rate.unwrap_or(settings.bot.limit),
            burst: own_burst.unwrap_or(settings.bot.burst),
            window: settings.bot.window,
        };
        let mut scheduler = Scheduler::new(Arc::clone(&settings), limit, now);
        let blocked = row.and_then(|bot| bot.blocked_until).map(|until| until - core.clock.now());
        if let Some(wait) = blocked.and_then(|wait| wait.to_std().ok()) {
            scheduler.block_bot(now + wait);
        }
        let (sender, reports) = mpsc::unbounded_channel();
        let courier = Courier {
            core: core.clone(),
            access: Arc::clone(&access),
            permits: Arc::clone(&desk.permits),
            timeout: settings.call_timeout,
            reports: sender,
        };
        let bell = core.wakes.outbox_bell(owned.bot);
        let probes = mpsc::unbounded_channel();
        let (failures, losses) = (0, 0);
        let step = Step::default();
        Ok(Self {
            core,
            settings,
            owned,
            access,
            scheduler,
            courier,
            desk,
            bell,
            reports,
            more_lanes: false,
            probes,
            step,
            failures,
            losses,
            stop,
        })
    }

    /// Sends until it is stopped or the bot has another owner.
    pub(super) async fn run(mut self) {
        Box::pin(self.until_done(Self::begin)).await;
        loop {
            // Ten thousand idle owners keep room for waiting only.
            Box::pin(self.work()).await;
            if self.stop.is_cancelled() && self.scheduler.in_flight() == 0 {
                return;
            }
            if !self.next_event().await {
                let bot = self.owned.bot;
                tracing::warn!(bot, "stopped with sends in flight; the next owner settles them");
                return;
            }
        }
    }

    /// Reads, picks and carries out until there is nothing to do at once.
    async fn work(&mut self) {
        loop {
            if !self.stop.is_cancelled() {
                // With a backlog there is always something to do: who was just accepted must not wait for its end.
                self.until_done(Self::load_rung_lanes).await;
            }
            self.until_done(Self::fill_window).await;
            self.until_done(Self::feed_hungry).await;
            if !self.stop.is_cancelled() {
                let picks = self.scheduler.pick(Instant::now(), self.core.clock.now());
                self.step.starts = picks.starts;
                self.step.expired = picks.expired;
                self.step.closing = self.scheduler.closing();
                let ended =
                    self.step.endings.iter().filter(|ending| !matches!(ending.change, Change::Back(_)));
                let last =
                    ended.map(|ending| ending.report.pick.lane).filter(|lane| self.scheduler.is_last(*lane));
                self.step.closing.extend(last);
            }
            if self.step.is_empty() {
                return;
            }
            self.carry_out().await;
        }
    }

    /// Waits for something to do; `false` when a stop has waited long enough.
    async fn next_event(&mut self) -> bool {
        let stopping = self.stop.is_cancelled();
        let look = self.scheduler.next_look(Instant::now()).filter(|_| !stopping);
        let far = Instant::now() + Duration::from_secs(3600);
        let patience = self.settings.drain_timeout;
        tokio::select! {
            Some(report) = self.reports.recv() => {
                self.absorb(*report);
                self.absorb_all();
            }
            () = self.bell.rung(), if !stopping => Box::pin(self.until_done(Self::load_rung_lanes)).await,
            Some(()) = self.probes.1.recv() => {
                self.losses = 0;
                self.scheduler.set_paused(false);
            }
            () = sleep_until(look.unwrap_or(far)), if look.is_some() => {}
            () = self.stop.cancelled(), if !stopping => {}
            () = sleep(patience), if stopping => return false,
        }
        true
    }

    fn absorb_all(&mut self) {
        while let Ok(report) = self.reports.try_recv() {
            self.absorb(*report);
        }
    }

    /// Takes a report in: what it means for the pace now, and what the next step must write.
    fn absorb(&mut self, report: Report) {
        let ending = Ending::of(report);
        let now = Instant::now();
        match &ending.verdict {
            Verdict::Wait(seconds) => self.slow_down(&ending, *seconds, now),
            Verdict::Unsent => {
                self.failures += 1;
                self.scheduler.set_careful(true);
                self.scheduler.block_bot(now + back_off(self.failures));
                tracing::warn!(bot = self.owned.bot, failures = self.failures, "Telegram cannot be reached");
            }
            Verdict::AnswerLost => {
                self.losses += 1;
                if self.losses == SUSPICIOUS_LOSSES {
                    self.scheduler.set_paused(true);
                    probe(self.core.clone(), Arc::clone(&self.access), self.probes.0.clone());
                }
            }
            Verdict::BotDead => self.scheduler.set_paused(true),
            Verdict::Migrated(to) => self.scheduler.chat_moved(ending.report.pick.chat, *to),
            Verdict::Done | Verdict::Failed(_) | Verdict::Repair(..) | Verdict::Withheld => {}
        }
        if !matches!(ending.verdict, Verdict::Unsent | Verdict::AnswerLost) {
            (self.failures, self.losses) = (0, 0);
            self.scheduler.set_careful(false);
        }
        self.step.endings.push(ending);
    }

    /// Writes the step, again and again if the database is away: what happened must not be forgotten.
    async fn carry_out(&mut self) {
        let step = Arc::new(std::mem::take(&mut self.step));
        let given_up = Instant::now() + self.settings.drain_timeout;
        let mut failures = 0;
        let written = loop {
            match self.desk.write(self.owned, Arc::clone(&step)).await {
                Ok(written) => break written,
                Err(error) => {
                    tracing::error!(bot = self.owned.bot, %error, source = ?std::error::Error::source(&error), "a step could not be written");
                    if self.stop.is_cancelled() && Instant::now() > given_up {
                        break Written { lost: true, ..Written::default() };
                    }
                    failures += 1;
                    sleep(back_off(failures).min(Duration::from_secs(5))).await;
                }
            }
        };
        self.apply(&step, &written).await;
    }

    async fn apply(&mut self, step: &Step, written: &Written) {
        for ending in &step.endings {
            self.core.figures.count(ending);
            match ending.change {
                Change::Back(_) => {
                    let until = ending.pause.map(|pause| Instant::now() + pause);
                    self.scheduler.returned(ending.report.pick.lane, until);
                }
                Change::Sent(_) | Change::Over(..) => self.scheduler.ended(ending.report.pick.lane),
            }
        }
        self.scheduler.closed(&step.closing, &written.closed, Instant::now());
        // What came in while the step was written may have closed a chat: then nothing goes there any more.
        self.absorb_all();
        self.send_started(step, written);
        if step.endings.iter().any(|ending| ending.verdict == Verdict::BotDead) {
            self.declare_dead().await;
        }
        if written.lost {
            tracing::warn!(bot = self.owned.bot, "the bot has another owner");
            self.stop.cancel();
        }
    }

    fn send_started(&mut self, step: &Step, written: &Written) {
        let now = Instant::now();
        for mut pick in step.starts.iter().cloned() {
            let is_started = written.started.contains(&pick.row.id);
            if is_started && !self.scheduler.is_blocked(pick.chat, now) {
                self.scheduler.goes(&pick, now);
                if let Some(row) = written.rewritten.get(&pick.row.id) {
                    pick.row = Arc::clone(row);
                }
                let target = pick.row.target.and_then(|target| written.targets.get(&target).copied());
                self.courier.dispatch(pick, target);
                continue;
            }
            self.scheduler.stays(&pick);
            if is_started {
                self.step.endings.push(Ending::withheld(pick, self.core.clock.now()));
            } else if written.groundless.contains(&pick.row.id) {
                self.scheduler.ended(pick.lane);
            } else {
                self.scheduler.not_started(&pick);
            }
        }
    }

    async fn declare_dead(&self) {
        let version = self.access.token_version;
        match bots::declare_dead(&self.core, self.owned.bot, version).await {
            Ok(true) => {
                tracing::error!(bot = self.owned.bot, "Telegram refuses the bot's token; its queue is kept")
            }
            Ok(false) => {}
            Err(error) => {
                tracing::error!(bot = self.owned.bot, %error, "could not record that the bot is dead")
            }
        }
    }
}
