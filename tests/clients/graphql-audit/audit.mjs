// Runs every audit against the server at the address that is given, and fails unless each of them is ok: an error, a
// warning and a notice count alike.
import { auditServer } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs http://127.0.0.1:8080/graphql");
  process.exit(2);
}
const results = await auditServer({ url });
const bad = results.filter((result) => result.status !== "ok");
for (const result of bad) {
  console.log(`${result.status}: ${result.id} ${result.name}: ${result.reason}`);
  if (result.response) console.log(`  answered ${result.response.status}`);
}
console.log(`${results.length - bad.length} passed, ${bad.length} failed`);
process.exit(bad.length === 0 && results.length > 0 ? 0 : 1);
