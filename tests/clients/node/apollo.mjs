// Apollo Client: persisted queries over HTTP, subscriptions over graphql-ws.
import { createHash } from "node:crypto";
import apollo from "@apollo/client/core/core.cjs";
import persisted from "@apollo/client/link/persisted-queries/persisted-queries.cjs";
import subscriptions from "@apollo/client/link/subscriptions/subscriptions.cjs";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { iterate, play } from "./play.mjs";

const { ApolloClient, HttpLink, InMemoryCache, gql } = apollo;
const url = process.env.DEMO_API;

function client(token) {
  const headers = { Authorization: `Bearer ${token}` };
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const link = persisted.createPersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, headers }));
  return new ApolloClient({ link, cache: new InMemoryCache(), defaultOptions: { query: { fetchPolicy: "no-cache" } } });
}

await play("Apollo Client", {
  async run(document, variables, token) {
    const apollo = client(token);
    const parsed = gql(document);
    const isMutation = parsed.definitions[0].operation === "mutation";
    const answer = isMutation
      ? await apollo.mutate({ mutation: parsed, variables })
      : await apollo.query({ query: parsed, variables });
    return answer.data;
  },
  follow(document, variables, token) {
    const socket = createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, connectionParams: { Authorization: `Bearer ${token}` } });
    const apollo = new ApolloClient({ link: new subscriptions.GraphQLWsLink(socket), cache: new InMemoryCache() });
    return iterate((push) => {
      const subscription = apollo.subscribe({ query: gql(document), variables, fetchPolicy: "no-cache" }).subscribe(({ data }) => push(data));
      return () => {
        subscription.unsubscribe();
        socket.dispose();
      };
    });
  },
});
process.exit(0);
