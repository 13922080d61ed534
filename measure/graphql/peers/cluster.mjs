// As many processes as there are cores, on one address; killing the first ends them all.
import cluster from "node:cluster";

export const workers = Number(process.env.WORKERS);

export async function onEveryCore(serve) {
  if (!cluster.isPrimary) return serve({ host: "127.0.0.1", port: Number(process.env.PORT) });
  for (let count = 0; count < workers; count += 1) cluster.fork();
  cluster.on("exit", () => process.exit(1));
}
