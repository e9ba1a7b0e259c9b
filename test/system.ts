import type { Log } from "@hostwright/core/kernel";
import { LOCATIONS, siteOf } from "@hostwright/local/demo/site";
import { type ControlOptions, startControl } from "@hostwright/local/system/control";
import { newSecrets } from "@hostwright/local/system/settings";
import type { GuestBackend } from "@hostwright/testbed/proxmox/backend/guest-backend";
import { type SiteSpec, startProxmox } from "@hostwright/testbed/proxmox/index";
import { createDatabase } from "./database.ts";
import { passTime, type Time } from "./system/clock.ts";
import { recordLog } from "./system/log.ts";
import { type TestDatabase, TestSystem } from "./system/test-system.ts";
import { UNLIMITED } from "./system/unlimited.ts";

export { KEY, type Ordered, type TestDatabase, type TestSystem } from "./system/test-system.ts";

export interface TestSystemOptions {
  /** How much faster than the real clock time passes; the real clock unless given. */
  pace?: number;
  /** Divides the time of Proxmox tasks; none at all unless given. */
  speed?: number;
  /** For each location; 1 unless given. */
  relays?: number;
  adapt?: ControlOptions["adapt"];
  /** Whether webhooks may go to a receiver on this machine. */
  webhooksAnywhere?: boolean;
  /** Instead of `pace`. */
  time?: Time;
  /** Where the log goes; kept in `lines` unless given. */
  log?: Log;
  /** An empty database; one in this run's PostgreSQL unless given. */
  database?: TestDatabase;
  /** What there is at a location beyond the demo's. */
  site?: (location: string, site: SiteSpec) => SiteSpec;
  /** What is behind the machines of a location; their state and nothing else unless given. */
  backend?: (location: string) => GuestBackend | undefined;
}

export async function startTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const time = options.time ?? passTime(options.pace);
  const { log, lines } = options.log ? { log: options.log, lines: [] } : recordLog();
  const names = LOCATIONS.map(({ name }) => name);
  const secrets = await newSecrets(names);
  const database = options.database ?? (await createDatabase());
  const speed = options.speed ?? Number.POSITIVE_INFINITY;
  const testbeds = await Promise.all(
    LOCATIONS.map(async (location) => {
      const demo = siteOf(location, secrets);
      const site = options.site?.(location.name, demo) ?? demo;
      const backend = options.backend?.(location.name);
      const proxmox = await startProxmox({ site, speed, clock: time.clock, ...(backend ? { backend } : {}) });
      return [location.name, proxmox] as const;
    }),
  );
  const controlOptions: ControlOptions = {
    databaseUrl: database.url,
    ports: { api: 0, local: 0 },
    locations: names,
    secrets,
    logLevel: "INFO",
    clock: time.clock,
    log,
    version: "test",
    settings: UNLIMITED,
    webhooksAnywhere: options.webhooksAnywhere ?? false,
    ...(options.adapt ? { adapt: options.adapt } : {}),
  };
  const control = await startControl(controlOptions);
  const system = new TestSystem({
    control,
    controlOptions,
    secrets,
    testbeds: new Map(testbeds),
    time,
    lines,
    log,
    database,
  });
  for (const name of names)
    for (let number = 1; number <= (options.relays ?? 1); number++) system.startRelay(`${name}-${number}`);
  return system;
}
