// What every client does here, whatever it is made of: Ann links her account, gets a notification, is followed and answered,
// the inbox is paged and her history read.
import assert from "node:assert/strict";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import {
  AnswerDocument,
  FollowDocument,
  type FollowSubscription,
  HistoryDocument,
  LinkDocument,
  NotifyDocument,
  PageDocument,
} from "./generated/documents.js";
import { code, reads, say } from "./phone.js";
import { admin, ann } from "./settings.js";

export type Variables = Record<string, unknown>;

// What a client brings: answers have the types of their documents.
export interface Client {
  run<Data extends object, Asked extends Variables>(document: TypedDocumentNode<Data, Asked>, variables: Asked, token: string): Promise<Data>;
  follow<Data extends object, Asked extends Variables>(document: TypedDocumentNode<Data, Asked>, variables: Asked, token: string): AsyncIterable<Data>;
}

export async function play(name: string, client: Client): Promise<void> {
  const registration = { username: "ann", verificationCode: await code() };
  assert.equal((await client.run(LinkDocument, { registration }, ann)).registerTelegram.success, true);

  const text = `Hello from ${name}`;
  assert.equal((await client.run(NotifyDocument, { userId: 7, message: text }, admin)).sendTelegramNotification, true);
  await reads(text);

  const { cursor: after } = await follows(client, name);
  await say(`Missed by ${name}`);
  const missed = await nextOf(client.follow(FollowDocument, { after }, admin), async () => {});
  assert.equal(missed.messageReceived.message.text, `Missed by ${name}`);

  const conversationId = await pages(client);
  const input = { conversationId, text: `Answer by ${name}`, idempotencyKey: `${name}-1` };
  assert.deepEqual((await client.run(AnswerDocument, { input }, admin)).sendMessage.errors, []);
  await reads(`Answer by ${name}`);

  const history = (await client.run(HistoryDocument, { userId: "7" }, ann)).getTelegramMessages;
  assert.deepEqual([history[0]?.message, history[0]?.direction], [`Answer by ${name}`, "OUTGOING"]);
  await assert.rejects(client.run(PageDocument, { first: 1 }, ann), (error) => JSON.stringify(error).includes("FORBIDDEN"));
  console.log(`${name}: linked, sent, followed, paged and answered`);
}

async function follows(client: Client, name: string): Promise<FollowSubscription["messageReceived"]> {
  const events = client.follow(FollowDocument, {}, admin);
  const { messageReceived } = await nextOf(events, () => say(`Question to ${name}`));
  assert.equal(messageReceived.message.text, `Question to ${name}`);
  return messageReceived;
}

// The only conversation, and nothing beyond it.
async function pages(client: Client): Promise<string> {
  const page = (await client.run(PageDocument, { first: 1 }, admin)).conversations;
  const conversation = page.nodes[0];
  assert.equal(conversation?.contact?.firstName, "Ann");
  const after = page.pageInfo.endCursor;
  const beyond = (await client.run(PageDocument, { first: 1, after }, admin)).conversations;
  assert.deepEqual([page.totalCount, beyond.nodes.length], [1, 0]);
  return conversation.id;
}

// The first thing that comes, once the subscription had time to open.
async function nextOf<Data>(events: AsyncIterable<Data>, act: () => Promise<unknown>): Promise<Data> {
  const iterator = events[Symbol.asyncIterator]();
  const next = iterator.next();
  await new Promise((done) => setTimeout(done, 500));
  await act();
  const { value, done } = await next;
  await iterator.return?.();
  if (done === true) throw new Error("the subscription ended");
  return value;
}
