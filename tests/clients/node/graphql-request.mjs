// graphql-request for what is asked, and graphql-ws itself for what is followed.
import { GraphQLClient } from "graphql-request";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { play } from "./play.mjs";

const url = process.env.DEMO_API;

await play("graphql-request", {
  run: (document, variables, token) =>
    new GraphQLClient(url, { headers: { Authorization: `Bearer ${token}` } }).request(document, variables),
  async *follow(document, variables, token) {
    const connectionParams = { Authorization: `Bearer ${token}` };
    const socket = createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, connectionParams });
    try {
      for await (const { data, errors } of socket.iterate({ query: document, variables })) {
        if (errors) throw new Error(JSON.stringify(errors));
        yield data;
      }
    } finally {
      await socket.dispose();
    }
  },
});
process.exit(0);
