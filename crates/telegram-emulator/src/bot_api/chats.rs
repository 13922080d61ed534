//! `getChat`, `getChatMember`, `getChatAdministrators`, `getChatMemberCount`, `leaveChat`.

use serde_json::{Value, json};

use super::{Answer, Outcome, Params};
use crate::{
    error::ApiError,
    error_texts as texts,
    world::{Chat, Place, Status, World, member_card},
};

pub(super) fn get_chat(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let chat = readable(world, bot, params)?;
    let mut info = world.chat_card(chat);
    let gifts = json!({"unlimited_gifts": true, "limited_gifts": true, "unique_gifts": true, "premium_subscription": true,
        "gifts_from_channels": true});
    info["accent_color_id"] = json!(chat.telegram_id().rem_euclid(7));
    info["max_reaction_count"] = json!(11);
    info["accepted_gift_types"] = gifts;
    match chat.place {
        Place::Private { user, .. } => {
            if let Some(name) = world.user(user).ok().and_then(|user| user.username.clone()) {
                info["active_usernames"] = json!([name]);
            }
        }
        Place::Group(_) => {
            let rights = [
                "can_send_messages",
                "can_send_audios",
                "can_send_documents",
                "can_send_photos",
                "can_send_videos",
                "can_send_video_notes",
                "can_send_voice_notes",
                "can_send_polls",
                "can_send_other_messages",
                "can_add_web_page_previews",
                "can_change_info",
                "can_invite_users",
                "can_pin_messages",
                "can_manage_topics",
            ];
            info["permissions"] = rights.into_iter().map(|right| (right.to_owned(), json!(true))).collect();
        }
    }
    let pinned = chat.pinned.last().and_then(|id| chat.messages.get(id));
    if let Some(pinned) = pinned {
        info["pinned_message"] = world.message_card(chat, pinned, false);
    }
    Ok(Answer::of(info))
}

pub(super) fn get_chat_member(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let chat = readable(world, bot, params)?;
    let user = params.int("user_id");
    if user <= 0 {
        return Err(texts::USER_ID_INVALID.into());
    }
    let card = world.account_card(user).ok_or(texts::USER_NOT_FOUND)?;
    let status = match chat.place {
        Place::Private { user: own, .. } if own == user || user == bot => Status::Member,
        _ => chat.status(user),
    };
    Ok(Answer::of(member_card(card, status, chat.rights.get(&user))))
}

pub(super) fn get_chat_administrators(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let chat = readable(world, bot, params)?;
    if matches!(chat.place, Place::Private { .. }) {
        return Err(texts::NO_PRIVATE_ADMINISTRATORS.into());
    }
    // Other bots are not listed (Bot API, `getChatAdministrators`).
    let is_listed = |id: &i64| *id == bot || !world.bots.contains_key(id);
    let list: Vec<Value> = chat
        .members
        .iter()
        .filter(|(id, status)| status.is_admin() && is_listed(id))
        .filter_map(|(id, status)| {
            world.account_card(*id).map(|card| member_card(card, *status, chat.rights.get(id)))
        })
        .collect();
    Ok(Answer::of(list))
}

pub(super) fn get_chat_member_count(world: &mut World, bot: i64, params: &Params) -> Outcome {
    let chat = readable(world, bot, params)?;
    let members = chat.members.values().filter(|status| status.is_in()).count();
    Ok(Answer::of(if matches!(chat.place, Place::Private { .. }) { 2 } else { members }))
}

pub(super) fn leave_chat(world: &mut World, bot: i64, params: &Params) -> Outcome {
    match world.open_chat(bot, params.text("chat_id"))? {
        Place::Private { .. } => Err(texts::PRIVATE_STATUS.into()),
        Place::Group(group) => {
            world.remove_bot(group, bot, false, Some(bot)).map_err(|_| texts::CHAT_NOT_FOUND)?;
            Ok(Answer::done())
        }
    }
}

/// A chat that may be looked at: a private one also while the bot is blocked, a group only by its members.
fn readable<'a>(world: &'a World, bot: i64, params: &Params) -> Result<&'a Chat, ApiError> {
    let place = match world.find_chat(bot, params.text("chat_id"))? {
        place @ Place::Private { .. } => place,
        Place::Group(_) => world.open_chat(bot, params.text("chat_id"))?,
    };
    world.chats.get(&place).ok_or_else(|| texts::CHAT_NOT_FOUND.into())
}
