// A database of its own for each number of rows, with the tables of `switchboard migrate` and fill.sql in them.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import pg from "pg";

const script = new URL("fill.sql", import.meta.url);

// `heavy`: half of the messages are the first user's.
export async function filled(server, binary, name, { users, messages, heavy }) {
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  await promisify(execFile)(binary, ["migrate"], { env: { ...process.env, DATABASE_URL: url.href, LOG_FILTER: "warn" } });
  const numbers = { $users: users, $messages: messages, $heavy: heavy };
  const sql = await readFile(script, "utf8");
  await query(url.href, sql.replace(/\$(users|messages|heavy)\b/g, (word) => String(numbers[word])));
  await query(url.href, "vacuum analyze");
  // What is still to be written would be written while figures are taken.
  await query(url.href, "checkpoint");
  return url.href;
}

export async function query(url, text, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}
