//! A typed client (teloxide) reads every shape that the emulator answers.

use secrecy::ExposeSecret;
use serde_json::json;
use telegram_emulator::{Draft, NewGroup};
use teloxide::{
    payloads::{CopyMessageSetters, SendMessageSetters, SetMyCommandsSetters, SetWebhookSetters},
    prelude::{Bot, Request, Requester},
    types::{
        BotCommand, BotCommandScope, CallbackQueryId, ChatAction, ChatId, InlineKeyboardButton,
        InlineKeyboardMarkup, InputFile, MediaKind, MessageId, MessageKind, ParseMode, ReactionType,
        ReplyParameters, UpdateKind, UserId,
    },
};

use crate::Stage;

fn client(stage: &Stage) -> Bot {
    let url = stage.telegram.url().parse().unwrap();
    Bot::with_client(stage.bot.token.expose_secret(), stage.http.clone()).set_api_url(url)
}

#[tokio::test]
async fn teloxide_reads_every_update_kind_that_people_cause() {
    let stage = Stage::new().await;
    let bot = client(&stage);
    let group =
        stage.sim.create_group(NewGroup::new("Team").member(stage.anna).admin_bot(stage.bot.id)).unwrap();
    let anna = stage.sim.in_group(stage.anna, group);
    let first = stage.chat.say("/start abc").unwrap();
    stage.chat.reply(first, "see https://a.example").unwrap();
    stage.chat.edit(first, Draft::text("/start")).unwrap();
    let kinds = [
        "photo",
        "document",
        "voice",
        "audio",
        "video",
        "animation",
        "video_note",
        "sticker",
        "location",
        "contact",
        "dice",
    ];
    for kind in kinds {
        anna.send(Draft::kind(kind)).unwrap();
    }
    let keyboard = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Yes", "y")]]);
    let asked = bot.send_message(ChatId(stage.anna), "Sure?").reply_markup(keyboard).await.unwrap();
    stage.chat.press(i64::from(asked.id.0), "Yes").unwrap();
    stage.chat.block().unwrap();
    stage.chat.unblock().unwrap();
    stage.sim.kick_bot(group, stage.bot.id).unwrap();
    let updates = bot.get_updates().await.unwrap();
    assert!(updates.len() >= 18, "{}", updates.len());
    for update in &updates {
        match &update.kind {
            UpdateKind::Error(raw) => panic!("not read: {raw}"),
            UpdateKind::Message(message) => {
                assert!(!matches!(message.kind, MessageKind::Empty {}), "{message:?}")
            }
            _ => {}
        }
    }
    let media = updates.iter().filter_map(|update| match &update.kind {
        UpdateKind::Message(message) => match &message.kind {
            MessageKind::Common(common) if !matches!(common.media_kind, MediaKind::Text(_)) => Some(()),
            MessageKind::Dice(_) => Some(()),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(media.count(), kinds.len());
}

#[tokio::test]
async fn teloxide_reads_every_answer() {
    let stage = Stage::new().await;
    let bot = client(&stage);
    let chat = ChatId(stage.anna);
    let start = MessageId(i32::try_from(stage.chat.say("/start").unwrap()).unwrap());
    assert_eq!(bot.get_me().await.unwrap().user.username.as_deref(), Some("shop_bot"));
    let text = bot.send_message(chat, "<b>hi</b>").parse_mode(ParseMode::Html);
    let sent = text.reply_parameters(ReplyParameters::new(start)).await.unwrap();
    assert_eq!(sent.reply_to_message().unwrap().id, start);
    assert_eq!(sent.entities().unwrap().len(), 1);
    bot.edit_message_text(chat, sent.id, "bye").await.unwrap();
    bot.copy_message(chat, chat, start).caption("c").await.unwrap();
    bot.forward_message(chat, chat, start).await.unwrap();
    let photo = InputFile::memory(vec![1_u8, 2, 3]).file_name("a.jpg");
    let photo = bot.send_photo(chat, photo).send().await.unwrap();
    let again = InputFile::file_id(photo.photo().unwrap()[0].file.id.clone());
    bot.send_photo(chat, again).await.unwrap();
    bot.send_document(chat, InputFile::memory(vec![1_u8]).file_name("a.txt")).await.unwrap();
    bot.send_chat_action(chat, ChatAction::Typing).await.unwrap();
    bot.set_message_reaction(chat, start).await.unwrap();
    let thumb = ReactionType::Emoji { emoji: "👍".into() };
    let mut reaction = bot.set_message_reaction(chat, start);
    reaction.reaction = Some(vec![thumb]);
    reaction.await.unwrap();
    bot.delete_message(chat, sent.id).await.unwrap();
    let commands = [BotCommand::new("start", "Begin")];
    bot.set_my_commands(commands.clone())
        .scope(BotCommandScope::AllPrivateChats)
        .language_code("ru")
        .await
        .unwrap();
    bot.get_my_commands().await.unwrap();
    assert_eq!(bot.get_chat(chat).await.unwrap().username(), Some("anna"));
    let group =
        stage.sim.create_group(NewGroup::new("Team").member(stage.anna).admin_bot(stage.bot.id)).unwrap();
    assert_eq!(bot.get_chat(ChatId(group)).await.unwrap().title(), Some("Team"));
    assert_eq!(bot.get_chat_administrators(ChatId(group)).await.unwrap().len(), 2);
    bot.get_chat_member(ChatId(group), UserId(stage.anna as u64)).await.unwrap();
    bot.set_webhook("http://127.0.0.1:9/hook".parse().unwrap()).secret_token("abc").await.unwrap();
    assert!(bot.get_webhook_info().await.unwrap().url.is_some());
    bot.delete_webhook().await.unwrap();
    assert!(bot.answer_callback_query(CallbackQueryId("1".into())).await.is_err());
}

#[tokio::test]
async fn teloxide_types_the_errors_that_it_knows() {
    use teloxide::{ApiError, RequestError};
    let stage = Stage::new().await;
    let bot = client(&stage);
    let hello = async || match bot.send_message(ChatId(stage.anna), "hello").await {
        Err(RequestError::Api(error)) => Some(error),
        Err(other) => panic!("{other:?}"),
        Ok(_) => None,
    };
    assert_eq!(hello().await, Some(ApiError::ChatNotFound));
    stage.chat.say("/start").unwrap();
    stage.chat.block().unwrap();
    assert_eq!(hello().await, Some(ApiError::BotBlocked));
    stage.chat.unblock().unwrap();
    assert_eq!(hello().await, None);
    stage.sim.deactivate(stage.anna).unwrap();
    assert_eq!(hello().await, Some(ApiError::UserDeactivated));
    let params = json!({"chat_id": stage.anna});
    assert!(stage.fail("sendMessage", params).await.starts_with("Bad Request: message text is empty"));
}
