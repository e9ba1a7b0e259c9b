import type { App, Clock, Log } from "@hostwright/core/kernel";
import { type Control, type ControlOptions, startControl } from "@hostwright/local/system/control";
import type { Secrets } from "@hostwright/local/system/settings";
import type { HostwrightClient, Schema } from "@hostwright/sdk";
import type { Proxmox } from "@hostwright/testbed/proxmox/index";
import { sql } from "kysely";
import { type Time, until } from "./clock.ts";
import { type Person, signedIn } from "./people.ts";
import { Relays } from "./relays.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

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

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

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
  readonly #relays: Relays;
  readonly #clients = new Map<Person, HostwrightClient>();
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
    this.#relays = new Relays({ ...parts, clock: parts.time.clock, cloudUrl: parts.control.cloud.url });
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
    this.#relays.start(name);
  }

  stopRelay(name: string): Promise<void> {
    return this.#relays.stop(name);
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
    await this.#relays.close();
    await this.control.close();
    this.time.stop();
    await Promise.all([...this.testbeds.values()].map((testbed) => testbed.stop()));
    await this.#drop();
  }
}
