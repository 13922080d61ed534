//! The owner's reading side: open lanes at the start, lanes that were rung for, the next rows of each. Memory holds a window
//! of lanes and a few rows of each, whatever waits in the database; the window fills again as lanes are done.

use std::{sync::Arc, time::Duration};

use switchboard_store::{
    dispatch,
    entities::{lane, outbox},
};
use tokio::time::{Instant, sleep};

use super::{accept::Class, lane::HEADS_PER_LANE, owner::Owner, pauses::back_off};
use crate::error::Result;

/// Lanes held in memory; beyond it only those of persons' replies come in at once.
const LANE_WINDOW: usize = 10_000;
/// Up to so many lanes, several rows of each are held; beyond, one of each.
const FEW_LANES: usize = 1_000;
/// Lanes whose next rows are read by one query.
const LANES_PER_READ: usize = 128;

impl Owner {
    pub(super) async fn load_open_lanes(&mut self) -> Result<()> {
        let lanes = dispatch::open_lanes(self.core.db.reader(), self.owned.bot, LANE_WINDOW as u64).await?;
        self.more_lanes = lanes.len() >= LANE_WINDOW;
        self.add_lanes(&lanes).await
    }

    /// Fills the window again when there is room and the database holds more.
    pub(super) async fn fill_window(&mut self) -> Result<()> {
        if self.more_lanes && self.scheduler.lanes() < LANE_WINDOW / 2 {
            self.load_open_lanes().await?;
        }
        Ok(())
    }

    pub(super) async fn load_rung_lanes(&mut self) -> Result<()> {
        let rung = self.bell.take_lanes();
        let unknown = self.scheduler.unknown(rung.iter().copied());
        if unknown.is_empty() {
            return Ok(());
        }
        match dispatch::lanes(self.core.db.reader(), self.owned.bot, &unknown).await {
            Ok(mut lanes) => {
                if self.scheduler.lanes() >= LANE_WINDOW {
                    let all = lanes.len();
                    lanes.retain(|lane| lane.class <= Class::Answer as i16);
                    self.more_lanes |= lanes.len() < all;
                }
                self.add_lanes(&lanes).await
            }
            Err(error) => {
                self.bell.ring_again(rung);
                Err(error.into())
            }
        }
    }

    async fn add_lanes(&mut self, lanes: &[lane::Model]) -> Result<()> {
        let mut chats: Vec<_> = lanes.iter().map(|lane| lane.chat_id).collect();
        chats.sort_unstable();
        chats.dedup();
        let chats = dispatch::chats(self.core.db.reader(), self.owned.bot, &chats).await?;
        self.scheduler.add(lanes, &chats, Instant::now(), self.core.clock.now());
        Ok(())
    }

    pub(super) async fn feed_hungry(&mut self) -> Result<()> {
        loop {
            let hungry = self.scheduler.hungry(LANES_PER_READ);
            if hungry.is_empty() {
                return Ok(());
            }
            let per_lane = if self.scheduler.lanes() > FEW_LANES { 1 } else { HEADS_PER_LANE };
            let rows = dispatch::heads(self.core.db.reader(), &hungry, per_lane).await?;
            let mut rows: Vec<Arc<outbox::Model>> = rows.into_iter().map(Arc::new).collect();
            for lane in hungry {
                let rest = rows.split_off(rows.partition_point(|row| row.lane_id <= lane));
                let rows = std::mem::replace(&mut rows, rest);
                self.scheduler.feed(lane, rows, per_lane);
            }
        }
    }

    /// Repeats a read until the database answers.
    pub(super) async fn until_done(&mut self, read: impl AsyncFn(&mut Self) -> Result<()>) {
        let mut failures = 0;
        while let Err(error) = read(self).await {
            tracing::error!(bot = self.owned.bot, %error, "the outbox could not be read");
            if self.stop.is_cancelled() {
                return;
            }
            failures += 1;
            sleep(back_off(failures).min(Duration::from_secs(5))).await;
        }
    }
}
