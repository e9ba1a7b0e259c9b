import { generateKeyPairSync } from "node:crypto";
import type { z } from "zod";
import { operatorPermissions, ROLE_PERMISSIONS } from "../src/access/index.ts";
import { addressWorkflows } from "../src/address/index.ts";
import { backupWorkflows } from "../src/backup/index.ts";
import { firewallWorkflows } from "../src/firewall/index.ts";
import type { Database } from "../src/kernel/database/index.ts";
import {
  type Actor,
  type App,
  type Command,
  execute,
  type Id,
  loadConfig,
  newId,
  type OutboxMessage,
  type Query,
  SteppedClock,
  silent,
  type Tables,
} from "../src/kernel/index.ts";
import { Limiter, MemoryStore } from "../src/kernel/limit/index.ts";
import { moveWorkflows } from "../src/move/index.ts";
import { reconcileWorkflows } from "../src/reconcile/index.ts";
import { serverWorkflows } from "../src/server/index.ts";

const JWT_KEY = generateKeyPairSync("ed25519").privateKey;
const AUDIT_KEY = generateKeyPairSync("ed25519").privateKey;

/** The control plane on a database, with its clock in hand and what leaves it caught. */
export interface World {
  app: App;
  clock: SteppedClock;
  /** What the outbox delivered, oldest first. */
  sent: OutboxMessage[];
}

export function createWorld(db: Database<Tables>): World {
  const clock = new SteppedClock(new Date("2026-11-20T12:00:00.123Z"));
  const sent: OutboxMessage[] = [];
  const config = loadConfig({
    HOSTWRIGHT_DATABASE_URL: "postgres://unused",
    HOSTWRIGHT_JOB_QUEUE_URL: "http://127.0.0.1/{location}",
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
    HOSTWRIGHT_JWT_KEYS: JSON.stringify([{ ...JWT_KEY.export({ format: "jwk" }), kid: "test" }]),
    HOSTWRIGHT_AUDIT_KEYS: JSON.stringify([{ ...AUDIT_KEY.export({ format: "jwk" }), kid: "audit" }]),
    HOSTWRIGHT_SEAL_KEY: "A".repeat(43),
    HOSTWRIGHT_ADDRESS_REST_SECONDS: "0",
    HOSTWRIGHT_CONSOLE_URL: "wss://console.example.com",
  });
  const app: App = {
    db,
    clock,
    config,
    log: silent,
    limiter: new Limiter({ store: new MemoryStore(), clock, log: silent }),
    provedAt: async () => clock.now(),
    workflows: new Map(
      [
        ...serverWorkflows,
        ...backupWorkflows,
        ...firewallWorkflows,
        ...addressWorkflows,
        ...moveWorkflows,
        ...reconcileWorkflows,
      ].map((workflow) => [workflow.name, workflow]),
    ),
    async deliver(envelopes) {
      sent.push(...envelopes.map((envelope) => envelope.message));
      return envelopes.map((envelope) => envelope.id);
    },
  };
  return { app, clock, sent };
}

export const asOwner = (tenant: Id<"ten">): Actor => ({
  type: "user",
  user: newId("usr", new Date(0)),
  session: newId("ses", new Date(0)),
  tenant,
  permissions: ROLE_PERMISSIONS.owner,
});

export const asOperator: Actor = {
  type: "operator",
  user: newId("usr", new Date(0)),
  session: newId("ses", new Date(0)),
  permissions: operatorPermissions(["admin"]),
};

/** Runs a command or query as the API does, a millisecond after what was before, so that ids sort as they were made. */
export async function run<I extends z.ZodType, O>(
  { app, clock }: World,
  actor: Actor,
  definition: Command<I, O> | Query<I, O>,
  input: object = {},
): Promise<O> {
  await clock.advance(1);
  return execute({ app, actor, requestId: newId("req", clock.now()) }, definition, input);
}
