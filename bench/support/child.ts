import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Ran {
  seconds: number;
  /** Resident memory at its highest, MB: of the largest of its processes. */
  highest: number;
}

const POLL_MS = 200;

/** Runs a program to its end, and measures it. @throws where it ends with another code than `codes` */
export async function measured(
  command: string,
  args: string[],
  options: SpawnOptions & { codes?: number[] } = {},
): Promise<Ran> {
  const { codes = [0], ...rest } = options;
  const started = performance.now();
  const child = spawn(command, args, { ...rest, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4000);
  });
  let highest = 0;
  // The kernel keeps the highest: looking seldom misses only what came at the very end.
  const look = setInterval(() => {
    highest = Math.max(highest, highestMb(child.pid ?? 0));
  }, POLL_MS);
  const [code] = await once(child, "close");
  clearInterval(look);
  if (!codes.includes(code)) throw new Error(`${command} ${args[0]} ended with ${code}:\n${said}`);
  return { seconds: (performance.now() - started) / 1000, highest };
}

/** Of the process or a child of its: what npx starts is a launcher. */
function highestMb(pid: number): number {
  try {
    const own = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return Math.max(own, ...children.filter(Boolean).map((child) => highestMb(Number(child))));
  } catch {
    return 0;
  }
}
