import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whose a directory of guests is: one process at a time. What a killed one has left running is the next one's to sweep.
 * @throws Error while the owner lives
 */
export function claim(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "owner");
  const owner = read(file);
  const alive = owner && owner.pid !== process.pid && startedAt(owner.pid) === owner.started;
  if (alive) throw new Error(`the guests in ${directory} belong to process ${owner.pid}, which runs`);
  writeFileSync(file, `${process.pid} ${startedAt(process.pid)}`);
  return () => rmSync(file, { force: true });
}

function read(file: string): { pid: number; started: string } | undefined {
  try {
    const [pid, started] = readFileSync(file, "utf8").split(" ");
    return { pid: Number(pid), started: started ?? "" };
  } catch {
    // Nobody was here before.
    return undefined;
  }
}

/** Clock ticks since boot, field 22 of /proc/N/stat; a pid alone may be somebody else's by now. */
function startedAt(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    // It runs no more.
    return undefined;
  }
}
