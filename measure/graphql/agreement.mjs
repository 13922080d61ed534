// Before anything is timed: all of them answer the same, to whoever may ask, and nothing to anybody else.
import assert from "node:assert/strict";
import { ask, get, PAGE } from "./ask.mjs";
import { adminToken, expiredToken, forgedToken, tokenOf } from "./tokens.mjs";

const PAGES = 5;
const SIZE = 20;

export async function agree(servers, users) {
  const [switchboard, ...others] = servers;
  const samples = [1, 2, Math.ceil(users / 3), Math.ceil(users / 2), users - 1, users];
  let compared = 0;
  for (const user of samples) {
    for (let page = 0; page <= PAGES; page += 1) {
      const variables = { userId: String(user), page, size: SIZE };
      const token = page % 2 === 0 ? tokenOf(user) : adminToken;
      const wanted = await get(switchboard, token, PAGE, variables);
      assert.equal(wanted.data.getTelegramMessages.length, page < PAGES ? SIZE : 0);
      for (const other of others) {
        const found = await get(other, token, PAGE, variables);
        assert.deepEqual(found.data, wanted.data, `${other.name}, user ${user}, page ${page}`);
        if (other.name.startsWith("bare")) assert.equal(found.text, wanted.text);
        compared += 1;
      }
    }
  }
  for (const server of servers) await refuses(server);
  console.log(`All answer the same: ${compared} answers compared, and strangers are refused.`);
}

async function refuses(server) {
  const own = { userId: "1", page: 0, size: SIZE };
  const calls = {
    "no token": [undefined, own],
    "an expired token": [expiredToken(1), own],
    "a forged token": [forgedToken(1), own],
    "another's token": [tokenOf(2), own],
    "an unknown user": [adminToken, { ...own, userId: "nobody" }],
    "too large a page": [tokenOf(1), { ...own, size: 101 }],
  };
  for (const [what, [token, variables]] of Object.entries(calls)) {
    const { text } = await ask(server, token, PAGE, variables);
    assert.ok(!text.includes('"direction"'), `${server.name} answers ${what}`);
  }
}
