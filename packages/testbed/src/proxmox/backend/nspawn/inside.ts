import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { GuestRun } from "../guest-backend.ts";

/** Longest output kept of each stream, as the guest agent's own limit has it. */
const OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a command as root in all namespaces of a container, as its guest agent would.
 * @param pid of systemd-nspawn; its child is the container's first process
 */
export function runInside(pid: number, command: readonly string[], input: string): Promise<GuestRun> {
  const leader = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0];
  if (!leader) throw new Error(`no container below ${pid}`);
  const child = spawn(
    "nsenter",
    ["--target", leader, "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd=/", "--", ...command],
    { stdio: ["pipe", "pipe", "pipe"], env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8" } },
  );
  const read = { out: "", err: "" };
  for (const name of ["out", "err"] as const)
    child[`std${name}`].setEncoding("utf8").on("data", (text: string) => {
      read[name] = (read[name] + text).slice(0, OUTPUT_BYTES);
    });
  // A command that does not read what it is given has ended already: its exit code says how.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitcode: code ?? 255, ...read }));
  });
}
