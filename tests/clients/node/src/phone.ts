// Ann's phone in the local Telegram.
import assert from "node:assert/strict";
import { telegram } from "./settings.js";

// Her words, and what the chat says within `wait` seconds.
export async function say(text: string, wait = 0): Promise<unknown> {
  const body = JSON.stringify({ user: "ann", text, wait });
  return (await fetch(`${telegram}/_sim/say`, { method: "POST", body })).json();
}

// The code that the bot answers /start with.
export async function code(): Promise<string> {
  const digits = JSON.stringify(await say("/start", 10)).match(/\b\d{6}\b/g)?.at(-1);
  if (digits === undefined) throw new Error("the bot sent no code");
  return digits;
}

// Until she has read it.
export async function reads(text: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const transcript = await (await fetch(`${telegram}/_sim/transcript?user=ann`)).text();
    if (transcript.includes(text)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`Ann never read ${text}`);
}
