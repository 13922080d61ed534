// urql: queries and mutations over HTTP, subscriptions as server-sent events by graphql-sse.
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-sse";
import { iterate } from "./iterate.js";
import { play } from "./play.js";
import { api, authorization } from "./settings.js";

function client(token: string): Client {
  const headers = authorization(token);
  const events = createClient({ url: api, headers });
  return new Client({
    url: api,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = "", variables = {} }) => ({
          subscribe: (sink) => ({
            unsubscribe: events.subscribe(
              { query, variables },
              {
                next: ({ data = null, errors = [] }) => sink.next({ data, errors: [...errors] }),
                error: sink.error,
                complete: sink.complete,
              },
            ),
          }),
        }),
      }),
    ],
  });
}

await play("urql", {
  async run(document, variables, token) {
    const definition = document.definitions[0];
    const isMutation = definition?.kind === "OperationDefinition" && definition.operation === "mutation";
    const urql = client(token);
    const { data, error } = await (isMutation ? urql.mutation(document, variables) : urql.query(document, variables));
    if (error !== undefined) throw error;
    if (data === undefined) throw new Error("an answer without data");
    return data;
  },
  follow(document, variables, token) {
    return iterate((push, fail) => {
      const answers = client(token).subscription(document, variables);
      const subscription = answers.subscribe(({ data, error }) => (data === undefined ? fail(error) : push(data)));
      return () => subscription.unsubscribe();
    });
  },
});
process.exit(0);
