// docs/graphql-measurements.md.
import { median } from "./figures.mjs";

const OWN = "Switchboard";
const PEERS = ["mercurius", "graphql-yoga"];
const BARE = "bare axum + sqlx";
// A deeper index and colder pages may cost this much.
const FLAT = 1.5;

export function page({ about, measured, memory, costs, sizes, rounds, seconds, connections }) {
  const of = (name, what) => median(measured.get(name).map((round) => round[what]));
  // Of the same round: what else the machine did met both.
  const ratio = (name) => median(measured.get(name).map(({ rate }, round) => measured.get(OWN)[round].rate / rate));
  const figures = { of, ratio, memory };
  return `# Beside other GraphQL servers

\`scripts/measure-graphql\` writes this page. The same call everywhere: \`getTelegramMessages(userId, page, size: 20)\` with all six fields, with a
token (HS256) that is verified each time and whose user is read from the database, over 100,000 messages of 1,000 users in PostgreSQL. The
peers have prepared statements, a pool of the same size, a process for each core; the bare handler parses no GraphQL and writes the same
bytes. Before the load all four answer the same to sample calls, and refuse the same.

${about}

${rounds} rounds of ${seconds} s, the servers in turn in each, by wrk with ${connections} connections and no pause; medians.

| server | calls/s | Switchboard to it | p50, ms | p99, ms | resident after it, MiB |
|---|---|---|---|---|---|
${[...measured.keys()].map((name) => line(name, figures)).join("\n")}

| goal | wanted | found |
|---|---|---|
${goals(figures).join("\n")}

Bold: missed. Of the Node peers, memory is that of all their processes, where shared pages count once.

## As a database grows

One call at a time, milliseconds (median); half of the messages are one user's, and there is a conversation for each 20. Flat is a ratio of
1; bold: above 1.5.

| what | ${sizes.map((size) => `${size.toLocaleString("en")} messages`).join(" | ")} | ratio |
|---|---|---|---|
${[...costs].map(growth).join("\n")}
`;
}

function line(name, { of, ratio, memory }) {
  const to = name === OWN ? "" : ratio(name).toFixed(2);
  const times = ["p50", "p99"].map((what) => of(name, what).toFixed(2));
  return row(name, of(name, "rate").toFixed(0), to, ...times, memory.get(name).toFixed(1));
}

function goals({ of, ratio, memory }) {
  const goal = (what, wanted, found, isMet) => row(what, wanted, isMet ? found : `**${found}**`);
  const atLeast = (what, wanted, found) => goal(what, `≥ ${wanted}`, found.toFixed(2), found >= wanted);
  const [own, ...peers] = [OWN, ...PEERS].map((name) => of(name, "p99"));
  const mib = memory.get(OWN);
  return [
    atLeast("calls a second, to mercurius with JIT", 2, ratio("mercurius")),
    atLeast("calls a second, to the bare handler", 0.7, ratio(BARE)),
    goal("p99, ms", `below ${peers.map((p99) => p99.toFixed(2)).join(" and ")}`, own.toFixed(2), own < Math.min(...peers)),
    goal("resident, MiB", "≤ 25", mib.toFixed(1), mib <= 25),
  ];
}

function growth([name, times]) {
  const ratio = times.at(-1) / times[0];
  return row(name, ...times.map((time) => time.toFixed(2)), ratio <= FLAT ? ratio.toFixed(2) : `**${ratio.toFixed(2)}**`);
}

function row(...cells) {
  return `| ${cells.join(" | ")} |`;
}
