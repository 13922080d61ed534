// Fastify with mercurius: documents are compiled to code when they come for the second time.
import Fastify from "fastify";
import mercurius from "mercurius";
import { onEveryCore } from "./cluster.mjs";
import { authenticated, resolvers, schema } from "./contract.mjs";

await onEveryCore(async (address) => {
  const app = Fastify({ logger: false });
  app.register(mercurius, {
    schema,
    resolvers,
    jit: 1,
    graphiql: false,
    context: async (request) => ({ caller: await authenticated(request.headers.authorization) }),
  });
  await app.listen(address);
});
