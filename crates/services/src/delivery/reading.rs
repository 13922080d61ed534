//! The owner's reading side: open lanes at the start, lanes that were rung for, the next rows of each. Memory holds a window
//! of lanes and a few rows of each, whatever waits in the database; the window fills again as lanes are done.

use std::{sync::Arc, time::Duration};

use switchboard_store::{DbError, LaneId, dispatch, entities::outbox};
use tokio::time::{Instant, sleep};

use super::{accept::Class, desk::Shared, lane::HEADS_PER_LANE, owner::Owner, pauses::back_off};
use crate::error::Error;

/// Lanes held in memory; beyond it only those of persons' replies come in at once.
const LANE_WINDOW: usize = 10_000;
/// Up to so many lanes, several rows of each are held; beyond, one of each.
const FEW_LANES: usize = 1_000;
/// Lanes whose next rows are read by one query.
const LANES_PER_READ: usize = 128;

impl Owner {
    /// Loads what waits, when it is this owner's turn to begin.
    pub(super) async fn begin(&mut self) -> Shared<()> {
        let desk = Arc::clone(&self.desk);
        let _turn = desk.starting.acquire().await.ok();
        self.load_open_lanes().await
    }

    async fn load_open_lanes(&mut self) -> Shared<()> {
        let (reader, most) = (self.core.db.reader(), LANE_WINDOW as u64);
        let lanes = dispatch::open_lanes(reader, self.owned.bot, most).await.map_err(unread)?;
        self.more_lanes = lanes.len() >= LANE_WINDOW;
        self.scheduler.add(lanes, Instant::now(), self.core.clock.now());
        Ok(())
    }

    /// Fills the window again when there is room and the database holds more.
    pub(super) async fn fill_window(&mut self) -> Shared<()> {
        if self.more_lanes && self.scheduler.lanes() < LANE_WINDOW / 2 {
            self.load_open_lanes().await?;
        }
        Ok(())
    }

    pub(super) async fn load_rung_lanes(&mut self) -> Shared<()> {
        let rung = self.bell.take_lanes();
        let unknown = self.scheduler.unknown(rung.iter().copied());
        if unknown.is_empty() {
            return Ok(());
        }
        // Side by side: whoever waits for the first send of a quiet chat waits for one read.
        let few = &unknown[..unknown.len().min(LANES_PER_READ)];
        let per_lane = self.heads_per_lane();
        let (lanes, heads) = tokio::join!(
            dispatch::lanes(self.core.db.reader(), self.owned.bot, &unknown),
            self.desk.heads(few, per_lane)
        );
        match lanes {
            Ok(mut lanes) => {
                if self.scheduler.lanes() >= LANE_WINDOW {
                    let all = lanes.len();
                    lanes.retain(|(lane, _)| lane.class <= Class::Answer as i16);
                    self.more_lanes |= lanes.len() < all;
                }
                self.scheduler.add(lanes, Instant::now(), self.core.clock.now());
                // Without them the lanes are hungry, and their rows are read like those of others.
                if let Ok(rows) = heads {
                    self.feed(few, rows, per_lane);
                }
                Ok(())
            }
            Err(error) => {
                self.bell.ring_again(rung);
                Err(unread(error))
            }
        }
    }

    pub(super) async fn feed_hungry(&mut self) -> Shared<()> {
        loop {
            let hungry = self.scheduler.hungry(LANES_PER_READ);
            if hungry.is_empty() {
                return Ok(());
            }
            let per_lane = self.heads_per_lane();
            let rows = self.desk.heads(&hungry, per_lane).await?;
            self.feed(&hungry, rows, per_lane);
        }
    }

    fn heads_per_lane(&self) -> u32 {
        if self.scheduler.lanes() > FEW_LANES { 1 } else { HEADS_PER_LANE }
    }

    /// Gives lanes their rows; both are in the order of the lanes.
    fn feed(&mut self, lanes: &[LaneId], mut rows: Vec<Arc<outbox::Model>>, per_lane: u32) {
        for &lane in lanes {
            let rest = rows.split_off(rows.partition_point(|row| row.lane_id <= lane));
            let rows = std::mem::replace(&mut rows, rest);
            self.scheduler.feed(lane, rows, per_lane);
        }
    }

    /// Repeats a read until the database answers.
    pub(super) async fn until_done(&mut self, read: impl AsyncFn(&mut Self) -> Shared<()>) {
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

fn unread(error: DbError) -> Arc<Error> {
    Arc::new(error.into())
}
