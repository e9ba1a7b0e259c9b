import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Account {
  uid: number;
  gid: number;
}

const run = promisify(execFile);

/**
 * Whom mariadbd runs as when we are root, which it refuses to be: `mysql`, or `nobody` where that user does not exist.
 * Undefined where we are not root and it simply runs as us.
 */
export async function accountForMariadb(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp("mysql")) ?? (await lookUp("nobody"));
}

async function lookUp(user: string): Promise<Account | undefined> {
  const { stdout } = await run("getent", ["passwd", user]).catch(() => ({ stdout: "" }));
  const [, , uid, gid] = stdout.split(":");
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}
