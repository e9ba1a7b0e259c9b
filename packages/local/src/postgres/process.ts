import { readdir, readFile, readlink } from "node:fs/promises";

/** Whether this process id is taken, by a process of ours or not, running or dead and not yet reaped. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Whether a process with this id runs. In containers without an init, dead ones keep their id for ever as zombies. */
export async function isAlive(pid: number): Promise<boolean> {
  return isTaken(pid) && (await statusOf(pid))[0] !== "Z";
}

/** What tells a process from a later one with the same id: its start in clock ticks since boot (Linux), else "". */
export async function startOf(pid: number): Promise<string> {
  return (await statusOf(pid))[19] ?? "";
}

/** A process's working directory; undefined when it is gone or the system does not tell. */
export async function workingDirectoryOf(pid: number): Promise<string | undefined> {
  return readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}

/** The processes that work in this directory, as far as the system tells. */
export async function processesIn(directory: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).map(Number).filter(Number.isInteger);
  const directories = await Promise.all(pids.map(workingDirectoryOf));
  return pids.filter((_, index) => directories[index] === directory);
}

/** Whether the condition came to hold within `ms`. */
export async function cameTrue(condition: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

/** The fields of /proc/<pid>/stat from the state on (proc_pid_stat(5), field 3); empty when gone or without /proc. */
async function statusOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
