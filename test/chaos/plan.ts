import { type Fault, faultsFor, isFaulty } from "./faults.ts";
import { Random } from "./random.ts";

export const TENANTS = ["owner", "stranger"] as const;
export type Tenant = (typeof TENANTS)[number];

export type OperationKind =
  | "order"
  | "start"
  | "stop"
  | "shutdown"
  | "reboot"
  | "operator_stop"
  | "hold"
  | "lift"
  | "schedule"
  | "cancel_deletion"
  | "delete"
  | "trespass";

export interface Operation {
  kind: OperationKind;
  /** Armed before, lifted when the server's life goes on after the end of the action. */
  faults: Fault[];
  /** Waits for the action's end; otherwise for so many milliseconds only, so that the next one meets it under way. */
  wait: "end" | number;
  /** Sends the request twice at once, with the same key. */
  twice: boolean;
  /** Of a hold: how many minutes until it lifts itself; null for never. */
  minutes: number | null;
}

/** One server from its order to its end. */
export interface Life {
  name: string;
  tenant: Tenant;
  location: "fra1" | "hel1";
  plan: "s1" | "m1" | "x1";
  password: boolean;
  operations: Operation[];
  /** If its creation is undone, its clone request comes again afterwards, as from a relay that was stopped in between. */
  lateClone: boolean;
  /** Kept to the end of the run; any other is deleted after its last operation, whatever that takes. */
  staysOn: boolean;
}

export type Disturbance =
  | { kind: "kill_relay" }
  | { kind: "twin"; minutes: number }
  | { kind: "restart_control" }
  | { kind: "cut_database" }
  | { kind: "node_gone"; node: string; seconds: number }
  | { kind: "storage_full"; node: string; seconds: number }
  | { kind: "leap"; minutes: number };

export interface Plan {
  lives: Life[];
  /** What happens once so many operations have begun; in order. */
  disturbances: { after: number; what: Disturbance }[];
  operations: number;
}

/** What is done to whom, when, with which faults: the same for the same seed and number of operations. */
export function makePlan(seed: number, operations: number): Plan {
  const random = new Random(seed);
  const living = random.fork();
  const lives: Life[] = [];
  let planned = 0;
  while (planned < operations) {
    const life = makeLife(living, lives.length, operations - planned);
    planned += life.operations.length;
    lives.push(life);
  }
  return { lives, operations: planned, disturbances: makeDisturbances(random.fork(), planned) };
}

function makeLife(random: Random, index: number, most: number): Life {
  const operations = [operation(random, "order")];
  const model = { power: "running", holds: 0, due: false };
  const length = Math.min(most, random.whole(2, 12));
  while (operations.length < length) operations.push(operation(random, nextKind(random, model)));
  return {
    name: `life-${index}`,
    tenant: random.pick(TENANTS),
    location: random.chance(0.65) ? "fra1" : "hel1",
    plan: random.weighted({ s1: 40, m1: 3, x1: 1 }),
    password: random.chance(0.1),
    operations,
    lateClone: random.chance(0.5),
    staysOn: random.chance(0.03),
  };
}

/** What most likely makes sense; what does not is refused, and that is a case too. */
function nextKind(random: Random, model: { power: string; holds: number; due: boolean }): OperationKind {
  const kind: OperationKind = random.weighted({
    start: model.power === "stopped" ? 6 : 0.3,
    stop: model.power === "running" ? 3 : 0.2,
    shutdown: model.power === "running" ? 3 : 0.2,
    reboot: model.power === "running" ? 3 : 0.2,
    operator_stop: model.power === "running" ? 1 : 0.1,
    hold: model.holds > 1 ? 0.3 : 1.5,
    lift: model.holds > 0 ? 5 : 0,
    schedule: model.due ? 0.1 : 0.8,
    cancel_deletion: model.due ? 5 : 0.1,
    delete: 0.8,
    trespass: 0.3,
  });
  if (kind === "start" && model.holds === 0) model.power = "running";
  if (["stop", "shutdown", "operator_stop", "hold"].includes(kind)) model.power = "stopped";
  if (kind === "hold") model.holds += 1;
  if (kind === "lift") model.holds -= 1;
  if (kind === "lift" && model.holds === 0) model.power = "running";
  if (kind === "schedule") Object.assign(model, { due: true, power: "stopped" });
  if (kind === "cancel_deletion") model.due = false;
  return kind;
}

function operation(random: Random, kind: OperationKind): Operation {
  const faults = isFaulty(kind) && random.chance(0.25) ? faultsFor(kind, random) : [];
  return {
    kind,
    faults,
    wait: random.chance(0.75) ? "end" : random.whole(0, 15_000),
    twice: random.chance(0.05),
    minutes: kind === "hold" && random.chance(0.2) ? random.whole(1, 30) : null,
  };
}

const NODES = ["fra1-a", "fra1-b", "hel1"] as const;

function makeDisturbances(random: Random, operations: number): Plan["disturbances"] {
  const found: Plan["disturbances"] = [];
  // The first ones come early, so that a short run has some of each sort that costs little.
  for (let after = 20; after < operations * 0.95; after += random.whole(30, 90)) {
    const kind = random.weighted({
      kill_relay: 5,
      twin: 1,
      restart_control: 1,
      cut_database: 2,
      node_gone: 2,
      storage_full: 1,
      leap: 0.7,
    });
    const node = random.pick(NODES);
    const seconds = random.whole(5, 200);
    const minutes = random.whole(1, 70);
    found.push({ after, what: disturbance(kind, node, seconds, minutes) });
  }
  return found;
}

function disturbance(kind: Disturbance["kind"], node: string, seconds: number, minutes: number): Disturbance {
  switch (kind) {
    case "node_gone":
    case "storage_full":
      return { kind, node, seconds };
    case "twin":
    case "leap":
      return { kind, minutes };
    default:
      return { kind };
  }
}
