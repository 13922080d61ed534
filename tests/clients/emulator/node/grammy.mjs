// grammY 1 on the local Telegram.
import assert from "node:assert/strict";
import http from "node:http";
import { API_CONSTANTS, Bot, InlineKeyboard, InputFile, webhookCallback } from "grammy";
import { PICTURE, URL_ROOT, makeStage, play } from "./people.mjs";

const stage = await makeStage("grammy");
const bot = new Bot(stage.token, { client: { apiRoot: URL_ROOT } });

async function file(id) {
  const { file_path } = await bot.api.getFile(id);
  const response = await fetch(`${URL_ROOT}/file/bot${stage.token}/${file_path}`);
  assert.ok(response.ok);
  return Buffer.from(await response.arrayBuffer());
}

bot.command("start", (ctx) => ctx.reply("<b>Hello</b>, <i>Anna</i>", { parse_mode: "HTML" }));
bot.command("ask", (ctx) => ctx.reply("Sure?", { reply_markup: new InlineKeyboard().text("Yes", "yes") }));
bot.callbackQuery("yes", async (ctx) => {
  await ctx.editMessageText("You said yes");
  await ctx.answerCallbackQuery("Good");
});
bot.on("message:photo", async (ctx) => {
  if (ctx.message.media_group_id) {
    stage.seen.album.push(ctx.message.media_group_id);
    return;
  }
  stage.seen.photo.push(await file(ctx.message.photo.at(-1).file_id));
  await ctx.replyWithPhoto(new InputFile(PICTURE, "back.jpg"), { caption: "yours" });
});
bot.on("message_reaction", (ctx) => { stage.seen.reaction.push(ctx.messageReaction.new_reaction[0].emoji); });
bot.on("my_chat_member", (ctx) => { stage.seen.standing.push(ctx.myChatMember.new_chat_member.status); });
bot.on("message:text", async (ctx) => {
  stage.seen.texts.push([ctx.message.text, ctx.message.message_thread_id]);
  if (ctx.message.text === "ping") await ctx.reply("pong");
});
bot.catch((error) => { throw error; });

assert.equal((await bot.api.getMe()).username, "grammy_bot");
stage.step("getMe");
await bot.api.setMyCommands([{ command: "start", description: "Begin" }]);
assert.equal((await bot.api.getMyCommands())[0].description, "Begin");
stage.step("commands");

const polling = bot.start({ allowed_updates: API_CONSTANTS.ALL_UPDATE_TYPES, timeout: 5 });
await play(stage, bot.api, {
  file,
  photo: (name) => new InputFile(PICTURE, name),
  code: (error) => error.error_code,
  retryAfter: (error) => error.parameters.retry_after,
});
await bot.stop();
await polling;

const server = http.createServer(webhookCallback(bot, "http", { secretToken: "s3cret" }));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/hook`, { secret_token: "s3cret" });
assert.equal((await stage.say("ping"))[0].text, "pong");
await bot.api.deleteWebhook();
server.close();
server.closeAllConnections();
stage.step("webhook");
stage.finish();
