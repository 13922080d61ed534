// Rounds of wrk, one server after another in each, every round in another order.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { get, PAGE } from "./ask.mjs";
import { tokenOf } from "./tokens.mjs";

const script = new URL("requests.lua", import.meta.url).pathname;
// The others compile what is called often while they run.
const WARM_UP_SECONDS = 8;

export async function load(servers, { users, rounds, seconds, connections }) {
  const folder = await mkdtemp(join(tmpdir(), "switchboard-measure-"));
  try {
    const tokens = join(folder, "tokens");
    const lines = Array.from({ length: users }, (_, index) => `${index + 1} ${tokenOf(index + 1)}\n`);
    await writeFile(tokens, lines.join(""));
    const measured = new Map(servers.map(({ name }) => [name, []]));
    for (const server of servers) await wrk(server, tokens, WARM_UP_SECONDS, connections);
    for (let round = 0; round < rounds; round += 1) {
      for (const server of rotated(servers, round)) {
        const result = await wrk(server, tokens, seconds, connections);
        measured.get(server.name).push(result);
        const { rate, p50, p99 } = result;
        console.log(`round ${round + 1}  ${server.name.padEnd(18)} ${rate.toFixed(0)}/s  p50 ${p50} ms  p99 ${p99} ms`);
      }
    }
    return measured;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function rotated(servers, round) {
  const by = round % servers.length;
  return [...servers.slice(by), ...servers.slice(0, by)];
}

async function wrk(server, tokens, seconds, connections) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-s", script, server.url, "--", tokens];
  const { stdout } = await promisify(execFile)("wrk", args);
  const line = stdout.match(/^result (.+)$/m);
  if (line === null) throw new Error(`wrk said nothing of ${server.name}: ${stdout}`);
  const [requests, duration, bytes, failed, p50, p99] = line[1].split(" ").map(Number);
  if (requests === 0 || failed > 0) throw new Error(`${server.name}: ${failed} of ${requests} calls failed`);
  // An answer with errors in it has status 200 as well; it is short.
  const { text } = await get(server, tokenOf(1), PAGE, { userId: "1", page: 0, size: 20 });
  if (bytes / requests < Buffer.byteLength(text) * 0.7) throw new Error(`${server.name}: answers of ${bytes / requests} bytes`);
  return { rate: requests / (duration / 1e6), p50: p50 / 1000, p99: p99 / 1000 };
}
