import { sql } from "kysely";
import { beforeEach, expect } from "vitest";
import type { Opened } from "../../../test/each-database.ts";
import type { Actor, Tables } from "../src/kernel/index.ts";
import { listEndpoints } from "../src/placement/index.ts";
import { createServer, listServers } from "../src/server/index.ts";
import { follow } from "./follow.ts";
import { seed } from "./seed.ts";
import { asOperator, asOwner, createWorld, run, type World } from "./world.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";

/** The input of an order that the seed can fulfil. */
export const order = (name: string, more: object = {}) => ({
  name,
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: [KEY],
  ...more,
});

const TABLES = [
  "address_history",
  "addresses",
  "action_steps",
  "actions",
  "audit_chains",
  "audit_checkpoints",
  "audit_settings",
  "backup_schedules",
  "backups",
  "consoles",
  "endpoints",
  "firewalls",
  "holds",
  "idempotency_keys",
  "images",
  "jobs",
  "locations",
  "memberships",
  "nodes",
  "outbox",
  "plans",
  "pools",
  "refresh_tokens",
  "person_keys",
  "observations",
  "observation_parts",
  "traffic_meters",
  "traffic_hours",
  "server_metrics",
  "findings",
  "move_reservations",
  "relays",
  "roles",
  "reverse_names",
  "staff_notes",
  "support_sessions",
  "server_labels",
  "servers",
  "snapshots",
  "spare_vms",
  "storage_reservations",
  "sessions",
  "storages",
  "templates",
  "tenant_quotas",
  "tenants",
  "users",
] as const satisfies (keyof Tables)[];

/** Two tenants' owners before a freshly seeded location, with the steps that many tests begin with. */
export class Stage {
  readonly world: World;
  readonly ada: Actor;
  readonly eve: Actor;

  constructor(world: World, ada: Actor, eve: Actor) {
    this.world = world;
    this.ada = ada;
    this.eve = eve;
  }

  /** Ada orders a server. */
  create(name: string, more: object = {}) {
    return run(this.world, this.ada, createServer, order(name, more));
  }

  /** Ada's server, ordered and set up. */
  async running(name: string, more: object = {}) {
    const { server, action } = await this.create(name, more);
    expect(await follow(this.world, action.id)).toBe("succeeded");
    return server;
  }

  async names(input: object, actor = this.ada): Promise<string[]> {
    return (await run(this.world, actor, listServers, input)).servers.map((server) => server.name);
  }

  /** Servers with a place on a node, and IPv4 addresses nobody has. */
  async reserved() {
    const { endpoints } = await run(this.world, asOperator, listEndpoints);
    const servers = endpoints.flatMap((endpoint) => endpoint.nodes).reduce((sum, node) => sum + node.servers, 0);
    return { servers, free: endpoints[0]?.free_ipv4 };
  }

  now(): string {
    return this.world.clock.now().toISOString();
  }
}

export async function setStage(opened: Opened<Tables>, scale = 1): Promise<Stage> {
  for (const table of TABLES) await opened.database.kysely.deleteFrom(table).execute();
  // Its rows cannot be deleted.
  await sql`truncate table audit_log`.execute(opened.database.kysely);
  const world = createWorld(opened.database);
  const [first, second] = (await seed(world, { scale })).tenants;
  if (!first || !second) throw new Error("two tenants are needed");
  return new Stage(world, asOwner(first), asOwner(second));
}

/** A stage set anew before each test. */
export function useStage(opened: () => Opened<Tables>): () => Stage {
  let stage: Stage | undefined;
  beforeEach(async () => {
    stage = await setStage(opened());
  });
  return () => {
    if (!stage) throw new Error("the stage is set only while tests run");
    return stage;
  };
}
