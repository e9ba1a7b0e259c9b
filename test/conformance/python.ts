import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../../.data/proxmox-clients/bin/python", import.meta.url));

/** A Python with the Proxmox clients that are not ours: HOSTWRIGHT_PYTHON, the one of ci-machine.sh, or any on the path. */
export const python = process.env.HOSTWRIGHT_PYTHON ?? (existsSync(installed) ? installed : "python3");

/** Why these modules cannot be imported; undefined when they can. @throws Error on CI, where everything has to run */
export function missingModules(modules: string): string | undefined {
  const probe = spawnSync(python, ["-c", `import ${modules}`], { encoding: "utf8" });
  if (probe.status === 0) return undefined;
  const reason = probe.stderr?.trim().split("\n").at(-1) ?? `${python} not found`;
  if (process.env.CI === "true") throw new Error(`${reason}: run scripts/ci-machine.sh`);
  return reason;
}
