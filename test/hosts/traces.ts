import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Everything on this machine that carries a site's or a guest's name, or lies in its folder. */
export function traces(name: string, folder: string): string[] {
  const processes = readdirSync("/proc").filter(
    (pid) => /^\d+$/.test(pid) && commandOf(pid).includes(`/run/netns/${name}`),
  );
  const namespaces = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).split("\n");
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  return [
    ...processes.map((pid) => `process ${pid}`),
    ...namespaces.filter((line) => line.startsWith(name)).map((line) => `namespace ${line}`),
    ...mounts.filter((line) => line.split(" ")[1]?.startsWith(folder)).map((line) => `mount ${line}`),
    ...["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"]
      .flatMap((group) => (existsSync(group) ? readdirSync(group) : []))
      .filter((group) => group.startsWith(name))
      .map((group) => `control group ${group}`),
  ];
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It ended meanwhile.
    return "";
  }
}
