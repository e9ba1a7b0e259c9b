import { createServer } from "node:net";
import { PORT_VARIABLES, type Ports } from "./settings.ts";

/** @throws Error naming every port that is in use, and the variable that moves it. */
export async function requireFreePorts(ports: Ports, wanted: (keyof Ports)[]): Promise<void> {
  const lines = await portsInUse(ports, wanted);
  if (lines.length > 0) throw new Error(`Cannot start:\n${lines.join("\n")}`);
}

/** A line for each wanted port that is in use. */
export async function portsInUse(ports: Ports, wanted: (keyof Ports)[]): Promise<string[]> {
  const checks = wanted.flatMap((name) => {
    const numbers = name === "proxmox" ? [ports.proxmox, ports.proxmox + 1] : [ports[name]];
    return numbers.map(async (port) => ((await isFree(port)) ? [] : [{ port, variable: PORT_VARIABLES[name] }]));
  });
  const taken = (await Promise.all(checks)).flat();
  return taken.map(({ port, variable }) => `  port ${port} of 127.0.0.1 is in use (set ${variable} to another)`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
