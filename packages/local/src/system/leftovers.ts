import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const shape = z.object({
  supervisor: z.object({ pid: z.number(), started: z.string() }),
  processes: z.array(z.object({ name: z.string(), pid: z.number(), started: z.string() })),
  stopping: z.boolean(),
});

/** How long a predecessor may take to notice that it should stop, and then to stop. */
const NOTICE_MS = 2_500;
const STOP_MS = 30_000;

/** Which processes run, kept on disk so that the next start finds what a kill -9 left. */
export class RunFile {
  readonly #file: string;

  constructor(directory: string) {
    this.#file = join(directory, "run.json");
  }

  write(processes: { name: string; pid: number | undefined }[], stopping = false): void {
    const record: z.output<typeof shape> = {
      supervisor: { pid: process.pid, started: startedAt(process.pid) ?? "" },
      processes: processes.flatMap(({ name, pid }) =>
        pid === undefined ? [] : [{ name, pid, started: startedAt(pid) ?? "" }],
      ),
      stopping,
    };
    writeFileSync(this.#file, JSON.stringify(record));
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }

  /**
   * Ends what a killed predecessor left running. A pid counts only together with its start time: the number may be
   * somebody else's by now.
   * @throws Error when the predecessor is alive.
   */
  async sweep(): Promise<string[]> {
    const record = this.#read();
    if (!record) return [];
    const { supervisor, processes } = record;
    await this.#awaitEnd(supervisor);
    const swept = processes.filter(isSame);
    for (const { pid } of swept) kill(pid, "SIGTERM");
    for (let waited = 0; waited < 5000 && swept.some(isSame); waited += 50) await delay(50);
    for (const { pid } of swept.filter(isSame)) kill(pid, "SIGKILL");
    return swept.map(({ name, pid }) => `${name} (${pid})`);
  }

  #read(): z.output<typeof shape> | undefined {
    try {
      return shape.safeParse(JSON.parse(readFileSync(this.#file, "utf8"))).data;
    } catch {
      return undefined;
    }
  }

  /** One that is stopping, or about to since its terminal is gone, is waited for. */
  async #awaitEnd(supervisor: { pid: number; started: string }): Promise<void> {
    for (let waited = 0; isSame(supervisor); waited += 100) {
      if (waited >= (this.#read()?.stopping ? STOP_MS : NOTICE_MS))
        throw new Error(`Hostwright is running already (pid ${supervisor.pid}). Stop it first, with Ctrl-C there.`);
      await delay(100);
    }
  }
}

function isSame({ pid, started }: { pid: number; started: string }): boolean {
  const now = startedAt(pid);
  return now !== undefined && (started === "" || now === started);
}

/** When a process started, in the kernel's own ticks; undefined where there is none. Elsewhere than Linux "" if alive. */
function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; only its parent has not noticed.
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    if (process.platform === "linux") return undefined;
    return isAlive(pid) ? "" : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
