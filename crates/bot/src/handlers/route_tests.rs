//! The decision table: which update takes which way.

use serde_json::{Value, json};
use switchboard_services::{
    integrations::{Ask, Subject},
    notifications::Choice,
    people::ChatScope,
};

use super::{Command, Press, Route, Setting};

const SUPPORT: i64 = -1_001_000_000_000;

/// Not Ada's.
const OWNER: i64 = 6;

const SETTING: Setting<'_> = Setting {
    bot_username: Some("shop_bot"),
    support_chat_id: Some(SUPPORT),
    owner_chat_id: Some(OWNER),
    scope: ChatScope::Both,
};

fn ada() -> Value {
    json!({"id": 5, "is_bot": false, "first_name": "Ada"})
}

fn private() -> Value {
    json!({"id": 5, "type": "private", "first_name": "Ada"})
}

fn group(id: i64) -> Value {
    json!({"id": id, "type": "supergroup", "title": "A group"})
}

/// A message by Ada in `chat` with more fields.
fn message(chat: Value, more: Value) -> Value {
    let mut message = json!({"message_id": 10, "date": 1, "chat": chat, "from": ada()});
    message.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    json!({"update_id": 1, "message": message})
}

fn text(chat: Value, text: &str) -> Value {
    message(chat, json!({"text": text}))
}

fn of(update: &Value) -> Route {
    Route::of(update, &SETTING)
}

/// The name of the branch.
fn branch(route: &Route) -> &'static str {
    match route {
        Route::Migrated(..) => "migrated",
        Route::Blocked(_, true) => "blocked",
        Route::Blocked(_, false) => "unblocked",
        Route::Membership(..) => "membership",
        Route::Command(_, Command::Start(_)) => "/start",
        Route::Command(_, Command::Code) => "/code",
        Route::Command(_, Command::Settings) => "/settings",
        Route::Command(_, Command::Help) => "/help",
        Route::Command(_, Command::Stop) => "/stop",
        Route::Command(_, Command::Support(_) | Command::Agents(_)) => "a branch that ignores it",
        Route::Asked(_, Ask { subject: Subject::Chat, .. }) => "/support",
        Route::Asked(_, Ask { subject: Subject::Agents, .. }) => "/agents",
        Route::AgentWrote(..) => "agent",
        Route::PersonWrote(..) => "person",
        Route::Button(..) => "button",
        Route::Heard(..) => "heard",
        Route::Ignored(_) => "ignored",
    }
}

#[test]
fn private_commands_are_commands_and_everything_else_is_for_support() {
    for (words, expected) in [
        ("/start", "/start"),
        ("/start deep_link", "/start"),
        ("/CODE@shop_bot", "/code"),
        ("/settings", "/settings"),
        ("/help", "/help"),
        ("/stop", "/stop"),
        ("/help@other_bot", "person"),
        ("/unknown", "person"),
        ("hello", "person"),
        ("see /help", "person"),
    ] {
        assert_eq!(branch(&of(&text(private(), words))), expected, "{words}");
    }
}

#[test]
fn a_private_message_of_any_kind_is_for_support_as_telegram_sent_it() {
    let unknown =
        json!({"hologram": {"depth": 3}, "message_thread_id": 8, "reply_to_message": {"message_id": 4}});
    for content in
        [json!({"photo": [], "caption": "/start"}), json!({"sticker": {}}), json!({}), unknown.clone()]
    {
        assert_eq!(branch(&of(&message(private(), content))), "person");
    }
    let update = message(private(), unknown);
    let Route::PersonWrote(speaker, received) = of(&update) else { panic!("not for support") };
    assert_eq!((speaker.chat.telegram_chat_id, speaker.person.telegram_user_id), (5, 5));
    assert_eq!(received.message_id, 10);
    assert_eq!(received.reply_to_message_id, Some(4));
    assert_eq!(received.message_thread_id, Some(8));
    assert_eq!(received.raw, update["message"]);
}

#[test]
fn what_is_written_in_the_support_chat_is_the_agents_but_for_help() {
    for (words, expected) in [
        ("done", "agent"),
        ("/help", "/help"),
        ("/help@shop_bot", "/help"),
        ("/start", "agent"),
        ("/stop", "agent"),
    ] {
        assert_eq!(branch(&of(&text(group(SUPPORT), words))), expected, "{words}");
    }
    // Also where the bot is kept out of groups.
    let narrow = Setting { scope: ChatScope::Private, ..SETTING };
    assert_eq!(branch(&Route::of(&text(group(SUPPORT), "done"), &narrow)), "agent");
}

#[test]
fn a_support_chat_is_asked_for_in_groups_and_by_the_owner_and_agents_only_in_it() {
    let owner = || json!({"id": OWNER, "type": "private", "first_name": "Olga"});
    let private_support = Setting { support_chat_id: Some(5), ..SETTING };
    let private_only = Setting { scope: ChatScope::Private, ..SETTING };
    for (chat, words, setting, expected) in [
        (group(-77), "/support", SETTING, "/support"),
        (group(-77), "/support@shop_bot off", SETTING, "/support"),
        (group(-77), "/support", private_only, "/support"),
        (group(-77), "/support@other_bot", SETTING, "heard"),
        (group(-77), "/agents 5", SETTING, "heard"),
        (group(SUPPORT), "/agents 5", SETTING, "/agents"),
        (group(SUPPORT), "/support off", SETTING, "/support"),
        (private(), "/support", SETTING, "person"),
        (private(), "/agents all", SETTING, "person"),
        (private(), "/agents all", private_support, "/agents"),
        (owner(), "/support", SETTING, "/support"),
    ] {
        assert_eq!(branch(&Route::of(&text(chat, words), &setting)), expected, "{words}");
    }
    let Route::Asked(_, ask) = of(&text(group(-77), "/support  off ")) else { panic!("no wish") };
    assert_eq!((ask.words.as_str(), ask.message_id), ("off", 10));
}

#[test]
fn a_private_support_chat_keeps_its_commands() {
    let private_support = Setting { support_chat_id: Some(5), ..SETTING };
    for (words, expected) in [("/start", "/start"), ("/code", "/code"), ("an answer", "agent")] {
        assert_eq!(branch(&Route::of(&text(private(), words), &private_support)), expected, "{words}");
    }
}

#[test]
fn other_groups_get_help_and_are_recorded_by_whatever_is_said_there() {
    for (words, expected) in
        [("/help", "/help"), ("/start", "/start"), ("/code", "heard"), ("hello", "heard")]
    {
        assert_eq!(branch(&of(&text(group(-77), words))), expected, "{words}");
    }
}

#[test]
fn the_bot_answers_only_where_its_scope_says() {
    for (scope, in_private, in_group) in [
        (ChatScope::Private, "/help", "heard"),
        (ChatScope::Group, "heard", "/help"),
        (ChatScope::Both, "/help", "/help"),
    ] {
        let setting = Setting { scope, ..SETTING };
        assert_eq!(branch(&Route::of(&text(private(), "/help"), &setting)), in_private, "{scope:?}");
        assert_eq!(branch(&Route::of(&text(group(-77), "/help"), &setting)), in_group, "{scope:?}");
    }
    let group_only = Setting { scope: ChatScope::Group, ..SETTING };
    assert_eq!(branch(&Route::of(&text(private(), "hello"), &group_only)), "heard");
}

#[test]
fn without_a_support_chat_nobody_is_an_agent() {
    let alone = Setting { support_chat_id: None, ..SETTING };
    assert_eq!(branch(&Route::of(&text(group(SUPPORT), "done"), &alone)), "heard");
    assert_eq!(branch(&Route::of(&text(private(), "hello"), &alone)), "person");
}

#[test]
fn programs_are_not_listened_to() {
    let mut from_bot = text(group(SUPPORT), "beep");
    from_bot["message"]["from"]["is_bot"] = json!(true);
    assert_eq!(branch(&of(&from_bot)), "heard");
    let mut from_channel = text(group(SUPPORT), "news");
    from_channel["message"]["sender_chat"] = json!({"id": -100, "type": "channel"});
    assert_eq!(branch(&of(&from_channel)), "heard");
}

#[test]
fn a_migration_is_heard_from_both_sides() {
    let told_by_the_old =
        message(json!({"id": -5, "type": "group", "title": "g"}), json!({"migrate_to_chat_id": -1005}));
    let told_by_the_new = message(group(-1005), json!({"migrate_from_chat_id": -5}));
    for update in [told_by_the_old, told_by_the_new] {
        assert!(matches!(of(&update), Route::Migrated(-5, -1005)), "{update}");
    }
}

#[test]
fn blocking_is_private_and_membership_is_of_groups_and_channels() {
    let change = |chat: Value, status: &str| {
        let member = json!({"status": status, "user": {"id": 42}});
        json!({"update_id": 1, "my_chat_member": {"chat": chat, "from": ada(), "new_chat_member": member}})
    };
    assert_eq!(branch(&of(&change(private(), "kicked"))), "blocked");
    assert_eq!(branch(&of(&change(private(), "member"))), "unblocked");
    assert_eq!(branch(&of(&change(private(), "teleported"))), "ignored");
    let Route::Membership(chat, status, by) = of(&change(group(-77), "administrator")) else {
        panic!("not a membership")
    };
    assert_eq!((chat.telegram_chat_id, status.as_str(), by), (-77, "administrator", ada()["id"].as_i64()));
    let channel = json!({"id": -88, "type": "channel", "title": "News"});
    assert_eq!(branch(&of(&change(channel, "left"))), "membership");
}

#[test]
fn our_buttons_are_known_by_their_data_and_others_are_left_alone() {
    let press = |data: &str| {
        json!({"update_id": 1, "callback_query": {"id": "q1", "from": ada(), "data": data,
            "message": {"chat": private(), "message_id": 3, "date": 0}}})
    };
    let link = "0198c0de-0000-7000-8000-000000000001";
    let Route::Button(speaker, pressed, query) = of(&press(&format!("disown:{link}"))) else {
        panic!("not a button")
    };
    assert_eq!((speaker.person.telegram_user_id, query.as_str()), (5, "q1"));
    assert_eq!(pressed, Press::Disown(link.parse().unwrap()));
    for (data, expected) in [
        (format!("link:{link}"), Press::Link(link.parse().unwrap())),
        (format!("nolink:{link}"), Press::CancelLink(link.parse().unwrap())),
        ("set:mute".to_owned(), Press::Wish(Choice::Mute, 3)),
        ("set:category:a-b".to_owned(), Press::Wish(Choice::Category("a-b".to_owned()), 3)),
    ] {
        assert!(matches!(of(&press(&data)), Route::Button(_, found, _) if found == expected), "{data}");
    }
    assert!(matches!(
        of(&press("retry:9007199254740993")),
        Route::Button(_, Press::Retry(9_007_199_254_740_993), _)
    ));
    for data in ["", "disown", "disown:me", "retry:", "retry:1e3", "other:1"] {
        assert_eq!(branch(&of(&press(data))), "ignored", "{data}");
    }
    let inline = json!({"update_id": 1, "callback_query": {"id": "q", "from": ada(), "data": "retry:1", "inline_message_id": "x"}});
    assert_eq!(branch(&of(&inline)), "ignored");
}

#[test]
fn what_is_unknown_or_unreadable_is_ignored() {
    for update in [
        json!({"update_id": 1}),
        json!({"update_id": 1, "wormhole": {}}),
        json!({"update_id": 1, "message": null}),
        json!({"update_id": 1, "message": {"chat": private(), "from": ada()}}),
        json!({"update_id": 1, "message": {"message_id": 1, "text": "x"}}),
        json!({"update_id": 1, "my_chat_member": {}}),
        json!({"update_id": 1, "callback_query": []}),
    ] {
        assert_eq!(branch(&of(&update)), "ignored", "{update}");
    }
}

#[test]
fn what_is_not_handled_still_shows_its_chat() {
    for update in [
        json!({"update_id": 1, "edited_message": {"chat": private(), "message_id": 1, "from": ada(), "text": "x"}}),
        json!({"update_id": 1, "message_reaction": {"chat": private(), "message_id": 1}}),
        json!({"update_id": 1, "channel_post": {"chat": {"id": -8, "type": "channel"}, "message_id": 1}}),
    ] {
        assert_eq!(branch(&of(&update)), "heard", "{update}");
    }
}
