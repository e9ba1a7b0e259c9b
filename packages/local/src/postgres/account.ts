import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The uid and gid the server runs as; undefined when we are not root and it simply runs as us. */
export type Account = { uid: number; gid: number } | undefined;

/**
 * PostgreSQL refuses to run as root, and initdb insists on a uid with a name, so an unprivileged account that exists is
 * needed. We create none: adding users to a machine is its owner's business.
 */
export async function accountForPostgres(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([idOf("-u", name), idOf("-g", name)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error("PostgreSQL cannot run as root, and this machine has neither a user postgres nor a user nobody");
}

async function idOf(flag: "-u" | "-g", name: string): Promise<number | undefined> {
  try {
    return Number((await run("id", [flag, name])).stdout);
  } catch {
    return undefined; // id exits with 1 for an unknown user
  }
}
