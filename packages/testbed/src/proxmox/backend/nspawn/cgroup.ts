import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Where a process group can be made: the unified hierarchy, and systemd's own where there is an old one. */
const hierarchies = () => {
  const root = "/sys/fs/cgroup";
  if (existsSync(join(root, "cgroup.controllers"))) return [root];
  return ["systemd", "unified"].map((name) => join(root, name)).filter((path) => existsSync(path));
};

/** Names of the groups there are, anybody's. */
export const groupNames = (): string[] => [
  ...new Set(hierarchies().flatMap((path) => subfolders(path).map((folder) => basename(folder)))),
];

/**
 * The group of a guest's processes. Without one of its own each guest's systemd would take the same names under the
 * same parent, and one would end the services of another.
 */
export class ControlGroup {
  readonly folders: string[];

  constructor(name: string) {
    this.folders = hierarchies().map((path) => join(path, name));
  }

  make(): void {
    for (const folder of this.folders) mkdirSync(folder, { recursive: true });
  }

  /** Kills whatever is in it and removes it. Nothing there is success. @throws Error when processes do not go */
  async remove(): Promise<void> {
    for (let round = 0; ; round += 1) {
      const pids = this.folders.flatMap(processesIn);
      for (const pid of pids) kill(pid);
      if (pids.length === 0) break;
      if (round > 200) throw new Error(`processes ${pids.join(", ")} do not end`);
      await delay(25);
    }
    for (const folder of this.folders) if (existsSync(folder)) removeTree(folder);
  }
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function processesIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  const own = readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  return [...own, ...subfolders(folder).flatMap(processesIn)];
}

function removeTree(folder: string): void {
  for (const one of subfolders(folder)) removeTree(one);
  rmdirSync(folder);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
