"""python-telegram-bot 22 on the local Telegram."""

import asyncio
import socket

from telegram import (
    BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReactionTypeEmoji, Update,
)
from telegram.error import Forbidden, RetryAfter
from telegram.ext import (
    Application, CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, MessageReactionHandler,
    filters,
)

from people import URL, Stage, call

PICTURE = b"\xff\xd8 a picture"


def application(stage, seen):
    builder = Application.builder().token(stage.token)
    app = builder.base_url(f"{URL}/bot").base_file_url(f"{URL}/file/bot").build()

    async def start(update, _):
        await update.message.reply_html("<b>Hello</b>, <i>Anna</i>")

    async def ask(update, _):
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
        await update.message.reply_text("Sure?", reply_markup=keyboard)

    async def pressed(update, _):
        await update.callback_query.edit_message_text("You said yes")
        await update.callback_query.answer("Good")

    async def photo(update, _):
        if update.message.media_group_id:
            seen["album"].append(update.message.media_group_id)
            return
        file = await update.message.photo[-1].get_file()
        seen["photo"].append(bytes(await file.download_as_bytearray()))
        await update.message.reply_photo(PICTURE, caption="yours")

    async def reaction(update, _):
        seen["reaction"].append(update.message_reaction.new_reaction[0].emoji)

    async def standing(update, _):
        seen["standing"].append(update.my_chat_member.new_chat_member.status)

    async def other(update, _):
        message = update.message
        seen["texts"].append((message.text, message.message_thread_id))
        if message.text == "ping":
            await message.reply_text("pong")

    app.add_handler(CommandHandler("start", start))
    app.add_handler(CommandHandler("ask", ask))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(MessageHandler(filters.PHOTO, photo))
    app.add_handler(MessageReactionHandler(reaction))
    app.add_handler(ChatMemberHandler(standing, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.TEXT, other))
    return app


async def value(found):
    return found


async def answer_after(stage, message_id, kind):
    found = [m for m in await stage.transcript() if m["message_id"] > message_id and m["kind"] == kind]
    return next((m for m in found if m["from"]["is_bot"]), None)


async def media(stage, bot, seen):
    sent = await call("send", **stage.seat, kind="photo", caption="mine")
    await stage.until(lambda: value(seen["photo"]), "the photo")
    assert seen["photo"][0][:2] == b"\xff\xd8"
    back = await stage.until(lambda: answer_after(stage, sent["message_id"], "photo"), "the photo back")
    assert back["text"] == "yours"
    file = await bot.get_file(back["raw"]["photo"][-1]["file_id"])
    assert bytes(await file.download_as_bytearray()) == PICTURE
    stage.step("photo")
    await call("album", **stage.seat, items=["photo", "photo"])
    await stage.until(lambda: value(len(seen["album"]) == 2), "the album")
    assert seen["album"][0] == seen["album"][1]
    sent = await bot.send_media_group(stage.user, [InputMediaPhoto(PICTURE, filename=f"{n}.jpg") for n in range(3)])
    assert len({message.media_group_id for message in sent}) == 1 and len(sent) == 3
    stage.step("album")


async def buttons(stage, bot):
    asked = (await stage.say("/ask"))[0]
    answer = await call("press", **stage.seat, button="Yes", wait=20)
    assert answer["answer"]["text"] == "Good"
    stage.step("button")
    edited = [m for m in await stage.transcript() if m["message_id"] == asked["message_id"]][0]
    assert edited["text"] == "You said yes" and edited["edit_date"]
    stage.step("edit")
    assert await bot.delete_message(stage.user, asked["message_id"])
    assert all(m["message_id"] != asked["message_id"] for m in await stage.transcript())
    stage.step("delete")


async def topics(stage, bot, seen):
    topic = await bot.create_forum_topic(stage.group, "Ticket")
    thread = topic.message_thread_id
    sent = await bot.send_message(stage.group, "opened", message_thread_id=thread)
    assert sent.is_topic_message and sent.message_thread_id == thread
    await call("say", user=stage.user, chat=stage.group, thread=thread, text="in the topic")
    await stage.until(lambda: value(("in the topic", thread) in seen["texts"]), "the topic's message")
    await bot.close_forum_topic(stage.group, thread)
    stage.step("topic")
    question = (await stage.transcript())[0]["message_id"]
    copied = await bot.copy_message(stage.group, stage.user, question, message_thread_id=thread)
    found = [m for m in await stage.transcript(stage.group) if m["message_id"] == copied.message_id][0]
    assert found["text"] == "/start abc" and found["thread"] == thread
    stage.step("copy")


async def reactions(stage, bot, seen):
    first = (await stage.transcript())[0]["message_id"]
    await bot.set_message_reaction(stage.user, first, reaction=[ReactionTypeEmoji("👍")])
    assert (await stage.transcript())[0]["reactions"] == ["👍"]
    await call("react", **stage.seat, message_id=first, emoji=["❤"])
    await stage.until(lambda: value("❤" in seen["reaction"]), "the reaction")
    stage.step("reaction")


async def limits(stage, bot):
    bot_id = stage.bot["id"]
    await call("faults", kind="too_many_requests", retry_after=1, method="sendMessage", bot=bot_id, count=1)
    try:
        await bot.send_message(stage.user, "too fast")
        raise AssertionError("no 429")
    except RetryAfter as error:
        wait = error.retry_after
        await asyncio.sleep(wait if isinstance(wait, (int, float)) else wait.total_seconds())
    await bot.send_message(stage.user, "again")
    stage.step("429")


async def block(stage, bot, seen):
    await call("block", **stage.seat)
    await stage.until(lambda: value("kicked" in seen["standing"]), "my_chat_member")
    try:
        await bot.send_message(stage.user, "hello?")
        raise AssertionError("a blocked bot could write")
    except Forbidden as error:
        assert "bot was blocked by the user" in str(error)
    await call("unblock", **stage.seat)
    stage.step("block")


async def main():
    stage = Stage("ptb")
    seen = {"album": [], "photo": [], "reaction": [], "standing": [], "texts": []}
    app = application(stage, seen)
    bot = app.bot
    async with app:
        await app.start()
        assert (await bot.get_me()).username == "ptb_bot"
        stage.step("getMe")
        await bot.set_my_commands([BotCommand("start", "Begin")])
        assert (await bot.get_my_commands())[0].description == "Begin"
        stage.step("commands")
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES, timeout=5)
        await stage.say("/start abc")
        stage.step("polling")
        hello = (await stage.transcript())[-1]
        assert hello["text"] == "Hello, Anna"
        assert [e["type"] for e in hello["entities"]] == ["bold", "italic"]
        stage.step("entities")
        await media(stage, bot, seen)
        await buttons(stage, bot)
        await topics(stage, bot, seen)
        await reactions(stage, bot, seen)
        await limits(stage, bot)
        await block(stage, bot, seen)
        await app.updater.stop()
        await webhook(stage, app)
        await app.stop()
    stage.finish()


async def webhook(stage, app):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/hook"
    await app.updater.start_webhook("127.0.0.1", port, "/hook", webhook_url=url, secret_token="s3cret")
    assert (await stage.say("ping"))[0]["text"] == "pong"
    assert (await app.bot.get_webhook_info()).url == url
    await app.updater.stop()
    await app.bot.delete_webhook()
    stage.step("webhook")


asyncio.run(main())
