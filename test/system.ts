import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App, Clock, Log } from "@hostwright/core/kernel";
import { LOCATIONS, siteOf } from "@hostwright/local/demo/site";
import { type Control, type ControlOptions, startControl } from "@hostwright/local/system/control";
import { relayConfig } from "@hostwright/local/system/relay-config";
import { newSecrets, type Secrets } from "@hostwright/local/system/settings";
import { loadConfig } from "@hostwright/relay/config";
import { type Relay, startRelay } from "@hostwright/relay/relay";
import type { HostwrightClient, Schema } from "@hostwright/sdk";
import { type Proxmox, type SiteSpec, startProxmox } from "@hostwright/testbed/proxmox/index";
import { sql } from "kysely";
import { createDatabase } from "./database.ts";
import { passTime, type Time, until } from "./system/clock.ts";
import { recordLog } from "./system/log.ts";
import { type Person, signedIn } from "./system/people.ts";
import { type Snapshot, takeSnapshot } from "./system/snapshot.ts";

export interface TestSystemOptions {
  /** How much faster than the real clock time passes; the real clock unless given. */
  pace?: number;
  /** Divides the time of Proxmox tasks; none at all unless given. */
  speed?: number;
  /** For each location; 1 unless given. */
  relays?: number;
  adapt?: ControlOptions["adapt"];
  /** Instead of `pace`. */
  time?: Time;
  /** Where the log goes; kept in `lines` unless given. */
  log?: Log;
  /** An empty database; one in this run's PostgreSQL unless given. */
  database?: TestDatabase;
  /** What there is at a location beyond the demo's. */
  site?: (location: string, site: SiteSpec) => SiteSpec;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";

/** What an order says otherwise than the usual. */
export interface Change {
  plan?: string;
  image?: string;
  location?: string;
  ssh_keys?: string[];
  labels?: Record<string, string>;
}
export type Ordered = Schema<"Server"> & { action: string };

/** The whole system in this process: control plane, AWS protocols, relays, a Proxmox VE for each location, demo data. */
export class TestSystem {
  readonly secrets: Secrets;
  readonly testbeds: ReadonlyMap<string, Proxmox>;
  readonly time: Time;
  /** What control plane and relays logged, one JSON text a line. */
  readonly lines: string[];
  readonly databaseUrl: string;
  #control: Control;
  readonly #controlOptions: ControlOptions;
  readonly #log: Log;
  readonly #relays = new Map<string, Relay>();
  readonly #clients = new Map<Person, HostwrightClient>();
  readonly #folder = mkdtempSync(join(tmpdir(), "hostwright-test-system-"));
  readonly #drop: () => Promise<void>;

  constructor(parts: {
    control: Control;
    controlOptions: ControlOptions;
    secrets: Secrets;
    testbeds: ReadonlyMap<string, Proxmox>;
    time: Time;
    lines: string[];
    log: Log;
    database: TestDatabase;
  }) {
    this.#control = parts.control;
    this.#controlOptions = parts.controlOptions;
    this.secrets = parts.secrets;
    this.testbeds = parts.testbeds;
    this.time = parts.time;
    this.lines = parts.lines;
    this.databaseUrl = parts.database.url;
    this.#log = parts.log;
    this.#drop = () => parts.database.drop();
  }

  get control(): Control {
    return this.#control;
  }
  get app(): App {
    return this.control.app;
  }
  get clock(): Clock {
    return this.time.clock;
  }
  get db() {
    return this.control.app.db.kysely;
  }
  get owner(): HostwrightClient {
    return this.as("owner");
  }
  get operator(): HostwrightClient {
    return this.as("operator");
  }

  as(person: Person): HostwrightClient {
    const known = this.#clients.get(person);
    if (known) return known;
    const client = signedIn(this.control.apiUrl, this.clock, person, this.secrets.demo_password);
    this.#clients.set(person, client);
    return client;
  }

  testbed(location = "fra1"): Proxmox {
    const found = this.testbeds.get(location);
    if (!found) throw new Error(`no testbed at ${location}`);
    return found;
  }

  /** The VM of a server. */
  async vm(server: string) {
    const row = await this.serverRow(server);
    for (const { cluster } of this.testbeds.values()) {
      const vm = cluster.vms().find((one) => one.vmid === row.vmid && one.options.template !== 1);
      if (vm) return vm;
    }
    return undefined;
  }

  serverRow(server: string) {
    return this.db.selectFrom("servers").selectAll().where("id", "=", server).executeTakeFirstOrThrow();
  }

  /** Starts a relay; `fra1-1` is the first at fra1. */
  startRelay(name: string): void {
    const location = LOCATIONS.find((one) => name.startsWith(`${one.name}-`));
    if (!location) throw new Error(`no location of relay ${name}`);
    const { url, fingerprint } = this.testbed(location.name);
    const site = { name: `relay-${name}`, location, cloudUrl: this.control.cloud.url, proxmox: { url, fingerprint } };
    const file = join(this.#folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(relayConfig({ ...site, secrets: this.secrets })));
    const config = loadConfig({ HOSTWRIGHT_RELAY_CONFIG: file });
    this.#relays.set(
      name,
      startRelay(config, this.#log.with({ relay: name }), () => undefined, this.clock),
    );
  }

  async stopRelay(name: string): Promise<void> {
    const relay = this.#relays.get(name);
    this.#relays.delete(name);
    await relay?.stop();
  }

  /** Closes the control plane and starts it again where it was. */
  async restartControl(): Promise<void> {
    const ports = { api: Number(new URL(this.#control.apiUrl).port), local: this.#control.cloud.port };
    await this.#control.close();
    this.#control = await startControl({ ...this.#controlOptions, ports });
  }

  /** What is left of all servers, or of one. */
  snapshot(server?: string): Promise<Snapshot> {
    return takeSnapshot(this.app, this.testbeds.values(), server);
  }

  /** Orders a server of the smallest plan. */
  async order(name: string, change: Change = {}): Promise<Ordered> {
    const body = { name, plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [KEY], ...change };
    const { data, error } = await this.owner.POST("/v1/servers", { body });
    if (!data) throw new Error(`order of ${name}: ${JSON.stringify(error)}`);
    return { ...data.server, action: data.action.id };
  }

  /** Orders a server and waits until it runs. */
  async running(name: string, change: Change = {}): Promise<Ordered> {
    const server = await this.order(name, change);
    const action = await this.actionEnd(server.action);
    if (action.status !== "success") throw new Error(`creation of ${name}: ${JSON.stringify(action.error)}`);
    return server;
  }

  async action(id: string): Promise<Schema<"OperatorAction">> {
    const { data, error } = await this.operator.GET("/v1/operator/actions/{id}", { params: { path: { id } } });
    if (!data) throw new Error(`action ${id}: ${JSON.stringify(error)}`);
    return data.action;
  }

  async actionEnd(id: string, ms?: number): Promise<Schema<"OperatorAction">> {
    const ended = async () => {
      const row = await this.db.selectFrom("actions").select("status").where("id", "=", id).executeTakeFirst();
      return row && row.status !== "running" ? true : undefined;
    };
    await until(`the end of action ${id}`, ended, ms);
    return this.action(id);
  }

  /** The latest action of that command on a server, once there is one. */
  async actionOn(server: string, command: string): Promise<string> {
    return until(`an action ${command} on ${server}`, async () => {
      const rows = this.db.selectFrom("actions").select("id").where("subject_id", "=", server);
      return (await rows.where("command", "=", command).orderBy("id", "desc").limit(1).executeTakeFirst())?.id;
    });
  }

  async server(id: string, person: Person = "owner"): Promise<Schema<"ServerDetail">> {
    const { data, error } = await this.as(person).GET("/v1/servers/{id}", { params: { path: { id } } });
    if (!data) throw new Error(`server ${id}: ${JSON.stringify(error)}`);
    return data.server;
  }

  /** How many messages are on a queue, in flight or not. */
  async onQueue(name: string): Promise<number> {
    const found = await sql<{
      count: number;
    }>`select count(*)::int as count from cloud.message where queue = ${name}`.execute(this.db);
    return found.rows[0]?.count ?? 0;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#relays.keys()].map((name) => this.stopRelay(name)));
    await this.control.close();
    this.time.stop();
    await Promise.all([...this.testbeds.values()].map((testbed) => testbed.stop()));
    await this.#drop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
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
      return [location.name, await startProxmox({ site, speed, clock: time.clock })] as const;
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
