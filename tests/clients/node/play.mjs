// What every client does here, whatever it is made of: Ann links her account, gets a notification, is followed and answered,
// and the inbox is paged. A client brings `run(document, variables, token)` and `follow(document, variables, token)`, an
// async iterator.
import assert from "node:assert/strict";

const { DEMO_TELEGRAM: telegram, DEMO_ANN: ann, DEMO_ADMIN: admin } = process.env;

export const documents = {
  link: `mutation Link($registration: TelegramRegistration!) { registerTelegram(registration: $registration) { success message } }`,
  notify: `mutation Notify($userId: Int, $message: String!) { sendTelegramNotification(userId: $userId, message: $message) }`,
  page: `query Page($first: Int!, $after: String) { conversations(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id contact { firstName } lastMessage { text } } } }`,
  answer: `mutation Answer($input: SendMessageInput!) { sendMessage(input: $input) { message { id status } errors { code message } } }`,
  follow: `subscription Follow($after: String) { messageReceived(after: $after) { cursor message { text contact { firstName } } } }`,
};

async function say(text, wait = 0) {
  const body = JSON.stringify({ user: "ann", text, wait });
  return (await fetch(`${telegram}/_sim/say`, { method: "POST", body })).json();
}

async function reads(text) {
  const seen = JSON.stringify(await (await fetch(`${telegram}/_sim/transcript?user=ann&wait=5`)).json());
  for (let tries = 0; tries < 50; tries += 1) {
    const transcript = JSON.stringify(await (await fetch(`${telegram}/_sim/transcript?user=ann`)).json());
    if (transcript.includes(text)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail(`Ann never read ${text}: ${seen}`);
}

export async function play(name, { run, follow }) {
  const code = JSON.stringify(await say("/start", 10)).match(/\b\d{6}\b/g).at(-1);
  const linked = await run(documents.link, { registration: { username: "ann", verificationCode: code } }, ann);
  assert.equal(linked.registerTelegram.success, true);

  const text = `Hello from ${name}`;
  assert.equal((await run(documents.notify, { userId: 7, message: text }, admin)).sendTelegramNotification, true);
  await reads(text);

  const first = await nextOf(follow(documents.follow, {}, admin), async () => say(`Question to ${name}`));
  assert.equal(first.messageReceived.message.text, `Question to ${name}`);
  await say(`Missed by ${name}`);
  const after = first.messageReceived.cursor;
  const second = await nextOf(follow(documents.follow, { after }, admin), async () => {});
  assert.equal(second.messageReceived.message.text, `Missed by ${name}`);

  const page = (await run(documents.page, { first: 1 }, admin)).conversations;
  assert.equal(page.nodes[0].contact.firstName, "Ann");
  const beyond = (await run(documents.page, { first: 1, after: page.pageInfo.endCursor }, admin)).conversations;
  assert.deepEqual([page.totalCount, beyond.nodes.length], [1, 0]);

  const input = { conversationId: page.nodes[0].id, text: `Answer by ${name}`, idempotencyKey: `${name}-1` };
  assert.deepEqual((await run(documents.answer, { input }, admin)).sendMessage.errors, []);
  await reads(`Answer by ${name}`);

  await assert.rejects(run(documents.page, { first: 1 }, ann), (error) => JSON.stringify(error).includes("FORBIDDEN"));
  console.log(`${name}: linked, sent, followed, paged and answered`);
}

// The first thing that comes, once the subscription had time to open.
async function nextOf(events, act) {
  const iterator = events[Symbol.asyncIterator]();
  const next = iterator.next();
  await new Promise((done) => setTimeout(done, 500));
  await act();
  const { value } = await next;
  await iterator.return?.();
  return value;
}

// For clients that give observables.
export async function* iterate(subscribe) {
  const waiting = [];
  let wake = () => {};
  const stop = subscribe((value) => {
    waiting.push(value);
    wake();
  });
  try {
    for (;;) {
      while (waiting.length > 0) yield waiting.shift();
      await new Promise((done) => (wake = done));
    }
  } finally {
    stop();
  }
}
