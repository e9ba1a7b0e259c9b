import { isDeepStrictEqual } from "node:util";
import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { MINUTE } from "../system/clock.ts";
import type { Person } from "../system/people.ts";
import { KEY, type TestSystem } from "../system.ts";
import { codeOf, type People, type Said } from "./people.ts";
import { type Life, type Operation, TENANTS } from "./plan.ts";
import { remove } from "./settle.ts";
import type { ChaosTime } from "./time.ts";
import type { Ended, Watch } from "./watch.ts";

/** What all lives share. */
export interface World {
  system: TestSystem;
  time: ChaosTime;
  people: People;
  watch: Watch;
  /** Called with each operation that begins. */
  begun(): void;
  /** Answers and ends, by what was asked: `start 202`, `start ended success`. */
  count(what: string): void;
  broken(invariant: string, details: unknown): void;
  /** Requests that were answered well, to be repeated later on. */
  answered: { person: Person; path: string; body: object; key: string; said: Said }[];
  lateClones: number;
}

/** The request of an operation. */
interface Request {
  person: Person;
  method: "POST" | "DELETE";
  path: string;
  body?: object;
}

/** Of a deletion; by then every fault of the life's own is over. */
const MOST_TRIES = 15;
const EXPECTED = new Set([200, 202, 403, 404, 409, 412]);

/** Lives one server's life as planned. */
export async function live(world: World, life: Life): Promise<void> {
  const { system, time, people, watch } = world;
  const { faults } = system.testbed(life.location);
  let server: string | undefined;
  let holds: string[] = [];
  for (const [index, operation] of life.operations.entries()) {
    world.begun();
    const request = requestOf(life, operation, server, holds, time.now);
    if (!request) continue;
    const armed = operation.faults.map((fault) => faults.inject({ ...fault, name: `^${life.name}$` }));
    const key = `${life.name}-${index}-${operation.kind}`;
    const options = { key, ...(request.body ? { body: request.body } : {}) };
    const asking = [people.ask(request.person, request.method, request.path, options)];
    if (operation.twice) asking.push(people.ask(request.person, request.method, request.path, options));
    const said = await Promise.all(asking);
    const [answer] = said;
    if (!answer) return;
    check(world, operation, request, said);
    world.count(`${operation.kind} ${answer.status}${codeOf(answer) ? ` ${codeOf(answer)}` : ""}`);
    if (request.method === "POST" && answer.status < 300 && world.answered.length < 500)
      world.answered.push({ ...request, body: request.body ?? {}, key, said: answer });
    if (operation.kind === "order") server = textIn(answer.body.server, "id");
    holds = holdsIn(answer) ?? holds;
    const action = textIn(answer.body.action, "id");
    if (action) {
      const ending = watch.end(action).then((ended) => afterwards(world, life, operation, server, ended));
      if (operation.wait === "end") await ending;
      else {
        void ending;
        await time.sleep(operation.wait);
      }
    }
    if (operation.wait === "end") for (const fault of armed) faults.clear(fault);
    else void time.sleep(240_000).then(() => armed.map((fault) => faults.clear(fault)));
    if (!server) return;
  }
  if (server && !life.staysOn) await end(world, server);
}

/** What is under way may stand in the way, and what is broken may make it fail: again after a while. */
async function end(world: World, server: string): Promise<void> {
  for (let tried = 1; tried <= MOST_TRIES; tried++) {
    // The database may just be cut off.
    const ended = await remove(world, server).catch(() => []);
    if (!ended) return;
    for (const one of ended) world.count(`${one.command} at the end ended ${one.status}`);
    if (ended.some((one) => one.command === "server.delete" && one.status === "success")) return;
    await world.time.sleep(20_000);
  }
}

function requestOf(
  life: Life,
  operation: Operation,
  server: string | undefined,
  holds: string[],
  now: number,
): Request | undefined {
  const person = life.tenant;
  const at = `/v1/servers/${server}`;
  switch (operation.kind) {
    case "order": {
      const { name, plan, location } = life;
      const ssh_keys = life.password ? [] : [KEY];
      const body = { name, plan, image: "debian-13", location, ssh_keys, labels: { life: name } };
      return { person, method: "POST", path: "/v1/servers", body };
    }
    case "start":
    case "stop":
    case "shutdown":
    case "reboot":
      return { person, method: "POST", path: `${at}/actions/${operation.kind}` };
    case "operator_stop":
      return { person: "operator", method: "POST", path: `/v1/operator/servers/${server}/actions/stop` };
    case "hold": {
      const { minutes } = operation;
      const until = minutes === null ? {} : { until: new Date(now + minutes * MINUTE).toISOString() };
      const body = { kind: "abuse", reason: "chaos", ...until };
      return { person: "operator", method: "POST", path: `/v1/operator/servers/${server}/holds`, body };
    }
    case "lift":
      return holds[0] ? { person: "operator", method: "DELETE", path: `/v1/operator/holds/${holds[0]}` } : undefined;
    case "schedule":
      return { person, method: "POST", path: `${at}/deletion`, body: { after_hours: 1 } };
    case "cancel_deletion":
      return { person, method: "DELETE", path: `${at}/deletion` };
    case "delete":
      return { person, method: "DELETE", path: at };
    case "trespass":
      return { person: TENANTS.find((one) => one !== person) ?? person, method: "DELETE", path: at };
  }
}

function check(world: World, operation: Operation, request: Request, said: Said[]): void {
  for (const { status, body } of said) {
    if (!EXPECTED.has(status) || (operation.kind === "trespass" && status !== 404))
      world.broken("every request is answered as documented", { request, status, body });
  }
  const [first, second] = said;
  const bothDone = said.every((one) => one.status < 300) && request.method === "POST";
  if (bothDone && second && !isDeepStrictEqual(first?.body, second.body))
    world.broken("the same key gets the same answer", { request, said });
}

async function afterwards(
  world: World,
  life: Life,
  operation: Operation,
  server: string | undefined,
  ended: Ended,
): Promise<void> {
  world.count(`${operation.kind} ended ${ended.status}${ended.error_code ? ` ${ended.error_code}` : ""}`);
  if (ended.status === "error" && !ended.error_code) world.broken("an error has a reason", ended);
  if (operation.kind === "order" && ended.status === "error" && life.lateClone && server)
    await cloneLate(world, life, server, ended.id);
}

/** Well before absence is looked at again. */
const EARLY_MS = 40_000;

/** The clone request of a relay that had been stopped in the middle of it, and wakes up after the undo. */
async function cloneLate(world: World, life: Life, server: string, action: string): Promise<void> {
  const { system, time } = world;
  const planned = await system.db
    .selectFrom("jobs")
    .select("due_at")
    .where("action_id", "=", action)
    .where("phase", "=", "absence")
    .where("status", "=", "scheduled")
    .executeTakeFirst()
    // The database is just cut off.
    .catch(() => undefined);
  if (!planned || planned.due_at.getTime() - time.now < EARLY_MS) return;
  const { vmid } = await system.serverRow(server);
  const testbed = system.testbed(life.location);
  const template = testbed.cluster.vms().find((vm) => vm.options.template === 1);
  if (!template) return;
  const client = new ProxmoxClient({
    url: testbed.url,
    fingerprint: testbed.fingerprint,
    token_id: "relay@pve!hostwright",
    token_secret: system.secrets.relay_token_secret,
    clock: time.clock,
  });
  const source = { node: template.node, vmid: template.vmid };
  const clone = { ...source, newid: vmid, name: `${life.name}-late`, description: `hostwright:${server}`, full: true };
  await client.write("POST /nodes/{node}/qemu/{vmid}/clone", clone).then(
    () => {
      world.lateClones += 1;
    },
    // The id is somebody else's, or the node is away: then no clone is late.
    () => undefined,
  );
  await client.close();
}

function textIn(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === "string" ? found : undefined;
}

function holdsIn(said: Said): string[] | undefined {
  const { server } = said.body;
  const holds: unknown = typeof server === "object" && server !== null ? Reflect.get(server, "holds") : undefined;
  return Array.isArray(holds) ? holds.flatMap((hold) => textIn(hold, "id") ?? []) : undefined;
}
