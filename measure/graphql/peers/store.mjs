// PostgreSQL for the peers: prepared statements on a pool of the same size as Switchboard's, shared out among the workers.
import pg from "pg";
import { workers } from "./cluster.mjs";

const POOL = 16;

// Values stay text: parsing times into dates only to write them again would slow the peers down.
const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  options: "-c TimeZone=UTC",
  max: Math.ceil(POOL / workers),
  idleTimeoutMillis: 0,
  types: { getTypeParser: () => (text) => text },
});

function statement(name, text) {
  return async (...values) => (await pool.query({ name, text, values, rowMode: "array" })).rows;
}

// Both answer rows of tenant, id and name.
export const userByToken = statement(
  "user_by_token",
  "select u.tenant_id, u.id, u.name from app_user u join tenant t on t.id = u.tenant_id where t.slug = $1 and u.external_id = $2",
);
export const userByExternalId = statement(
  "user_by_external_id",
  "select tenant_id, id, name from app_user where tenant_id = $1 and external_id = $2",
);

const page = statement(
  "page",
  "select id, kind, body, created_at, direction, status, admin_username from message " +
    "where user_id = $1 and tenant_id = $2 order by id desc limit $3 offset $4",
);

export async function messagesOf(user, tenant, skip, take) {
  const rows = await page(user, tenant, take, skip);
  return rows.map(([id, kind, body, createdAt, direction, status, adminUsername]) => ({
    id,
    message: body ?? `[${kind}]`,
    timestamp: rfc3339(createdAt),
    direction: direction.toUpperCase(),
    status: status.toUpperCase(),
    adminUsername,
  }));
}

// PostgreSQL writes "2026-01-31 12:30:00.12+00"; the contract wants "2026-01-31T12:30:00.120Z", with 0, 3 or 6 digits.
function rfc3339(text) {
  const day = text.slice(0, 10);
  const time = text.slice(11, 19);
  const digits = text.slice(20, -3);
  if (digits === "") return `${day}T${time}Z`;
  return `${day}T${time}.${digits.padEnd(digits.length > 3 ? 6 : 3, "0")}Z`;
}
