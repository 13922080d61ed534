// scripts/measure-graphql starts this: fills the databases, lets the servers agree, takes the figures and writes the page.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { agree } from "./agreement.mjs";
import { filled, query } from "./fill.mjs";
import { load } from "./load.mjs";
import { machine } from "./machine.mjs";
import { page } from "./page.mjs";
import { pages } from "./pages.mjs";
import { names, start } from "./servers.mjs";

const USERS = 1000;
const MESSAGES = 100_000;
const FEW = 10_000;
// In the databases that grow: how many messages stand beside each conversation.
const MESSAGES_A_USER = 20;

const { values } = parseArgs({
  options: {
    postgres: { type: "string" },
    switchboard: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "10" },
    connections: { type: "string", default: "32" },
    rows: { type: "string", default: "1000000" },
    write: { type: "string" },
  },
});
const { postgres, switchboard, write } = values;
const count = (name) => {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} must be a number`);
  return number;
};
const [rounds, seconds, connections, rows] = ["rounds", "seconds", "connections", "rows"].map(count);
if (rows <= FEW) throw new Error(`--rows must be more than ${FEW}`);

const about = await machine(postgres, switchboard);
const { measured, memory } = await compared();
const databases = new Map();
for (const messages of [FEW, rows]) {
  console.log(`filling ${messages} messages`);
  const users = messages / MESSAGES_A_USER;
  databases.set(messages, await filled(postgres, switchboard, `pages_${messages}`, { users, messages, heavy: true }));
}
const costs = await pages(switchboard, databases);
const text = page({ about, measured, memory, costs, sizes: [...databases.keys()], rounds, seconds, connections });
if (write === undefined) console.log(`\n${text}`);
else await writeFile(write, text);

async function compared() {
  const database = await filled(postgres, switchboard, "compared", { users: USERS, messages: MESSAGES, heavy: false });
  const servers = [];
  try {
    for (const name of names) servers.push(await start(name, switchboard, database));
    await agree(servers, USERS);
    const measured = await load(servers, { users: USERS, rounds, seconds, connections });
    return { measured, memory: new Map(servers.map((server) => [server.name, server.memory()])) };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await query(postgres, "drop database compared with (force)");
  }
}
