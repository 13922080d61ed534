// Apollo Client: persisted queries over HTTP, subscriptions over graphql-ws.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { iterate } from "./iterate.js";
import { play } from "./play.js";
import { api, authorization, socketApi } from "./settings.js";

function apollo(link: ApolloLink): ApolloClient {
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

function client(token: string): ApolloClient {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const http = new HttpLink({ uri: api, headers: authorization(token) });
  return apollo(ApolloLink.from([new PersistedQueryLink({ sha256 }), http]));
}

await play("Apollo Client", {
  async run(document, variables, token) {
    const definition = document.definitions[0];
    const isMutation = definition?.kind === "OperationDefinition" && definition.operation === "mutation";
    const { data } = isMutation
      ? await client(token).mutate({ mutation: document, variables })
      : await client(token).query({ query: document, variables, fetchPolicy: "no-cache" });
    if (data == null) throw new Error("an answer without data");
    return data;
  },
  follow(document, variables, token) {
    return iterate((push, fail) => {
      const socket = createClient({ url: socketApi, webSocketImpl: WebSocket, connectionParams: authorization(token) });
      const events = apollo(new GraphQLWsLink(socket)).subscribe({ query: document, variables, fetchPolicy: "no-cache" });
      const subscription = events.subscribe({
        next: ({ data, error }) => (data == null ? fail(error) : push(data)),
        error: fail,
      });
      return () => {
        subscription.unsubscribe();
        void socket.dispose();
      };
    });
  },
});
process.exit(0);
