// The operation of the contract, and who may ask for what: the same for both peers.
import { createVerifier } from "fast-jwt";
import { GraphQLError } from "graphql";
import { messagesOf, userByExternalId, userByToken } from "./store.mjs";

export const schema = /* GraphQL */ `
  scalar DateTime
  enum MessageDirection { INCOMING OUTGOING }
  enum MessageStatus { RECEIVED QUEUED SENT FAILED UNCERTAIN }
  type TelegramMessage {
    id: ID!
    message: String!
    timestamp: DateTime!
    direction: MessageDirection!
    status: MessageStatus!
    adminUsername: String
  }
  type Query {
    getTelegramMessages(userId: ID!, page: Int, size: Int): [TelegramMessage!]!
  }
`;

// Every token is verified every time, as Switchboard does.
const verify = createVerifier({ key: process.env.JWT_SECRET, algorithms: ["HS256"], cache: false });

// Who calls, known anew from the database each time.
export async function authenticated(header) {
  let claims;
  try {
    if (!header?.startsWith("Bearer ")) throw new Error("no token");
    claims = verify(header.slice(7));
  } catch {
    throw refusal("UNAUTHENTICATED");
  }
  const [row] = await userByToken(claims.tenant ?? "default", String(claims.sub));
  if (row === undefined) throw refusal("UNAUTHENTICATED");
  const [tenant, id] = row;
  return { tenant, id, externalId: String(claims.sub), isAdmin: claims.role === "admin" };
}

export const resolvers = {
  Query: {
    async getTelegramMessages(_root, { userId, page, size }, { caller }) {
      const skipped = page ?? 0;
      const take = size ?? 20;
      if (skipped < 0 || take < 1 || take > 100) throw refusal("BAD_USER_INPUT");
      const owner = userId === caller.externalId ? caller.id : await somebody(caller, userId);
      return messagesOf(owner, caller.tenant, skipped * take, take);
    },
  },
};

async function somebody(caller, userId) {
  if (!caller.isAdmin) throw refusal("FORBIDDEN");
  const [row] = await userByExternalId(caller.tenant, userId);
  if (row === undefined) throw refusal("NOT_FOUND");
  return row[1];
}

function refusal(code) {
  return new GraphQLError(code, { extensions: { code } });
}
