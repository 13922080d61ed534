// The four that are compared: started on ports of their own, asked whether they answer, weighed, and ended.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encryptionKey, secret } from "./tokens.mjs";

export const workers = availableParallelism();

const here = new URL(".", import.meta.url).pathname;
// No settings file is found there.
const nowhere = mkdtempSync(join(tmpdir(), "switchboard-measure-"));

const commands = {
  Switchboard: (binary) => [binary, ["serve"]],
  mercurius: () => [process.execPath, [`${here}peers/mercurius.mjs`]],
  "graphql-yoga": () => [process.execPath, [`${here}peers/yoga.mjs`]],
  "bare axum + sqlx": () => [`${here}bare/target/release/bare`, []],
};
export const names = Object.keys(commands);

// However this ends, nothing that it started stays.
const running = new Set();
process.on("exit", () => {
  running.forEach((child) => child.kill("SIGKILL"));
  rmSync(nowhere, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

export async function start(name, binary, database) {
  const [port, metrics] = [await freePort(), await freePort()];
  const [command, args] = commands[name](binary);
  const child = spawn(command, args, {
    cwd: nowhere,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: database,
      JWT_SECRET: secret,
      ENCRYPTION_KEY: encryptionKey,
      LISTEN_ADDR: `127.0.0.1:${port}`,
      METRICS_ADDR: `127.0.0.1:${metrics}`,
      LOG_FILTER: "warn",
      PORT: String(port),
      WORKERS: String(workers),
    },
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const server = { name, url: `http://127.0.0.1:${port}`, memory: () => resident(child.pid), stop: () => stop(child) };
  await answering(server, child);
  return server;
}

// Until it answers anything; a refusal is an answer.
async function answering({ name, url }, child) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended at once`);
    const answer = await fetch(`${url}/graphql`, { method: "POST" }).catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(100);
  }
  throw new Error(`${name} does not answer`);
}

async function stop(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(5000).then(() => child.kill("SIGKILL"))]);
}

// MiB. Of a cluster all processes, and what they share counts once.
function resident(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  const field = children.length === 0 ? "Rss" : "Pss";
  const kib = [pid, ...children].map((one) => {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, "utf8");
    return Number(rollup.match(new RegExp(`^${field}:\\s+(\\d+)`, "m"))[1]);
  });
  return kib.reduce((sum, one) => sum + one) / 1024;
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}
