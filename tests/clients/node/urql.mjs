// urql: queries and mutations over HTTP, subscriptions as server-sent events by graphql-sse.
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-sse";
import { iterate, play } from "./play.mjs";

const url = process.env.DEMO_API;

function client(token) {
  const headers = { Authorization: `Bearer ${token}` };
  const events = createClient({ url, headers });
  const forwardSubscription = (operation) => ({
    subscribe: (sink) => ({ unsubscribe: events.subscribe({ query: operation.query, variables: operation.variables }, sink) }),
  });
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers },
    exchanges: [cacheExchange, fetchExchange, subscriptionExchange({ forwardSubscription })],
  });
}

await play("urql", {
  async run(document, variables, token) {
    const urql = client(token);
    const answer = document.startsWith("mutation")
      ? await urql.mutation(document, variables).toPromise()
      : await urql.query(document, variables).toPromise();
    if (answer.error) throw answer.error;
    return answer.data;
  },
  follow(document, variables, token) {
    return iterate((push) => {
      const subscription = client(token).subscription(document, variables).subscribe(({ data }) => push(data));
      return () => subscription.unsubscribe();
    });
  },
});
process.exit(0);
