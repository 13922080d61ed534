// One call over a kept connection.
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true });

export const PAGE = `query GetTelegramMessages($userId: ID!, $page: Int, $size: Int) { getTelegramMessages(userId: $userId, page: $page, size: $size) { id message timestamp direction status adminUsername } }`;

// The status, the text, and the milliseconds that it took.
export function ask(server, token, query, variables) {
  const body = JSON.stringify({ query, variables });
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  return new Promise((done, fail) => {
    const begun = performance.now();
    const call = request(`${server.url}/graphql`, { agent, method: "POST", headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", fail);
      response.on("end", () => {
        const took = performance.now() - begun;
        done({ status: response.statusCode, text: Buffer.concat(parts).toString("utf8"), took });
      });
    });
    call.on("error", fail);
    call.end(body);
  });
}

// As `ask`, and fails unless there is data without errors.
export async function get(server, token, query, variables) {
  const { status, text, took } = await ask(server, token, query, variables);
  const answer = status === 200 ? JSON.parse(text) : {};
  if (answer.data == null || answer.errors !== undefined) throw new Error(`${server.name} answered ${status}: ${text.slice(0, 500)}`);
  return { data: answer.data, text, took };
}
