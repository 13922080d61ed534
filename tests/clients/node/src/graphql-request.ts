// graphql-request for what is asked, and graphql-ws itself for what is followed.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type DocumentNode, print } from "graphql";
import { GraphQLClient } from "graphql-request";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { play, type Variables } from "./play.js";
import { api, authorization, socketApi } from "./settings.js";

await play("graphql-request", {
  run<Data extends object>(document: TypedDocumentNode<Data>, variables: Variables, token: string) {
    return new GraphQLClient(api, { headers: authorization(token) }).request<Data>(document, variables);
  },
  async *follow<Data extends object>(document: DocumentNode, variables: Variables, token: string) {
    const socket = createClient({ url: socketApi, webSocketImpl: WebSocket, connectionParams: authorization(token) });
    try {
      for await (const { data, errors } of socket.iterate<Data>({ query: print(document), variables })) {
        if (data == null) throw new Error(JSON.stringify(errors));
        yield data;
      }
    } finally {
      await socket.dispose();
    }
  },
});
process.exit(0);
