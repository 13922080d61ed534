"""aiogram 3 on the local Telegram."""

import asyncio
import io

from aiohttp import web
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand, BufferedInputFile, CallbackQuery, ChatMemberUpdated, InlineKeyboardButton, InlineKeyboardMarkup,
    InputMediaPhoto, Message, MessageReactionUpdated, ReactionTypeEmoji,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler

from people import URL, Stage, call

PICTURE = b"\xff\xd8 a picture"


def dispatcher(seen):
    dp = Dispatcher()

    @dp.message(CommandStart(deep_link=True))
    async def start(message: Message):
        await message.answer("<b>Hello</b>, <i>Anna</i>", parse_mode="HTML")

    @dp.message(Command("ask"))
    async def ask(message: Message):
        button = InlineKeyboardButton(text="Yes", callback_data="yes")
        await message.answer("Sure?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))

    @dp.callback_query(F.data == "yes")
    async def pressed(query: CallbackQuery):
        await query.message.edit_text("You said yes")
        await query.answer("Good")

    @dp.message(F.media_group_id)
    async def album(message: Message):
        seen["album"].append(message.media_group_id)

    @dp.message(F.photo)
    async def photo(message: Message, bot: Bot):
        content = io.BytesIO()
        await bot.download(message.photo[-1], destination=content)
        seen["photo"].append(content.getvalue())
        await message.answer_photo(BufferedInputFile(PICTURE, "back.jpg"), caption="yours")

    @dp.message_reaction()
    async def reaction(event: MessageReactionUpdated):
        seen["reaction"].append(event.new_reaction[0].emoji)

    @dp.my_chat_member()
    async def standing(event: ChatMemberUpdated):
        seen["standing"].append(event.new_chat_member.status)

    @dp.message()
    async def other(message: Message):
        seen["texts"].append((message.text, message.message_thread_id))
        if message.text == "ping":
            await message.reply("pong")

    return dp


async def by_polling(stage, bot, dp, seen):
    assert (await bot.get_me()).username == "aiogram_bot"
    stage.step("getMe")
    await bot.set_my_commands([BotCommand(command="start", description="Begin")])
    assert (await bot.get_my_commands())[0].description == "Begin"
    stage.step("commands")
    polling = asyncio.create_task(dp.start_polling(bot, handle_signals=False, polling_timeout=5))
    try:
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
        await call("block", **stage.seat)
        await stage.until(lambda: value("kicked" in seen["standing"]), "my_chat_member")
        try:
            await bot.send_message(stage.user, "hello?")
            raise AssertionError("a blocked bot could write")
        except TelegramForbiddenError as error:
            assert "bot was blocked by the user" in str(error)
        await call("unblock", **stage.seat)
        stage.step("block")
    finally:
        await dp.stop_polling()
        await polling


async def value(found):
    return found


async def media(stage, bot, seen):
    sent = await call("send", **stage.seat, kind="photo", caption="mine")
    await stage.until(lambda: value(seen["photo"]), "the photo")
    assert seen["photo"][0][:2] == b"\xff\xd8"
    back = await stage.until(lambda: answer_after(stage, sent["message_id"], "photo"), "the photo back")
    assert back["text"] == "yours"
    file = await bot.get_file(back["raw"]["photo"][-1]["file_id"])
    content = await bot.download_file(file.file_path)
    assert content.read() == PICTURE
    stage.step("photo")
    await call("album", **stage.seat, items=["photo", "photo"])
    await stage.until(lambda: value(len(seen["album"]) == 2), "the album")
    assert seen["album"][0] == seen["album"][1]
    items = [InputMediaPhoto(media=BufferedInputFile(PICTURE, f"{n}.jpg")) for n in range(3)]
    sent = await bot.send_media_group(stage.user, items)
    assert len({message.media_group_id for message in sent}) == 1 and len(sent) == 3
    stage.step("album")


async def answer_after(stage, message_id, kind):
    found = [m for m in await stage.transcript() if m["message_id"] > message_id and m["kind"] == kind]
    return next((m for m in found if m["from"]["is_bot"]), None)


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
    await bot.set_message_reaction(stage.user, first, reaction=[ReactionTypeEmoji(emoji="👍")])
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
    except TelegramRetryAfter as error:
        assert error.retry_after == 1
        await asyncio.sleep(error.retry_after)
    await bot.send_message(stage.user, "again")
    stage.step("429")


async def by_webhook(stage, bot, dp):
    app = web.Application()
    SimpleRequestHandler(dispatcher=dp, bot=bot, secret_token="s3cret").register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
    assert (await stage.say("ping"))[0]["text"] == "pong"
    assert (await bot.get_webhook_info()).url
    await bot.delete_webhook()
    await runner.cleanup()
    stage.step("webhook")


async def main():
    stage = Stage("aiogram")
    seen = {"album": [], "photo": [], "reaction": [], "standing": [], "texts": []}
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    bot = Bot(stage.token, session=session)
    dp = dispatcher(seen)
    await by_polling(stage, bot, dp, seen)
    await by_webhook(stage, bot, dp)
    await bot.session.close()
    stage.finish()


asyncio.run(main())
