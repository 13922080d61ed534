//! teloxide as bots use it: a dispatcher that polls, then a webhook. The other clients do the same in
//! tests/clients/emulator.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{Json, Router, http::HeaderMap, routing::post};
use secrecy::ExposeSecret;
use serde_json::json;
use telegram_emulator::{Draft, Fault, FaultKind};
use teloxide::{
    ApiError, RequestError,
    dispatching::UpdateFilterExt,
    net::Download,
    payloads::{
        AnswerCallbackQuerySetters, CopyMessageSetters, SendMessageSetters, SendPhotoSetters,
        SetWebhookSetters,
    },
    prelude::{Bot, CallbackQuery, Dispatcher, Message, Request, Requester, Update, dptree},
    types::{
        BotCommand, ChatId, ChatMemberUpdated, InlineKeyboardButton, InlineKeyboardMarkup, InputFile,
        InputMedia, InputMediaPhoto, MessageId, MessageReactionUpdated, ParseMode, ReactionType,
    },
};
use tokio::sync::mpsc;

use crate::{PATIENCE, Stage};

const PICTURE: &[u8] = b"\xff\xd8 a picture";

type Seen = mpsc::UnboundedSender<String>;
type Handled = Result<(), RequestError>;

async fn on_message(bot: Bot, message: Message, seen: Seen) -> Handled {
    let text = message.text().unwrap_or_default();
    if let Some(group) = message.media_group_id() {
        seen.send(format!("album {}", group.0)).unwrap();
    } else if let Some(photo) = message.photo() {
        let file = bot.get_file(photo.last().unwrap().file.id.clone()).await?;
        let mut content = Vec::new();
        bot.download_file(&file.path, &mut content).await.unwrap();
        seen.send(format!("photo {:?}", &content[..2])).unwrap();
        bot.send_photo(message.chat.id, InputFile::memory(PICTURE)).caption("yours").await?;
    } else if text == "/start abc" {
        bot.send_message(message.chat.id, "<b>Hello</b>, <i>Anna</i>").parse_mode(ParseMode::Html).await?;
    } else if text == "/ask" {
        let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Yes", "yes")]]);
        bot.send_message(message.chat.id, "Sure?").reply_markup(keyboard).await?;
    } else {
        seen.send(format!("{text} in {:?}", message.thread_id.map(|thread| thread.0.0))).unwrap();
    }
    Ok(())
}

async fn on_press(bot: Bot, query: CallbackQuery) -> Handled {
    let message = query.message.unwrap();
    bot.edit_message_text(message.chat().id, message.id(), "You said yes").await?;
    bot.answer_callback_query(query.id).text("Good").await?;
    Ok(())
}

async fn on_reaction(reaction: MessageReactionUpdated, seen: Seen) -> Handled {
    seen.send(format!("reaction {}", reaction.new_reaction[0].emoji().unwrap())).unwrap();
    Ok(())
}

async fn on_standing(standing: ChatMemberUpdated, seen: Seen) -> Handled {
    seen.send(format!("{:?}", standing.new_chat_member.status())).unwrap();
    Ok(())
}

fn client(stage: &Stage) -> Bot {
    Bot::with_client(stage.bot.token.expose_secret(), stage.http.clone())
        .set_api_url(stage.telegram.url().parse().unwrap())
}

#[tokio::test]
async fn a_teloxide_dispatcher_does_everything_over_long_polling() {
    let stage = Stage::new().await;
    let (group, anna) = stage.forum().await;
    let bot = client(&stage);
    assert_eq!(bot.get_me().await.unwrap().username(), "shop_bot");
    bot.set_my_commands([BotCommand::new("start", "Begin")]).await.unwrap();
    assert_eq!(bot.get_my_commands().await.unwrap()[0].description, "Begin");
    let (sender, mut seen): (Seen, _) = mpsc::unbounded_channel();
    let tree = dptree::entry()
        .branch(Update::filter_message().endpoint(on_message))
        .branch(Update::filter_callback_query().endpoint(on_press))
        .branch(Update::filter_message_reaction_updated().endpoint(on_reaction))
        .branch(Update::filter_my_chat_member().endpoint(on_standing));
    let mut dispatcher = Dispatcher::builder(bot.clone(), tree).dependencies(dptree::deps![sender]).build();
    let stop = dispatcher.shutdown_token();
    let polling = tokio::spawn(async move { dispatcher.dispatch().await });
    let mut next = async || tokio::time::timeout(PATIENCE, seen.recv()).await.unwrap().unwrap();

    let start = stage.chat.say("/start abc").unwrap();
    let hello = stage.chat.wait_for_bot(start, PATIENCE).await.unwrap();
    assert_eq!((hello.text.as_str(), hello.entities.len()), ("Hello, Anna", 2));

    let photo = stage.chat.send(Draft::photo()).unwrap();
    assert_eq!(next().await, "photo [255, 216]");
    let back = stage.chat.wait_for_bot(photo, PATIENCE).await.unwrap();
    assert_eq!((back.kind.as_str(), back.text.as_str()), ("photo", "yours"));
    stage.chat.album(vec![Draft::photo(), Draft::photo()]).unwrap();
    assert_eq!(next().await, next().await);
    let item = || InputMedia::Photo(InputMediaPhoto::new(InputFile::memory(PICTURE)));
    let album = bot.send_media_group(ChatId(stage.anna), [item(), item()]).await.unwrap();
    assert!(album[0].media_group_id().is_some() && album[0].media_group_id() == album[1].media_group_id());

    let ask = stage.chat.say("/ask").unwrap();
    let asked = stage.chat.wait_for_bot(ask, PATIENCE).await.unwrap().message_id;
    let query = stage.chat.press(asked, "Yes").unwrap();
    let answer = stage.sim.wait_for(PATIENCE, |sim| sim.callback_answer(&query)).await.unwrap();
    assert_eq!(answer["text"], "Good");
    let edited = stage.chat.messages().into_iter().find(|seen| seen.message_id == asked).unwrap();
    assert_eq!(edited.text, "You said yes");
    bot.delete_message(ChatId(stage.anna), MessageId(i32::try_from(asked).unwrap())).await.unwrap();

    let topic = bot.create_forum_topic(ChatId(group), "Ticket").await.unwrap();
    let thread = topic.thread_id;
    let opened = bot.send_message(ChatId(group), "opened").message_thread_id(thread).await.unwrap();
    assert!(opened.is_topic_message);
    anna.in_topic(i64::from(thread.0.0)).say("in the topic").unwrap();
    assert_eq!(next().await, format!("in the topic in Some({})", thread.0.0));
    let start = MessageId(i32::try_from(start).unwrap());
    let copied = bot.copy_message(ChatId(group), ChatId(stage.anna), start).message_thread_id(thread).await;
    let copied = i64::from(copied.unwrap().0);
    assert!(anna.messages().iter().any(|seen| seen.message_id == copied && seen.text == "/start abc"));

    let mut like = bot.set_message_reaction(ChatId(stage.anna), start);
    like.reaction = Some(vec![ReactionType::Emoji { emoji: "👍".into() }]);
    like.send().await.unwrap();
    stage.chat.react(i64::from(start.0), &["❤"]).unwrap();
    assert_eq!(next().await, "reaction ❤");

    let fault = Fault::new(FaultKind::TooManyRequests { retry_after: 1 }).method("sendMessage").times(1);
    stage.sim.fault(fault);
    let hello = || bot.send_message(ChatId(stage.anna), "hello").send();
    match hello().await {
        Err(RequestError::RetryAfter(wait)) => assert_eq!(wait.duration(), Duration::from_secs(1)),
        other => panic!("{other:?}"),
    }
    hello().await.unwrap();
    stage.chat.block().unwrap();
    assert_eq!(next().await, "Banned");
    assert!(matches!(hello().await, Err(RequestError::Api(ApiError::BotBlocked))));
    stop.shutdown().unwrap().await;
    polling.await.unwrap();
}

#[tokio::test]
async fn teloxide_reads_what_a_webhook_with_a_secret_brings() {
    let stage = Stage::new().await;
    let bot = client(&stage);
    let own = Arc::new(bot.clone());
    let hook = post(move |headers: HeaderMap, body: String| async move {
        assert_eq!(headers["x-telegram-bot-api-secret-token"], "s3cret");
        let update: Update = serde_json::from_str(&body).unwrap();
        let chat = update.chat().unwrap().id;
        own.send_message(chat, "pong").await.unwrap();
        Ok::<_, Infallible>(Json(json!({})))
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let app = Router::new().route("/hook", hook);
    let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    bot.set_webhook(url.parse().unwrap()).secret_token("s3cret").await.unwrap();
    let ping = stage.chat.say("ping").unwrap();
    assert_eq!(stage.chat.wait_for_bot(ping, PATIENCE).await.unwrap().text, "pong");
    bot.delete_webhook().await.unwrap();
    server.abort();
}
