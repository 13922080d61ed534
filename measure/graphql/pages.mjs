// What pages cost as a database grows: the first hundred of a user's history, and cursors at the beginning, in the middle and at the
// end of lists. Half of all messages are that user's; the lists grow with the database.
import { get, PAGE } from "./ask.mjs";
import { query } from "./fill.mjs";
import { median } from "./figures.mjs";
import { start } from "./servers.mjs";
import { adminToken, tokenOf } from "./tokens.mjs";

const REPEATS = 40;
const UNCOUNTED = 10;
// Milliseconds for one line of the table; what is slow is asked for less often, but not less than so many times.
const BUDGET = 20_000;
const AT_LEAST = 3;
const MESSAGES = `query($after: String) { messages(first: 20, after: $after) { nodes { id text } pageInfo { endCursor hasNextPage } } }`;
const CONVERSATIONS = `query($after: String) { conversations(first: 20, after: $after) { nodes { id contact { firstName } lastMessage { text } } pageInfo { endCursor hasNextPage } } }`;

// `databases`: a map from the number of rows to the address. The answer: a map from what was asked to the milliseconds at each.
export async function pages(binary, databases) {
  const places = [];
  try {
    for (const [rows, url] of databases) {
      const server = await start("Switchboard", binary, url);
      places.push({ rows, server });
      places.at(-1).cases = [...firstPages(), ...(await cursors(url))];
    }
    const costs = new Map();
    const [{ cases }] = places;
    for (const [number, [name]] of cases.entries()) costs.set(name, await cost(places, number));
    return costs;
  } finally {
    await Promise.all(places.map(({ server }) => server.stop()));
  }
}

// Interleaved, so that what else the machine does meets all sizes alike.
async function cost(places, number) {
  const times = places.map(() => []);
  const begun = performance.now();
  for (let turn = -UNCOUNTED; turn < REPEATS; turn += 1) {
    const isLate = performance.now() - begun > BUDGET;
    if (isLate && times[0].length >= AT_LEAST) break;
    if (isLate) turn = Math.max(turn, 0);
    for (const [index, { server, cases }] of places.entries()) {
      const [, token, document, variables] = cases[number];
      const { took } = await get(server, token, document, variables(Math.max(turn, 0)));
      if (turn >= 0) times[index].push(took);
    }
  }
  return times.map(median);
}

function firstPages() {
  const token = tokenOf(1);
  const of = (page) => ({ userId: "1", page, size: 20 });
  return [
    ["`getTelegramMessages`, page 0", token, PAGE, () => of(0)],
    ["`getTelegramMessages`, pages 0 to 99", token, PAGE, (turn) => of(Math.round((turn * 99) / (REPEATS - 1)))],
    ["`getTelegramMessages`, page 99", token, PAGE, () => of(99)],
  ];
}

// The server's cursors say where a row stands; walking to the middle of ten million rows would take an hour.
async function cursors(url) {
  const [message] = await query(
    url,
    `with own as (select m.id from message m join app_user u on u.id = m.user_id where u.external_id = '1'),
        ranked as (select id, row_number() over (order by id) place, count(*) over () total from own)
     select max(case when place = total / 2 then id::text end) middle, max(case when place = total - 20 then id::text end) last from ranked`,
  );
  const [conversation] = await query(
    url,
    `with ranked as (select id, last_message_at at, row_number() over (order by last_message_at desc, id desc) place, count(*) over () total
        from conversation),
        named as (select place, total, (extract(epoch from at) * 1000000)::bigint || '000:' || id cursor from ranked)
     select max(case when place = total / 2 then cursor end) middle, max(case when place = total - 20 then cursor end) last from named`,
  );
  const cursor = (text) => Buffer.from(text).toString("base64url");
  const list = (name, token, document, kind, { middle, last }) => [
    [`\`${name}\`, first page`, token, document, () => ({ after: null })],
    [`\`${name}\`, in the middle`, token, document, () => ({ after: cursor(`${kind}:${middle}`) })],
    [`\`${name}\`, last page`, token, document, () => ({ after: cursor(`${kind}:${last}`) })],
  ];
  return [
    ...list("messages", tokenOf(1), MESSAGES, "p1", message),
    ...list("conversations", adminToken, CONVERSATIONS, "t1", conversation),
  ];
}
