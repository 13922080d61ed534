// Secrets of this run, and tokens as the host application would sign them.
import { randomBytes } from "node:crypto";
import { createSigner } from "fast-jwt";

export const secret = randomBytes(32).toString("hex");
export const encryptionKey = randomBytes(32).toString("base64");

const day = createSigner({ key: secret, algorithm: "HS256", expiresIn: 24 * 60 * 60 * 1000 });
const past = createSigner({ key: secret, algorithm: "HS256", expiresIn: -60 * 60 * 1000 });
const foreign = createSigner({ key: randomBytes(32).toString("hex"), algorithm: "HS256", expiresIn: 60 * 60 * 1000 });

const claims = (sub, role) => ({ sub: String(sub), tenant: "default", role });

export const tokenOf = (user) => day(claims(user, "user"));
export const adminToken = day(claims("admin", "admin"));
export const expiredToken = (user) => past({ ...claims(user, "user") });
export const forgedToken = (user) => foreign(claims(user, "user"));
