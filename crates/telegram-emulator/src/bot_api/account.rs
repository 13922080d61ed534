//! `getMe`, `logOut`, `close`.

use super::{Answer, Outcome, Params};
use crate::{error_texts as texts, world::World};

/// "Will not be able to log in again for 10 minutes" (Bot API, `logOut`).
const LOGGED_OUT_MS: i64 = 10 * 60 * 1000;

pub(super) fn get_me(world: &mut World, bot: i64, _: &Params) -> Outcome {
    Ok(Answer::of(world.bots.get(&bot).ok_or(texts::UNAUTHORIZED)?.own_card()))
}

pub(super) fn log_out(world: &mut World, bot: i64, _: &Params) -> Outcome {
    let until = world.clock.now_ms() + LOGGED_OUT_MS;
    world.bots.get_mut(&bot).ok_or(texts::UNAUTHORIZED)?.logged_out_until = until;
    Ok(Answer::done())
}

/// Nothing to close here; the webhook and the queue stay.
pub(super) fn close(_: &mut World, _: i64, _: &Params) -> Outcome {
    Ok(Answer::done())
}
