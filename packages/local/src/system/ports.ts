import { createServer } from "node:net";
import { PORT_VARIABLES, type Ports } from "./settings.ts";

/** @throws Error naming every port that is in use, and the variable that moves it. */
export async function requireFreePorts(ports: Ports, wanted: (keyof Ports)[]): Promise<void> {
  const checks = wanted.flatMap((name) => {
    const numbers = name === "proxmox" ? [ports.proxmox, ports.proxmox + 1] : [ports[name]];
    return numbers.map(async (port) => ((await isFree(port)) ? [] : [{ port, variable: PORT_VARIABLES[name] }]));
  });
  const taken = (await Promise.all(checks)).flat();
  if (taken.length === 0) return;
  const lines = taken.map(({ port, variable }) => `  port ${port} of 127.0.0.1 is in use (set ${variable} to another)`);
  throw new Error(`Cannot start:\n${lines.join("\n")}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
