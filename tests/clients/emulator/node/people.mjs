// The people's side for the JavaScript clients: calls under /_sim, and the list of things that a client has to show.
import assert from "node:assert/strict";

export const URL_ROOT = process.env.EMULATOR_URL;
export const PICTURE = Buffer.from("\xff\xd8 a picture", "latin1");

const STEPS = ["getMe", "commands", "polling", "entities", "photo", "album", "button", "edit", "delete", "topic",
  "reaction", "copy", "429", "block", "webhook"];

export async function call(path, body) {
  const options = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const response = await fetch(`${URL_ROOT}/_sim/${path}`, options);
  const answer = await response.json();
  assert.ok(response.ok, `${path}: ${JSON.stringify(answer)}`);
  return answer;
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A bot, a person and a forum of their own, so that clients do not meet.
export async function makeStage(name) {
  const bot = await call("bots", { username: `${name}_bot`, name });
  const user = (await call("users", { first_name: "Anna", username: `${name}_anna` })).id;
  const group = (await call("groups", { title: name, forum: true, members: [user], admin_bots: [bot.id] })).id;
  const seat = { user, bot: bot.id };
  const done = [];
  return {
    name, bot, user, group, seat, token: bot.token,
    seen: { album: [], photo: [], reaction: [], standing: [], texts: [] },
    async say(text) {
      const answer = await call("say", { ...seat, text, wait: 20 });
      assert.ok(answer.messages.length, `no answer to ${text}`);
      return answer.messages;
    },
    async transcript(chat) {
      const place = chat ? `chat=${chat}` : `bot=${bot.id}`;
      return (await call(`transcript?user=${user}&${place}`)).messages;
    },
    async until(look, what) {
      for (let tries = 0; tries < 200; tries++) {
        const found = await look();
        if (found) return found;
        await pause(50);
      }
      assert.fail(`${what} did not happen`);
    },
    step(step) {
      assert.ok(STEPS.includes(step), step);
      done.push(step);
      console.log(`  ${step}`);
    },
    finish() {
      assert.deepEqual(STEPS.filter((step) => !done.includes(step)), [], "not shown");
    },
  };
}

// What every client does while it polls. `api` calls methods by their Bot API names with positional arguments as
// grammY and telegraf have them in common; `file` downloads by id; `photo(name)` makes an upload.
export async function play(stage, api, { file, photo, code, retryAfter }) {
  const { user, group, seen, seat } = stage;
  await stage.say("/start abc");
  stage.step("polling");
  const hello = (await stage.transcript()).at(-1);
  assert.equal(hello.text, "Hello, Anna");
  assert.deepEqual(hello.entities.map((entity) => entity.type), ["bold", "italic"]);
  stage.step("entities");

  const sent = await call("send", { ...seat, kind: "photo", caption: "mine" });
  await stage.until(() => seen.photo.length, "the photo");
  assert.deepEqual([...seen.photo[0].subarray(0, 2)], [0xff, 0xd8]);
  const after = (seen) => seen.message_id > sent.message_id && seen.kind === "photo" && seen.from.is_bot;
  const back = await stage.until(async () => (await stage.transcript()).find(after), "the photo back");
  assert.equal(back.text, "yours");
  assert.deepEqual(await file(back.raw.photo.at(-1).file_id), PICTURE);
  stage.step("photo");

  await call("album", { ...seat, items: ["photo", "photo"] });
  await stage.until(() => seen.album.length === 2, "the album");
  assert.equal(seen.album[0], seen.album[1]);
  const album = await api.sendMediaGroup(user, [1, 2, 3].map((n) => ({ type: "photo", media: photo(`${n}.jpg`) })));
  assert.equal(new Set(album.map((message) => message.media_group_id)).size, 1);
  stage.step("album");

  const [asked] = await stage.say("/ask");
  const pressed = await call("press", { ...seat, button: "Yes", wait: 20 });
  assert.equal(pressed.answer.text, "Good");
  stage.step("button");
  const edited = (await stage.transcript()).find((seen) => seen.message_id === asked.message_id);
  assert.equal(edited.text, "You said yes");
  assert.ok(edited.edit_date);
  stage.step("edit");
  await api.deleteMessage(user, asked.message_id);
  assert.ok((await stage.transcript()).every((seen) => seen.message_id !== asked.message_id));
  stage.step("delete");

  const { message_thread_id: thread } = await api.createForumTopic(group, "Ticket");
  const opened = await api.sendMessage(group, "opened", { message_thread_id: thread });
  assert.ok(opened.is_topic_message && opened.message_thread_id === thread);
  await call("say", { user, chat: group, thread, text: "in the topic" });
  await stage.until(() => seen.texts.some(([text, id]) => text === "in the topic" && id === thread), "the topic's message");
  await api.closeForumTopic(group, thread);
  stage.step("topic");

  const first = (await stage.transcript())[0].message_id;
  const copied = await api.copyMessage(group, user, first, { message_thread_id: thread });
  const copy = (await stage.transcript(group)).find((seen) => seen.message_id === copied.message_id);
  assert.deepEqual([copy.text, copy.thread], ["/start abc", thread]);
  stage.step("copy");

  await api.setMessageReaction(user, first, [{ type: "emoji", emoji: "👍" }]);
  assert.deepEqual((await stage.transcript())[0].reactions, ["👍"]);
  await call("react", { ...seat, message_id: first, emoji: ["❤"] });
  await stage.until(() => seen.reaction.includes("❤"), "the reaction");
  stage.step("reaction");

  await call("faults", { kind: "too_many_requests", retry_after: 1, method: "sendMessage", bot: stage.bot.id, count: 1 });
  const refused = await api.sendMessage(user, "too fast").then(() => assert.fail("no 429"), (error) => error);
  assert.equal(code(refused), 429);
  assert.equal(retryAfter(refused), 1);
  await pause(retryAfter(refused) * 1000);
  await api.sendMessage(user, "again");
  stage.step("429");

  await call("block", seat);
  await stage.until(() => seen.standing.includes("kicked"), "my_chat_member");
  const blocked = await api.sendMessage(user, "hello?").then(() => assert.fail("a blocked bot could write"), (error) => error);
  assert.equal(code(blocked), 403);
  assert.match(String(blocked), /bot was blocked by the user/);
  await call("unblock", seat);
  stage.step("block");
}
