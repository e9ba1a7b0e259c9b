/**
 * Faults on request. A fault is met by each call, task, lock, storage or guest that it describes, `times` times (default:
 * until cleared), from the `nth` that fits (default the first).
 */
export interface FaultSpec {
  effect: FaultEffect;
  /** Of a call: `POST /nodes/{node}/qemu/{vmid}/clone`; of a task: its type, `qmclone`. Absent: any. */
  on?: string;
  vmid?: number;
  node?: string;
  /** Regular expression that the VM's name must match. */
  name?: string;
  /** Storage that `storage_full` means. */
  storage?: string;
  nth?: number;
  times?: number;
  /** For refuse, drop, hang, 596 and task: only after the thing was done. Default: drop yes, the others no. */
  after?: boolean;
  /** For task: half way, when it pauses for the first time. */
  during?: boolean;
  /** Reason of a refusal or a task's error. */
  text?: string;
  /** Status of a refusal, default 500; or instead of 596 (595, 599). */
  status?: number;
  /** slow: added to calls; for tasks see `factor`. 596: instead of the 30 s after which it comes. */
  ms?: number;
  /** slow: task time is multiplied by it. */
  factor?: number;
}

/**
 * refuse: an error answer. hang: no answer. drop: the connection is cut. 596: as from the node that passes calls on.
 * task: the task fails. slow: later. lock: someone else holds the file lock. storage_full: no space left.
 * node_gone: nobody there. deaf: the guest ignores a shutdown. no_agent: the guest agent does not answer.
 */
export type FaultEffect =
  | "refuse"
  | "hang"
  | "drop"
  | "596"
  | "task"
  | "slow"
  | "lock"
  | "storage_full"
  | "node_gone"
  | "deaf"
  | "no_agent";

/** What a fault is held against. */
export interface Occasion {
  /** Methods and task types it goes by. */
  on?: string;
  /** The VM it is about; for a clone, both. */
  vmids?: number[];
  node?: string;
  name?: string;
  storage?: string;
}

export type Moment = "before" | "during" | "after";

function momentOf(spec: FaultSpec): Moment {
  if (spec.during) return "during";
  return (spec.after ?? spec.effect === "drop") ? "after" : "before";
}

interface Armed {
  id: string;
  spec: FaultSpec;
  met: number;
  sentinel: boolean;
}

/** VM names that always meet a fault, so that anyone can see an undo happen (README.md). */
export const SENTINELS: readonly FaultSpec[] = [
  { effect: "refuse", on: "POST /nodes/{node}/qemu/{vmid}/clone", name: "refuse-clone", text: "no quorum!" },
  {
    effect: "task",
    on: "qmclone",
    name: "fail-clone",
    during: true,
    text: "clone failed: mirroring error: Input/output error",
  },
  { effect: "task", on: "qmconfig", name: "fail-config", text: "unable to write configuration: Input/output error" },
  { effect: "task", on: "resize", name: "fail-resize", text: "unable to resize: Input/output error" },
  { effect: "task", on: "qmstart", name: "fail-start", during: true, text: "start failed: QEMU exited with code 1" },
  { effect: "task", on: "qmdestroy", name: "fail-delete", text: "can't lock file - Input/output error" },
  { effect: "deaf", name: "deaf-guest" },
  { effect: "slow", on: "qmclone", name: "slow-clone", factor: 10 },
];

export class Faults {
  #armed: Armed[] = [];
  #count = 0;

  constructor() {
    for (const spec of SENTINELS) this.#arm(spec, true);
  }

  #arm(spec: FaultSpec, sentinel: boolean): string {
    if (spec.name) new RegExp(spec.name);
    this.#count += 1;
    const id = `fault-${this.#count}`;
    this.#armed.push({ id, spec, met: 0, sentinel });
    return id;
  }

  /** Arms a fault; the id names it to `clear`. */
  inject(spec: FaultSpec): string {
    return this.#arm(spec, false);
  }

  /** Disarms one fault, or all that were injected; the sentinel names stay. */
  clear(id?: string): void {
    this.#armed = this.#armed.filter((fault) => fault.sentinel || (id !== undefined && fault.id !== id));
  }

  list(): { id: string; spec: FaultSpec; met: number }[] {
    return this.#armed.filter((fault) => !fault.sentinel).map(({ id, spec, met }) => ({ id, spec, met }));
  }

  /** The first fault with one of these effects that fits, counted as met. */
  meet(effects: readonly FaultEffect[], occasion: Occasion, moment: Moment = "before"): FaultSpec | undefined {
    for (const fault of this.#armed) {
      if (!effects.includes(fault.spec.effect) || momentOf(fault.spec) !== moment) continue;
      if (!fits(fault.spec, occasion)) continue;
      fault.met += 1;
      const first = fault.spec.nth ?? 1;
      if (fault.met >= first && fault.met < first + (fault.spec.times ?? Infinity)) return fault.spec;
    }
    return undefined;
  }

  /** Whether a node is said to be gone, without counting the look. */
  isGone(node: string): boolean {
    return this.#armed.some(({ spec }) => spec.effect === "node_gone" && spec.node === node);
  }
}

function fits(spec: FaultSpec, occasion: Occasion): boolean {
  return (
    (spec.on === undefined || spec.on === occasion.on) &&
    (spec.vmid === undefined || (occasion.vmids ?? []).includes(spec.vmid)) &&
    (spec.node === undefined || spec.node === occasion.node) &&
    (spec.storage === undefined || spec.storage === occasion.storage) &&
    (spec.name === undefined || (occasion.name !== undefined && new RegExp(spec.name).test(occasion.name)))
  );
}

/** `effect[:key=value[,key=value…]]`, as in `--fault task:on=qmclone,nth=2,text=no space left`. @throws Error */
export function parseFault(text: string): FaultSpec {
  const [effect = "", rest = ""] = text.split(/:(.*)/s);
  const known: readonly FaultEffect[] = [
    "refuse",
    "hang",
    "drop",
    "596",
    "task",
    "slow",
    "lock",
    "storage_full",
    "node_gone",
    "deaf",
    "no_agent",
  ];
  const found = known.find((one) => one === effect);
  if (!found) throw new Error(`--fault ${text}: unknown effect '${effect}' (one of ${known.join(", ")})`);
  const spec: FaultSpec = { effect: found };
  for (const part of rest === "" ? [] : rest.split(",")) {
    const [key = "", value = ""] = part.split(/=(.*)/s);
    if (key === "on" || key === "node" || key === "name" || key === "storage" || key === "text") spec[key] = value;
    else if (["vmid", "nth", "times", "status", "ms", "factor"].includes(key) && Number.isFinite(Number(value)))
      Object.assign(spec, { [key]: Number(value) });
    else if (key === "after" || key === "during") spec[key] = value !== "0" && value !== "false";
    else throw new Error(`--fault ${text}: cannot read '${part}'`);
  }
  return spec;
}
