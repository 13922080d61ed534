//! `pinChatMessage`, `unpinChatMessage`, `unpinAllChatMessages` and its two twins for topics.

use super::{Answer, Outcome, Params, target, topics};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Place, World},
};

pub(super) fn pin_chat_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let place = pinning_place(world, bot, params)?;
    if world.pin(place, params.int("message_id"), bot) {
        return Ok(Answer::done());
    }
    Err(texts::PIN_NOT_FOUND.into())
}

pub(super) fn unpin_chat_message(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let place = pinning_place(world, bot, params)?;
    let id = params.has("message_id").then(|| params.int("message_id"));
    if world.unpin(place, id) {
        return Ok(Answer::done());
    }
    Err(texts::UNPIN_NOT_FOUND.into())
}

pub(super) fn unpin_all_chat_messages(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let place = pinning_place(world, bot, params)?;
    world.unpin_all(place, |_| true);
    Ok(Answer::done())
}

pub(super) fn unpin_all_forum_topic_messages(world: &mut World, bot: i64, params: &Params) -> Outcome {
    topics::forum(world, bot, params)?;
    let place = pinning_place(world, bot, params)?;
    let thread = target::thread(world, place, params)?;
    world.unpin_all(place, |own| own == thread);
    Ok(Answer::done())
}

pub(super) fn unpin_all_general_forum_topic_messages(
    world: &mut World,
    bot: i64,
    params: &Params,
) -> Outcome {
    topics::forum(world, bot, params)?;
    let place = pinning_place(world, bot, params)?;
    world.unpin_all(place, |own| own.is_none());
    Ok(Answer::done())
}

fn pinning_place(world: &World, bot: i64, params: &Params) -> Result<Place, ApiError> {
    let place = world.open_chat(bot, params.text("chat_id"))?;
    let may = world.chats.get(&place).is_some_and(|chat| chat.can(bot, "can_pin_messages"));
    match place {
        Place::Group(_) if !may => Err(texts::CANT_PIN.into()),
        _ => Ok(place),
    }
}
