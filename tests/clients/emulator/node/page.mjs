// The page in Chromium: two people are typed as, a bot answers. With SHOTS=/folder it leaves pictures there.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Bot, InlineKeyboard, InputFile, Keyboard } from "grammy";
import { chromium } from "playwright-core";
import { URL_ROOT, call } from "./people.mjs";

await call("reset", {});
const made = await call("bots", { username: "shop_bot", name: "Shop" });
const anna = (await call("users", { first_name: "Anna", username: "anna" })).id;
const group = (await call("groups", { title: "Support", forum: true, members: [anna], admin_bots: ["shop_bot"] })).id;

const bot = new Bot(made.token, { client: { apiRoot: URL_ROOT } });
let thread;
bot.command("start", (ctx) => ctx.reply("<b>Hello</b>, <i>" + ctx.from.first_name + "</i>! See <a href='https://a.example/'>this</a>.",
  { parse_mode: "HTML", reply_markup: new InlineKeyboard().text("Yes", "yes").text("No", "no") }));
bot.command("menu", (ctx) => ctx.reply("Choose", { reply_markup: new Keyboard().text("Order").text("Help").resized() }));
bot.callbackQuery("yes", async (ctx) => {
  await ctx.answerCallbackQuery("Good");
  await ctx.editMessageText("You said yes");
});
bot.on("message", async (ctx) => {
  if (ctx.chat.id === group) {
    if (ctx.message.message_thread_id === thread && ctx.message.text) await ctx.api.copyMessage(anna, group, ctx.message.message_id);
    return;
  }
  if (ctx.message.text === "slow") return ctx.replyWithChatAction("typing");
  if (ctx.message.photo) await ctx.replyWithDocument(new InputFile(Buffer.from("a bill"), "bill.txt"), { caption: "Your bill" });
  else if (ctx.message.text) await ctx.reply(`You wrote: ${ctx.message.text}`, { reply_parameters: { message_id: ctx.message.message_id } });
  await ctx.react("👍");
});
const refusals = []; // what the bot was refused while no fault was on
let faulty = false;
bot.catch(({ error }) => { if (!faulty) refusals.push(error.message); });
bot.start({ timeout: 5 });

const profile = await mkdtemp(path.join(tmpdir(), "page-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  viewport: { width: 1440, height: 900 }, locale: "en-US", colorScheme: "light",
});
const page = browser.pages()[0];
page.setDefaultTimeout(15_000);
const problems = [];
page.on("pageerror", (error) => problems.push(error.message));
page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
page.on("request", (request) => { if (!request.url().startsWith(URL_ROOT) && !request.url().startsWith("data:")) problems.push(`asked ${request.url()}`); });
const shot = async (name) => { if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) }); };
const done = (step) => console.log(`  ${step}`);
const bubble = (phone, text) => phone.locator("li", { hasText: text }).last();
const write = async (phone, text) => {
  await phone.locator("textarea").fill(text);
  await phone.locator("textarea").press("Enter");
};

await page.goto(URL_ROOT);
const annas = page.locator('section.phone[aria-label="Anna"]');
await annas.locator(".chats button", { hasText: "Shop" }).waitFor();
await shot("1-chats");
done("the list of chats");

await annas.locator(".chats button", { hasText: "Shop" }).click();
await write(annas, "/start");
await bubble(annas, "Hello, Anna!").waitFor();
assert.equal(await annas.locator(".text b").first().textContent(), "Hello");
assert.equal(await annas.locator(".text a").first().getAttribute("href"), "https://a.example/");
await annas.locator(".mine .ticks.read").first().waitFor();
done("a bubble with entities, ticks");
await annas.locator(".row button", { hasText: "Yes" }).click();
await bubble(annas, "You said yes").locator("footer", { hasText: "edited" }).waitFor();
await annas.locator(".note", { hasText: "Good" }).waitFor();
done("a button, an edited mark");

// The second person joins on the page itself.
await page.locator("#newcomer input").fill("Boris Petrov");
await page.locator("#newcomer input").press("Enter");
const boris = page.locator('section.phone[aria-label^="Boris"]');
await boris.locator("textarea").waitFor();
await write(boris, "Good evening");
await bubble(boris, "You wrote: Good evening").locator(".target", { hasText: "Good evening" }).waitFor();
await bubble(boris, "Good evening").waitFor();
await boris.locator(".reactions", { hasText: "👍" }).first().waitFor();
done("a second person, a reply, a reaction");
assert.equal(await annas.locator("li", { hasText: "Good evening" }).count(), 0, "phones are separate");

await boris.locator(".attach").selectOption("photo");
await boris.locator("img").first().waitFor();
await page.waitForFunction(() => [...document.querySelectorAll(".phone img")].every((img) => img.complete && img.naturalWidth > 0));
await boris.locator("a.card", { hasText: "bill.txt" }).waitFor();
const bill = await page.evaluate(async () => (await fetch(document.querySelector("a.card").href)).text());
assert.equal(bill, "a bill");
await boris.locator(".attach").selectOption("album");
await boris.locator(".media.album img").nth(2).waitFor();
done("media both ways, an album");

const own = boris.locator("li.mine", { hasText: "Good evening" }).first();
await own.locator("footer > button").click();
await own.locator("button", { hasText: "❤" }).click();
await own.locator(".reactions", { hasText: "❤" }).waitFor();
await own.locator("footer > button").click();
await own.locator("button", { hasText: "Edit" }).click();
assert.equal(await boris.locator("textarea").inputValue(), "Good evening");
await write(boris, "Good night");
await boris.locator("li.mine", { hasText: "Good night" }).locator("footer", { hasText: "edited" }).waitFor();
done("a reaction and an edit of a person");

await write(boris, "slow");
await boris.locator(".names small", { hasText: "is typing" }).waitFor();
done("typing");
await write(annas, "/menu");
await annas.locator(".keys button", { hasText: "Order" }).click();
await bubble(annas, "You wrote: Order").waitFor();
done("a keyboard of the bot");

// A topic, opened by the bot, answered by Anna in the group.
thread = (await bot.api.createForumTopic(group, "Boris")).message_thread_id;
await bot.api.sendMessage(group, "How can I order?", { message_thread_id: thread });
await annas.locator("textarea").press("Escape");
await annas.locator(".chats button", { hasText: "Support" }).click();
await annas.locator(".chip", { hasText: "Boris" }).click();
await bubble(annas, "How can I order?").waitFor();
await write(annas, "In the shop");
await bubble(annas, "In the shop").waitFor();
await shot("2-desktop");
done("a topic");

faulty = true;
await page.locator("#faults label", { hasText: "502" }).click();
await write(boris, "are you there?");
await page.locator("#calls summary", { hasText: "502" }).first().waitFor();
await page.locator("#calls summary", { hasText: "502" }).first().click();
await page.locator("#calls details[open] pre", { hasText: "502 Bad Gateway" }).first().waitFor();
assert.match(await page.locator("#calls .latency").first().textContent(), /^\d+ ms$/);
await shot("3-fault");
await page.locator("#faults label", { hasText: "502" }).click();
await write(boris, "and now?");
await bubble(boris, "You wrote: and now?").waitFor();
assert.deepEqual((await call("faults")).faults, []);
faulty = false;
await page.locator("#calls summary", { hasText: "You wrote: and now?" }).click();
await page.locator("#calls details[open] pre", { hasText: '"reply_to_message"' }).first().waitFor();
done("the log with status, latency and answer; a switched fault");

await page.keyboard.press("Alt+Digit2");
await page.keyboard.type("by keyboard");
await page.keyboard.press("Enter");
await bubble(boris, "You wrote: by keyboard").waitFor();
done("keyboard only");

await boris.locator(".bar button", { hasText: "Block" }).click();
await boris.locator(".note", { hasText: "You blocked this bot." }).waitFor();
assert.ok(await boris.locator("textarea").isDisabled());
await boris.locator(".bar button", { hasText: "Unblock" }).click();
await boris.locator("textarea:not([disabled])").waitFor();
done("block and unblock");

await page.locator("#language").click();
await page.locator("h1", { hasText: "Локальный Telegram" }).waitFor();
await boris.locator(".bar button", { hasText: "Заблокировать" }).waitFor();
assert.equal(await page.evaluate(() => document.documentElement.lang), "ru");
await page.emulateMedia({ colorScheme: "dark" });
await shot("4-russian-dark");
done("Russian");

await page.emulateMedia({ colorScheme: "light" });
await page.setViewportSize({ width: 390, height: 844 });
await page.locator("#tabs button", { hasText: "Boris" }).click();
await boris.locator("textarea").waitFor();
await write(boris, "с телефона");
await bubble(boris, "You wrote: с телефона").waitFor();
await page.waitForFunction(() => {
  const list = document.querySelector(".phone:not(.away) .messages");
  return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
});
const wide = await page.evaluate(() => document.documentElement.scrollWidth);
assert.ok(wide <= 390, `the page is ${wide} wide`);
await shot("5-narrow");
await page.locator("#tabs button", { hasText: "Боты" }).click();
await page.locator("#calls summary").first().waitFor();
await shot("6-narrow-log");
done("a phone's width");

await browser.close();
await rm(profile, { recursive: true, force: true });
await bot.stop();
assert.deepEqual(problems, []);
assert.deepEqual(refusals, []);
process.exit(0);
