// GraphQL Yoga on Node's own server, with its cache of parsed and validated documents.
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import { onEveryCore } from "./cluster.mjs";
import { authenticated, resolvers, schema } from "./contract.mjs";

await onEveryCore(async ({ host, port }) => {
  const yoga = createYoga({
    schema: createSchema({ typeDefs: schema, resolvers }),
    graphiql: false,
    landingPage: false,
    logging: false,
    context: async ({ request }) => ({ caller: await authenticated(request.headers.get("authorization")) }),
  });
  createServer(yoga).listen(port, host);
});
