import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs of the host, and the Debian package that brings each. */
const PROGRAMS: Record<string, string> = {
  "systemd-nspawn": "systemd-container",
  mmdebstrap: "mmdebstrap",
  ip: "iproute2",
  nsenter: "util-linux",
  unshare: "util-linux",
  flock: "util-linux",
  mount: "mount",
  script: "bsdutils",
};

/** Why this machine cannot boot guests, in one line; nothing when it can. */
export function whyNot(programs: Record<string, string> = PROGRAMS): string | undefined {
  if (process.platform !== "linux") return "it takes Linux";
  if (process.getuid?.() !== 0) return "it takes root";
  const missing = Object.keys(programs).filter((name) => !isInstalled(name));
  if (missing.length === 0) return mayUnshare() ? undefined : "network and mount namespaces are refused here";
  const packages = [...new Set(missing.map((name) => programs[name]))];
  return `${missing.join(", ")} missing (apt-get install ${packages.join(" ")})`;
}

/** Most containers are root and may not. */
const mayUnshare = () => spawnSync("unshare", ["--net", "--mount", "true"]).status === 0;

function isInstalled(program: string): boolean {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
