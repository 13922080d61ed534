// telegraf 4 on the local Telegram. Its webhook handler answers with a method in the response's body.
import assert from "node:assert/strict";
import http from "node:http";
import { Input, Markup, Telegraf } from "telegraf";
import { PICTURE, URL_ROOT, makeStage, play } from "./people.mjs";

const stage = await makeStage("telegraf");
const bot = new Telegraf(stage.token, { telegram: { apiRoot: URL_ROOT } });

async function file(id) {
  const response = await fetch(await bot.telegram.getFileLink(id));
  assert.ok(response.ok);
  return Buffer.from(await response.arrayBuffer());
}

bot.start((ctx) => ctx.replyWithHTML("<b>Hello</b>, <i>Anna</i>"));
bot.command("ask", (ctx) => ctx.reply("Sure?", Markup.inlineKeyboard([Markup.button.callback("Yes", "yes")])));
bot.action("yes", async (ctx) => {
  await ctx.editMessageText("You said yes");
  await ctx.answerCbQuery("Good");
});
bot.on("photo", async (ctx) => {
  if (ctx.message.media_group_id) {
    stage.seen.album.push(ctx.message.media_group_id);
    return;
  }
  stage.seen.photo.push(await file(ctx.message.photo.at(-1).file_id));
  await ctx.replyWithPhoto(Input.fromBuffer(PICTURE, "back.jpg"), { caption: "yours" });
});
bot.on("message_reaction", (ctx) => { stage.seen.reaction.push(ctx.update.message_reaction.new_reaction[0].emoji); });
bot.on("my_chat_member", (ctx) => { stage.seen.standing.push(ctx.myChatMember.new_chat_member.status); });
bot.on("text", async (ctx) => {
  stage.seen.texts.push([ctx.message.text, ctx.message.message_thread_id]);
  if (ctx.message.text === "ping") await ctx.reply("pong");
});
bot.catch((error) => { throw error; });

assert.equal((await bot.telegram.getMe()).username, "telegraf_bot");
stage.step("getMe");
await bot.telegram.setMyCommands([{ command: "start", description: "Begin" }]);
assert.equal((await bot.telegram.getMyCommands())[0].description, "Begin");
stage.step("commands");

const allowedUpdates = ["message", "callback_query", "message_reaction", "my_chat_member"];
let polling;
await new Promise((ready) => { polling = bot.launch({ allowedUpdates }, ready); });
await play(stage, bot.telegram, {
  file,
  photo: (name) => Input.fromBuffer(PICTURE, name),
  code: (error) => error.response.error_code,
  retryAfter: (error) => error.response.parameters.retry_after,
});
bot.stop();
await polling;

const server = http.createServer(bot.webhookCallback("/hook", { secretToken: "s3cret" }));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}/hook`;
await bot.telegram.setWebhook(url, { secret_token: "s3cret", allowed_updates: allowedUpdates });
assert.equal((await stage.say("ping"))[0].text, "pong");
await bot.telegram.deleteWebhook();
server.close();
server.closeAllConnections();
stage.step("webhook");
stage.finish();
process.exit(0);
