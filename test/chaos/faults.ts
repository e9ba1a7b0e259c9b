import type { FaultSpec } from "@hostwright/testbed/proxmox/index";
import type { Random } from "./random.ts";

/** What Proxmox does wrong to one server; `name` is added when it is armed. */
export type Fault = Omit<FaultSpec, "name" | "vmid">;

const QEMU = "/nodes/{node}/qemu/{vmid}";
const WORDS = ["got no worker upid - start worker failed", "Input/output error", "no quorum!"] as const;

/** The calls and tasks of each operation that change something, and some it only looks with. */
const CALLS = {
  order: [
    `POST ${QEMU}/clone`,
    `PUT ${QEMU}/config`,
    `PUT ${QEMU}/resize`,
    `PUT ${QEMU}/cloudinit`,
    `PUT ${QEMU}/firewall/options`,
    `POST ${QEMU}/firewall/ipset`,
    `POST ${QEMU}/status/start`,
    `GET ${QEMU}/config`,
    `DELETE ${QEMU}`,
  ],
  start: [`POST ${QEMU}/status/start`, `GET ${QEMU}/status/current`],
  stop: [`POST ${QEMU}/status/stop`, `GET ${QEMU}/status/current`],
  shutdown: [`POST ${QEMU}/status/shutdown`, `GET ${QEMU}/config`],
  reboot: [`POST ${QEMU}/status/reboot`, `GET ${QEMU}/status/current`],
  hold: [`PUT ${QEMU}/config`, `POST ${QEMU}/status/stop`, `GET ${QEMU}/config`],
  lift: [`PUT ${QEMU}/config`, `POST ${QEMU}/status/start`],
  delete: [`DELETE ${QEMU}`, `POST ${QEMU}/status/stop`, `GET ${QEMU}/config`],
} as const satisfies Record<string, readonly [string, ...string[]]>;

const TASKS = {
  order: ["qmclone", "resize", "qmstart", "qmdestroy"],
  start: ["qmstart"],
  stop: ["qmstop"],
  shutdown: ["qmshutdown"],
  reboot: ["qmreboot"],
  hold: ["qmstop"],
  lift: ["qmstart"],
  delete: ["qmdestroy", "qmstop"],
} as const satisfies Record<keyof typeof CALLS, readonly [string, ...string[]]>;

export type Faulty = keyof typeof CALLS;
export const isFaulty = (kind: string): kind is Faulty => Object.hasOwn(CALLS, kind);

/** Faults for one operation: mostly one that passes, now and then one that stays until somebody lifts it. */
export function faultsFor(kind: Faulty, random: Random): Fault[] {
  const on = random.pick<string>(CALLS[kind]);
  const task = random.pick<string>(TASKS[kind]);
  const text = random.pick(WORDS);
  const times = random.chance(0.1) ? 1000 : random.whole(1, 2);
  const nth = random.whole(1, 2);
  const call = random.weighted({
    refuse: 4,
    "refuse after": 1,
    drop: 4,
    "drop before": 2,
    "596": 3,
    "596 after": 3,
    hang: 1,
    "slow call": 2,
    task: 4,
    "task during": 2,
    "task after": 3,
    "slow task": 2,
    lock: 2,
    storage: kind === "order" ? 1 : 0,
    deaf: kind === "shutdown" || kind === "reboot" ? 6 : 0,
    stuck: kind === "order" || kind === "delete" ? 4 : 0,
  });
  switch (call) {
    case "refuse":
      return [{ effect: "refuse", on, text, times, nth }];
    case "refuse after":
      return [{ effect: "refuse", on, text, times: 1, after: true }];
    case "drop":
      return [{ effect: "drop", on, times: Math.min(times, 3), nth }];
    case "drop before":
      return [{ effect: "drop", on, times: Math.min(times, 3), after: false }];
    case "596":
      return [{ effect: "596", on, times: 1, nth }];
    case "596 after":
      return [{ effect: "596", on, times: 1, after: true }];
    case "hang":
      return [{ effect: "hang", on, times: 1 }];
    case "slow call":
      return [{ effect: "slow", on, ms: random.whole(1, 40) * 1000, times: 1 }];
    case "task":
      return [{ effect: "task", on: task, text, times }];
    case "task during":
      return [{ effect: "task", on: task, text, times: 1, during: true }];
    case "task after":
      return [{ effect: "task", on: task, text, times: 1, after: true }];
    case "slow task":
      return [{ effect: "slow", on: task, factor: random.whole(5, 60), times: 1 }];
    case "lock":
      return [{ effect: "lock", times: random.whole(1, 4) }];
    case "storage":
      return [{ effect: "task", on: "qmclone", text: "no space left on device", during: true, times: 1 }];
    case "deaf":
      return [{ effect: "deaf" }];
    case "stuck":
      // A failed creation that cannot be undone, a deletion that cannot be done: the action names what is left.
      return [
        ...(kind === "order" ? [{ effect: "refuse" as const, on: `POST ${QEMU}/status/start`, text }] : []),
        { effect: "refuse", on: `DELETE ${QEMU}`, text: "no quorum!" },
      ];
  }
}
