import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { removePostgres } from "../packages/local/src/postgres.ts";
import { startSystem } from "../packages/local/src/system/system.ts";
import { UNLIMITED } from "../test/system/unlimited.ts";
import { signedIn } from "./api.ts";
import { type Early, orderEarly } from "./early.ts";

/** Who signs in; the operator and the read-only colleague have the same password. */
export interface Demo {
  email: string;
  viewerEmail: string;
  operatorEmail: string;
  password: string;
}

declare module "vitest" {
  interface ProvidedContext {
    webUrl: string;
    apiUrl: string;
    demo: Demo;
    /** Where the system keeps what it has. */
    directory: string;
    early: Early;
  }
}

/** The browser of Debian's package, or what CHROMIUM names. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Why no browser test can run here; undefined when they can. */
export const missingBrowser = (): string | undefined =>
  existsSync(CHROMIUM) ? undefined : `no Chromium at ${CHROMIUM}`;

/** The whole system, dashboard included, on free ports and with data of its own, as `npm start` runs it. */
export default async function setup(project: TestProject) {
  const missing = missingBrowser();
  if (missing && process.env.CI === "true") throw new Error(`the browser tests need it: ${missing}`);
  if (missing) return undefined;
  const directory = mkdtempSync(join(tmpdir(), "hostwright-e2e-"));
  const [api, web, local] = [await freePort(), await freePort(), await freePort()];
  const system = await startSystem({
    directory,
    ports: { api, web, local, proxmox: await freePair() },
    dashboard: true,
    speed: 100,
    webhooksAnywhere: true,
    version: "e2e",
    // One person's browser does here what many do elsewhere.
    settings: UNLIMITED,
    progress: () => undefined,
  });
  project.provide("webUrl", `http://127.0.0.1:${web}`);
  project.provide("directory", directory);
  project.provide("apiUrl", `http://127.0.0.1:${api}`);
  const demo = {
    email: "demo@hostwright.test",
    viewerEmail: "viewer@hostwright.test",
    operatorEmail: "operator@hostwright.test",
    password: system.secrets.demo_password,
  };
  project.provide("demo", demo);
  const { early, done } = await orderEarly(await signedIn(`http://127.0.0.1:${api}`, demo), directory);
  project.provide("early", early);
  return async () => {
    await system.stop();
    await removePostgres(join(directory, "postgres"));
    rmSync(directory, { recursive: true, force: true });
    await done;
  };
}

function freePort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

/** Two neighbouring free ports, for the two testbeds. */
async function freePair(): Promise<number> {
  for (;;) {
    const first = await freePort();
    try {
      await freePort(first + 1);
      return first;
    } catch {
      // The neighbour is taken: try elsewhere.
    }
  }
}
