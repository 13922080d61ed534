// GraphiQL in Chromium: the tabs are there, the token is prefilled and leaves the address, an operation runs, a subscription
// shows what is written while it runs, and the page asks nobody else for anything.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const { DEMO_API: api, DEMO_TELEGRAM: telegram, DEMO_ADMIN: token, SCREENSHOT: screenshot } = process.env;
const flags =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: flags.split(" ") });
const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
const complaints = [];
const elsewhere = [];
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("request", (request) => {
  const url = new URL(request.url());
  if (!["data:", "blob:"].includes(url.protocol) && url.origin !== new URL(api).origin) elsewhere.push(request.url());
});

const result = page.locator(".result-window");
const run = page.locator(".graphiql-execute-button");
const shows = (text) => page.waitForFunction((text) => document.querySelector(".result-window")?.innerText.includes(text), text);
const tab = async (name) => {
  await page.locator(".graphiql-tab", { hasText: name }).locator("button.graphiql-tab-button").click();
  await page.waitForFunction((name) => document.querySelector(".graphiql-query-editor")?.innerText.includes(name), name);
  // The editor tells the rest of the page a moment later which operation it holds.
  await page.waitForTimeout(500);
};

await page.goto(`${api}#token=${token}`);
await run.waitFor();
assert.equal(page.url(), api, "the token has left the address");
assert.equal(await page.locator(".graphiql-tab").count(), 6);

await tab("GetTelegramMessages");
await run.click();
await shows('"getTelegramMessages"');

await tab("MessageReceived");
await run.click();
const say = (text) => fetch(`${telegram}/_sim/say`, { method: "POST", body: JSON.stringify({ user: "ann", text }) });
await say("/start");
// Until the stream is open nothing is shown, so it is said until something is.
for (let tries = 0; tries < 20 && !(await result.innerText()).includes("Is anybody there?"); tries += 1) {
  await say("Is anybody there?");
  await page.waitForTimeout(250);
}
await shows("Is anybody there?");
if (screenshot) await page.screenshot({ path: screenshot });
await run.click();

assert.deepEqual([complaints, elsewhere], [[], []]);
await browser.close();
console.log("GraphiQL: tabs, token, query and subscription work");
