// Without the machine on which they were taken, figures mean nothing.
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { query } from "./fill.mjs";

export async function machine(postgres, binary) {
  const [{ server_version: version }] = await query(postgres, "show server_version");
  const processors = cpus();
  const packages = ["mercurius", "graphql-jit", "fastify", "graphql-yoga", "pg"].map((name) => `${name} ${versionOf(name)}`);
  const build = /\/release\//.test(binary) ? "the release build" : "**not a release build: these figures mean nothing**";
  const [load] = loadavg();
  const isBusy = load > 1 ? " **Other work shared the machine: only the ratios mean anything, and they swing.**" : "";
  return [
    `${processors.length} processors (${processors[0].model.trim()}), shared by everything here: the server, PostgreSQL ${version}, wrk.`,
    `Load when it began: ${load.toFixed(2)}.${isBusy}`,
    `Switchboard: ${build}. Node ${process.versions.node}, ${packages.join(", ")}.`,
  ].join("\n");
}

function versionOf(name) {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).version;
}
