//! `telegramChats` and `GET /chats`: every chat that the bot was added to or hears from, to be picked from a list.

use reqwest::Method;
use serde_json::{Value, json};
use switchboard_tests::{Caller, Claims, Plan, Reply, eventually, on_both};
use telegram_emulator::{NewBot, NewGroup, NewUser};

use super::owner;

const CHATS: &str = "/api/v1/telegram/chats";
const QUERY: &str = "{ telegramChats { id type title } }";

async fn listed(caller: &Caller, title: &str) -> Value {
    let has = |reply: &Reply| reply.body.to_string().contains(title);
    let reply = eventually("that it is listed", || caller.call(Method::GET, CHATS), has).await;
    let chats = reply.json(200).as_array().unwrap().clone();
    chats.into_iter().find(|chat| chat["title"] == title).unwrap()
}

async fn whatever_the_bot_hears_shows_its_chat(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let bot = house.bot.id;
    let message = |chat: i64, kind: &str, title: &str| json!({"message_id": 1, "date": 1, "chat": {"id": chat, "type": kind, "title": title}});
    let mut talk = message(-1_001_111, "supergroup", "Talk");
    talk["from"] = json!({"id": 77, "is_bot": false, "first_name": "Ann"});
    talk["text"] = json!("hello");
    let updates = [
        (json!({"channel_post": message(-1_001_222, "channel", "News")}), "News", "channel"),
        (json!({"message": talk}), "Talk", "supergroup"),
        (json!({"edited_message": message(-333, "group", "Edits")}), "Edits", "group"),
        (
            json!({"message_reaction": {
                "chat": {"id": -1_001_444, "type": "supergroup", "title": "Thumbs"}, "message_id": 1, "date": 1,
                "user": {"id": 77, "is_bot": false, "first_name": "Ann"}, "old_reaction": [], "new_reaction": [],
            }}),
            "Thumbs",
            "supergroup",
        ),
    ];
    for (update, title, kind) in updates {
        house.sim.raw_update(bot, update).unwrap();
        assert_eq!(listed(&owner, title).await["type"], kind);
    }
    // A new title is the one that is shown.
    let renamed = json!({"channel_post": message(-1_001_222, "channel", "Better news")});
    house.sim.raw_update(bot, renamed).unwrap();
    assert_eq!(listed(&owner, "Better news").await["id"], -1_001_222);
    assert!(!owner.call(Method::GET, CHATS).await.body.to_string().contains("\"News\""));
    house.close().await;
}

async fn a_bot_that_sees_everything_lists_a_group_by_its_first_word(plan: Plan) {
    let house = plan.open().await;
    let acme = owner(&house, "acme");
    let open = NewBot::new("open_bot", "Open").token(switchboard_tests::token()).sees_everything();
    let open = house.sim.create_bot(open).unwrap();
    let ann = house.sim.create_user(NewUser::new("Ann")).unwrap();
    // In the group since before it was connected.
    let group = house.sim.create_group(NewGroup::new("Before").member(ann).bot(open.id)).unwrap();
    let body = json!({"bot_token": super::token_of(&open)});
    acme.send_to(Method::POST, "/api/v1/telegram/integration", &body).await.json(201);
    let (sim, id) = (house.sim.clone(), open.id);
    let idle =
        move |_: &telegram_emulator::Sim| (sim.polls(id) > 0 && sim.pending_updates(id) == 0).then_some(());
    house.sim.wait_for(switchboard_tests::PATIENCE, idle).await.expect("it polls");
    house.quiet().await;
    let books = house.books().await;
    books.change(&format!("delete from chat where telegram_chat_id = {group}")).await;
    books.close().await;
    house.sim.in_group(ann, group).say("just talking").unwrap();
    assert_eq!(listed(&acme, "Before").await["id"], group);
    house.close().await;
}

async fn graphql_lists_the_same_with_the_id_as_text(plan: Plan) {
    let house = plan.open().await;
    let owner = owner(&house, "default");
    let ann = house.person(NewUser::new("Ann").last_name("Lee").username("ann_lee"));
    house.start(&ann).await;
    let group = house.sim.create_group(NewGroup::new("Sales").member(ann.user).bot(house.bot.id)).unwrap();
    listed(&owner, "Sales").await;
    let chats = owner.graphql(QUERY, json!({})).await;
    let list = chats.list();
    assert!(
        list.contains(&json!({"id": group.to_string(), "type": "SUPERGROUP", "title": "Sales"})),
        "{list:#?}"
    );
    assert!(
        list.contains(&json!({"id": ann.user.to_string(), "type": "PRIVATE", "title": "Ann Lee"})),
        "{list:#?}"
    );
    let rest = owner.call(Method::GET, CHATS).await;
    assert_eq!(rest.json(200).as_array().unwrap().len(), list.len());
    house.sim.kick_bot(group, house.bot.id).unwrap();
    let gone = |answer: &switchboard_tests::Answer| !answer.body.to_string().contains("Sales");
    eventually("that it is gone", || owner.graphql(QUERY, json!({})), gone).await;
    // Others see none of them.
    let stranger = house.caller(&Claims::of(1).tenant("acme").role("admin"));
    assert_eq!(*stranger.graphql(QUERY, json!({})).await.value(), json!([]));
    assert_eq!(*house.user(9).graphql(QUERY, json!({})).await.value(), json!([]));
    assert_eq!(house.nobody().graphql(QUERY, json!({})).await.code(), "UNAUTHENTICATED");
    house.close().await;
}

on_both!(
    whatever_the_bot_hears_shows_its_chat,
    a_bot_that_sees_everything_lists_a_group_by_its_first_word,
    graphql_lists_the_same_with_the_id_as_text,
);
