import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { GuestBackend } from "../guest-backend.ts";
import { ip } from "./command.ts";
import { Disks } from "./disks.ts";
import { Guests } from "./guests.ts";
import { sweep } from "./leftovers.ts";
import { SiteNetwork } from "./network.ts";
import { claim } from "./ownership.ts";
import { whyNot } from "./requirements.ts";
import { template } from "./template.ts";

export { whyNot } from "./requirements.ts";
export { template } from "./template.ts";

export interface NspawnOptions {
  /** Keeps the template, which several sites may share, and each site's disks. */
  directory: string;
  /** Of the site, letters, digits and dashes. */
  name: string;
  progress?: (line: string) => void;
}

/** The network namespace of a site's bridges: from it one reaches its guests. */
export function siteNamespace({ directory, name }: Pick<NspawnOptions, "directory" | "name">): string {
  const path = existsSync(directory) ? realpathSync(directory) : resolve(directory);
  const where = createHash("sha256").update(path).digest("hex").slice(0, 4);
  return `hw-${name}-${where}`;
}

/**
 * Virtual machines as booted Debian systems in containers of systemd-nspawn, each with a network namespace of its own.
 * What an earlier process has left is swept first; the template is made while the caller goes on.
 * @returns why not, in one line, where this machine cannot
 * @throws Error while another process has this site's guests
 */
export async function openNspawn(options: NspawnOptions): Promise<GuestBackend | { reason: string }> {
  const reason = whyNot();
  if (reason) return { reason };
  mkdirSync(options.directory, { recursive: true });
  // As mounts are listed by.
  const directory = realpathSync(options.directory);
  if (/[:,\\\s]/.test(directory)) return { reason: `overlayfs does not take the path ${directory}` };
  const namespace = siteNamespace(options);
  const release = claim(join(directory, options.name));
  const base = template(directory, options.progress ?? (() => undefined));
  // Whoever starts a guest hears of it.
  base.catch(() => undefined);
  const disks = new Disks(join(directory, options.name), () => base);
  const network = new SiteNetwork(namespace);
  try {
    await sweep(namespace, disks);
    await network.open();
    await probe(namespace);
  } catch (error) {
    await network.close().catch(() => undefined);
    release();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  return new Guests({ disks, network, release });
}

/** Bridges, and ends of cables in another namespace: some kernels and most containers refuse them. */
async function probe(namespace: string): Promise<void> {
  await ip("-n", namespace, "link", "add", "probe", "type", "bridge");
  await ip("-n", namespace, "link", "delete", "probe");
}
