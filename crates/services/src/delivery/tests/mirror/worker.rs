//! The model's steps of callers and workers, done for real.

use switchboard_store::ownership;

use super::{
    super::{protocol::model::Action, scripted::BOT},
    ground::{Held, World},
};
use crate::delivery::{roster::OwnedBot, takeover};

impl World {
    pub(super) async fn make(&mut self, action: Action) {
        match action {
            // Nobody sees what is not committed.
            Action::Insert { .. } => {}
            Action::Commit { lane, .. } => self.accept(lane).await,
            Action::Cancel { lane, send } => self.cancel(lane, send).await,
            Action::Replay { lane, send } => self.replay(lane, send).await,
            Action::Take { worker } => self.take(worker).await,
            Action::DeclareGone { worker } => self.declare_gone(worker).await,
            // It starts nothing more: the model knows.
            Action::Stop { .. } => {}
            Action::Rest { worker } => self.rest(worker).await,
            Action::Crash { worker } => self.crash(worker).await,
            Action::Restart { worker } => self.hands[worker] = Self::hire(&self.office).await,
            Action::Read { worker, lane } => self.read(worker, lane).await,
            Action::Start { worker, lane, .. } => self.start(worker, lane).await,
            Action::Answer { worker, lane, answer, .. } => self.answer(worker, lane, answer),
            Action::StrayArrives { .. } => {}
            Action::Finish { worker, lane, known, .. } => self.finish(worker, lane, known).await,
            Action::Expire { worker, lane } => self.expire(worker, lane).await,
            Action::Close { worker, lane } => self.close(worker, lane).await,
        }
    }

    async fn take(&mut self, worker: usize) {
        let core = &self.office.house.core;
        if let Some(crashed) = self.crashed.take() {
            // It may be gone and forgotten already.
            ownership::declare_gone(core.db.writer(), crashed, 0).await.unwrap();
        }
        let taken = takeover::take(core, self.hands[worker].id, 10).await.unwrap();
        assert_eq!(taken.iter().map(|bot| bot.id).collect::<Vec<_>>(), [BOT], "it could not be taken");
        let hand = &mut self.hands[worker];
        hand.owned = Some(OwnedBot {
            bot: BOT,
            tenant: self.office.home.tenant,
            owner: hand.id,
            epoch: taken[0].epoch,
            token_version: taken[0].token_version,
            polled: true,
        });
        hand.lanes = vec![Held::default(); self.streets.len()];
    }

    /// Nobody beats here, so every beat is the first one.
    async fn declare_gone(&self, worker: usize) {
        let writer = self.office.house.core.db.writer();
        ownership::declare_gone(writer, self.hands[worker].id, 0).await.unwrap();
    }

    async fn rest(&mut self, worker: usize) {
        let writer = self.office.house.core.db.writer();
        let id = self.hands[worker].id;
        let live = ownership::live_workers(writer).await.unwrap();
        if live.iter().any(|known| known.id == id) {
            ownership::give_back(writer, id, &[BOT]).await.unwrap();
            self.hands[worker].owned = None;
        } else {
            assert!(!ownership::beat(writer, id).await.unwrap(), "it does not find out that it is gone");
            self.hands[worker] = Self::hire(&self.office).await;
        }
    }

    async fn crash(&mut self, worker: usize) {
        let owner =
            switchboard_store::integrations::by_bot(self.office.house.core.db.reader(), BOT).await.unwrap();
        let id = self.hands[worker].id;
        self.hands[worker].owned = None;
        if owner.is_some_and(|(_, bot)| bot.owner == Some(id)) {
            self.crashed = Some(id);
        }
    }
}
