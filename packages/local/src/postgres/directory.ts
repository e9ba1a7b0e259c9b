import { randomBytes } from "node:crypto";
import { existsSync, lstatSync } from "node:fs";
import { mkdir, realpath, rm, stat, symlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Account } from "./account.ts";

/** Where files go which the server's account must reach although the checkout is closed to it (a clone in /root). */
const FALLBACK = "/var/lib/hostwright";

/**
 * The directory to use for `wanted`. The account must be able to enter every parent; where it cannot, the files live
 * under /var/lib/hostwright and `wanted` becomes a symbolic link to them.
 */
export async function reachableDirectory(
  wanted: string,
  account: Account,
  log: (message: string) => void,
): Promise<string> {
  const path = resolve(wanted);
  if (existsSync(path) && lstatSync(path).isSymbolicLink()) return realpath(path);
  await mkdir(dirname(path), { recursive: true });
  if (!existsSync(path)) await rm(path, { force: true }); // a link whose target is gone
  if (await canEnter(dirname(path), account)) {
    await mkdir(path, { recursive: true, mode: 0o755 });
    return realpath(path);
  }
  const target = `${FALLBACK}/postgres-${randomBytes(6).toString("hex")}`;
  await mkdir(target, { recursive: true, mode: 0o755 });
  await symlink(target, path);
  log(`${path} cannot be entered by the user PostgreSQL runs as; its files are in ${target}`);
  return target;
}

/** Whether the account may enter this directory and all its parents. */
export async function canEnter(directory: string, account: Account): Promise<boolean> {
  if (account === undefined) return true;
  for (let path = await realpath(directory); ; path = dirname(path)) {
    const { mode, uid } = await stat(path);
    const bit = uid === account.uid ? 0o100 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

export const fallbackDirectory = FALLBACK;
